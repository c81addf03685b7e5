"""Definitions that come from another project."""

import pytest

from studio.graph.defining import renamed
from studio.graph.definitions import GroupError, opened
from studio.graph.graph import MOST_DEFINITIONS, Definition, Graph
from studio.graph.merging import merged
from tests.wiring import block, definition, graph


def inner(units: int) -> Definition:
    return definition(
        "Inner",
        {"i": block("inlet"), "d": block("dense", units=units), "o": block("outlet")},
        "i > d",
        "d > o",
    )


def using(units: int) -> Graph:
    """A group of Outer, that holds a group of Inner."""
    outer = definition(
        "Outer",
        {"i": block("inlet"), "g": block("group", definition="Inner"), "o": block("outlet")},
        "i > g",
        "g > o",
        definitions=[inner(units)],
    )
    return graph({"g": block("group", definition="Outer")}, definitions=[outer, inner(units)])


def valid(made: Graph) -> bool:
    return Graph.model_validate_json(made.model_dump_json()) == made


def test_equal_definitions_are_shared() -> None:
    made, names = merged(using(8), using(8))
    assert made == using(8)
    assert names == {"Outer": "Outer", "Inner": "Inner"}


def test_a_definition_is_equal_only_if_those_that_it_uses_are() -> None:
    """Outer reads the same in both, but means another network."""
    made, names = merged(using(8), using(9))
    assert names == {"Outer": "Outer 2", "Inner": "Inner 2"}
    assert made.definition["Outer 2"].uses == {"Inner 2"}
    assert valid(made)


def test_what_came_before_under_another_name_is_shared_the_next_time() -> None:
    once, names = merged(using(8), using(9))
    twice, again = merged(once, using(9))
    assert twice == once
    assert again == names


def test_a_free_name_is_not_given_twice() -> None:
    """The piece brings an Inner, which becomes Inner 2, and an Inner 2 of its own."""
    other = definition("Inner 2", {"i": block("inlet"), "o": block("outlet")}, "i > o")
    coming = graph(
        {"a": block("group", definition="Inner"), "b": block("group", definition="Inner 2")},
        definitions=[inner(9), other],
    )
    made, names = merged(using(8), coming)
    assert names == {"Inner": "Inner 2", "Inner 2": "Inner 2 2"}
    assert valid(made)


def test_the_layout_makes_no_other_definition() -> None:
    tidied = opened(using(8), "Inner").moved({"d": (400.0, 80.0)})
    coming = using(8).with_definitions(
        each
        if each.name == "Outer"
        else Definition(name="Inner", nodes=tidied.nodes[::-1], wires=tidied.wires)
        for each in using(8).definitions
    )
    assert merged(using(8), coming)[0] == using(8)


def test_a_new_name_makes_another_definition() -> None:
    made, names = merged(using(8), renamed(using(8), "Outer", "Mine"))
    assert names == {"Mine": "Mine", "Inner": "Inner"}
    assert len(made.definitions) == 3


def test_a_definition_that_no_block_uses_does_not_come_along() -> None:
    made, names = merged(Graph(), using(8).removed(["g"]))
    assert made.definitions == ()
    assert names == {}


def test_a_project_that_is_full_of_definitions_takes_no_more() -> None:
    many = tuple(Definition(name=f"d{n}") for n in range(MOST_DEFINITIONS))
    with pytest.raises(GroupError, match="cannot have one more group"):
        merged(Graph(definitions=many), using(8))
