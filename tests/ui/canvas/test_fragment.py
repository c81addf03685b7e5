"""Pieces of networks as text."""

import pytest

from studio.blocks.block import blocks
from studio.blocks.group import Group
from studio.graph.definitions import closed, opened
from studio.graph.graph import Definition, Graph, Node
from studio.project import files
from studio.project.project import Project
from studio.ui.canvas.fragment import Foreign, fragment, pasted, read
from tests.ui.canvas.drawn import chain, node, wire


def grouped(units: int = 8) -> Graph:
    """A group of one dense block."""
    inside = (
        Node(id="i", block=blocks["inlet"]()),
        node("d", "dense", units=units),
        node("o", "outlet"),
    )
    wires = (wire("i", "d"), wire("d", "o"))
    definition = Definition(name="Part", nodes=inside, wires=wires)
    return Graph(nodes=(Node(id="g", block=Group(definition="Part")),), definitions=(definition,))


def test_a_piece_comes_back_as_it_was() -> None:
    piece = read(fragment(chain(), ["conv", "pool"]))
    assert [n.id for n in piece.nodes] == ["conv", "pool"]
    assert piece.wires == (wire("conv", "pool"),)


def test_a_group_takes_its_definition_along() -> None:
    new, (id,) = pasted(chain(), read(fragment(grouped(), ["g"])), (0, 0))
    assert new.by_id[id].block.definition == "Part"
    assert new.definition["Part"] == grouped().definition["Part"]


def test_another_definition_of_the_same_name_gets_a_new_name() -> None:
    new, (id,) = pasted(grouped(units=8), read(fragment(grouped(units=9), ["g"])), (0, 0))
    assert new.by_id[id].block.definition == "Part 2"
    assert new.definition["Part 2"].by_id["d"].block.units == 9
    assert new.definition["Part"].by_id["d"].block.units == 8


def test_the_same_definition_is_shared() -> None:
    new, (id,) = pasted(grouped(), read(fragment(grouped(), ["g"])), (0, 0))
    assert len(new.definitions) == 1
    assert new.by_id[id].block.definition == "Part"


def test_a_place_beyond_the_paper_is_moved_onto_it() -> None:
    far = Graph(nodes=(node("far", "dense", 1e7, 0),))
    new, (id,) = pasted(Graph(), read(fragment(far, ["far"])), (32, 32))
    assert (new.by_id[id].x, new.by_id[id].y) == (1e7, 32)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[" * 1_000_000,
        '{"kind": "layerloom blocks", "graph": {"nodes": []}}',
        '{"kind": "other", "graph": {}}',
        fragment(chain(), ["conv"]).replace("conv2d", "no such block"),
        fragment(chain(), ["conv"])[:-5],
        "[]," * 200_000,
    ],
)
def test_what_is_no_piece_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(Foreign, match="clipboard"):
        read(text)


def test_the_text_of_a_whole_file_is_read_as_its_network() -> None:
    project = Project().with_graph(grouped())
    assert read("\n  " + files.dump(project).decode()) == project.graph
    newer = files.dump(project).decode().replace('"version": ', '"version": 9')
    with pytest.raises(Foreign, match="clipboard"):
        read(newer)


def test_a_block_is_copied_from_inside_a_group_to_another_place() -> None:
    new, (id,) = pasted(chain(), read(fragment(opened(grouped(), "Part"), ["d"])), (0, 0))
    assert new.by_id[id].block.units == 8
    inside, (id,) = pasted(opened(grouped(), "Part"), read(fragment(chain(), ["conv"])), (0, 0))
    after = closed(grouped(), "Part", inside)
    assert after.definition["Part"].by_id[id].block.kind == "conv2d"
