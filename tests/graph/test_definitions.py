"""Definitions: opened, renamed, forked, given ports; and what may stand inside what."""

import pytest

from studio.graph.defining import made_unique, renamed
from studio.graph.definitions import (
    GroupError,
    closed,
    opened,
    pruned,
    unplaceable,
    uses,
)
from studio.graph.graph import Graph
from tests.wiring import block, definition, graph


def nested() -> Graph:
    """Two groups of Outer, which holds one group of Inner."""
    inner = definition(
        "Inner", {"i": block("inlet"), "d": block("dense"), "o": block("outlet")}, "i > d", "d > o"
    )
    outer = definition(
        "Outer",
        {"i": block("inlet"), "g": block("group", definition="Inner"), "o": block("outlet")},
        "i > g",
        "g > o",
        definitions=[inner],
    )
    return graph(
        {
            "x": block("features_input"),
            "a": block("group", definition="Outer"),
            "b": block("group", definition="Outer"),
            "out": block("class_output"),
        },
        "x > a",
        "a > b",
        "b > out",
        definitions=[outer, inner],
    )


def valid(made: Graph) -> bool:
    return Graph.model_validate_json(made.model_dump_json()) == made


def test_an_inside_that_is_not_edited_leaves_the_graph_equal() -> None:
    made = nested()
    assert closed(made, "Outer", opened(made, "Outer")) == made
    assert opened(made, "") is made


def test_an_edit_inside_changes_every_use_and_no_other_definition() -> None:
    made = nested()
    edited = opened(made, "Inner").with_block("d", block("dense", units=5))
    after = closed(made, "Inner", edited)
    assert after.definition["Inner"].by_id["d"].block == block("dense", units=5)
    assert after.definition["Outer"] is made.definition["Outer"]
    assert valid(after)


def test_uses_are_found_at_any_depth() -> None:
    assert uses(nested(), "Outer") == (("", "a"), ("", "b"))
    assert uses(nested(), "Inner") == (("Outer", "g"),)


def test_a_new_name_reaches_every_use() -> None:
    made = renamed(nested(), "Inner", " Small  part ")
    assert uses(made, "Small part") == (("Outer", "g"),)
    assert valid(made)
    assert renamed(made, "Small part", "Small part") is made


@pytest.mark.parametrize("name", ["", "  ", "Outer", "x" * 101])
def test_a_name_that_cannot_be_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(GroupError):
        renamed(nested(), "Inner", name)


def test_a_unique_copy_changes_one_group_only() -> None:
    made = made_unique(nested(), "", "b")
    assert uses(made, "Outer") == (("", "a"),)
    assert uses(made, "Outer 2") == (("", "b"),)
    assert made.definition["Outer 2"].nodes == made.definition["Outer"].nodes
    assert uses(made, "Inner") == (("Outer", "g"), ("Outer 2", "g"))
    assert valid(made)


def test_a_unique_copy_is_made_inside_a_definition_too() -> None:
    twice = made_unique(nested(), "", "b")
    made = made_unique(twice, "Outer 2", "g")
    assert uses(made, "Inner 2") == (("Outer 2", "g"),)
    assert valid(made)


def test_the_only_group_of_a_definition_is_unique_already() -> None:
    with pytest.raises(GroupError, match="unique already"):
        made_unique(nested(), "Outer", "g")


def test_a_definition_that_nothing_leads_to_goes() -> None:
    made = nested()
    assert pruned(made) is made
    assert pruned(made.removed("a")) == made.removed("a")
    assert pruned(made.removed(["a", "b"])).definitions == ()


@pytest.mark.parametrize(("inside", "name"), [("Inner", "Inner"), ("Inner", "Outer")])
def test_a_group_cannot_stand_inside_itself(inside: str, name: str) -> None:
    refusal = unplaceable(nested(), inside, name)
    assert refusal is not None
    assert refusal.what == f'"{name}" cannot stand inside "{inside}".'


def test_a_group_may_stand_beside_itself_and_inside_others() -> None:
    assert unplaceable(nested(), "", "Outer") is None
    assert unplaceable(nested(), "Outer", "Inner") is None


def test_the_wires_at_a_port_that_is_deleted_go_in_every_use() -> None:
    made = nested()
    after = closed(made, "Outer", opened(made, "Outer").removed(["i"]))
    assert [str(wire) for wire in after.wires] == ["b.o → out.in"]
    assert valid(after)
