"""Entries and catalogs: one declaration for each thing that a person can pick."""

import pickle

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from studio.blocks import blocks
from studio.schema.entry import Catalog, Entry
from studio.schema.field_types import Count


class Tool(Entry):
    """What the tests' entries share."""


def catalog() -> Catalog[Tool]:
    tools: Catalog[Tool] = Catalog("tools")

    @tools.entry("hammer", title="Hammer", family="hand", words=("nail",))
    class Hammer(Tool):
        """Drives in nails
        of any size.

        More about it.
        """

        weight: Count = Field(1, title="Weight", description="How heavy it is.")

    @tools.entry("saw", title="Saw")
    class Saw(Tool):
        """Cuts."""

    return tools


def test_a_catalog_finds_its_entries_by_id_in_order():
    tools = catalog()
    assert [entry.id for entry in tools] == ["hammer", "saw"]
    assert tools["hammer"].title == "Hammer"
    assert "saw" in tools
    assert "drill" not in tools
    assert len(tools) == 2


def test_a_second_entry_with_the_same_id_is_refused():
    tools = catalog()
    with pytest.raises(ValueError, match="two entries of tools are called saw"):
        tools.entry("saw", title="Other")(Tool)


def test_the_first_paragraph_is_the_summary():
    hammer = catalog()["hammer"]
    assert hammer.summary() == "Drives in nails of any size."
    assert hammer.help().endswith("More about it.")


def test_an_edit_is_checked():
    hammer = catalog()["hammer"]()
    assert hammer.but(weight=5).weight == 5
    assert hammer.weight == 1
    for wrong in ({"weight": 0}, {"weight": "5"}, {"weight": 2.5}, {"colour": 1}):
        with pytest.raises(ValidationError):
            hammer.but(**wrong)


def test_an_entry_cannot_be_changed_in_place():
    with pytest.raises(ValidationError):
        catalog()["hammer"]().weight = 3


def test_the_kind_comes_first_in_files_and_picks_the_entry():
    tools = catalog()
    text = tools["hammer"](weight=7).model_dump_json()
    assert text == '{"kind":"hammer","weight":7}'
    assert TypeAdapter(tools.union()).validate_json(text) == tools["hammer"](weight=7)
    with pytest.raises(ValidationError):
        TypeAdapter(tools.union()).validate_json('{"kind":"drill"}')


def test_the_union_of_a_single_entry_is_that_entry():
    tools: Catalog[Tool] = Catalog("tools")
    only = tools.entry("saw", title="Saw")(Tool)
    assert tools.union() is only


def test_a_block_can_be_pickled():
    block = blocks["conv2d"](filters=7)
    assert pickle.loads(pickle.dumps(block)) == block
