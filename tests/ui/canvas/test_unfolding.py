"""The picture of a network with open groups, and the way back to its definitions."""

from __future__ import annotations

import random

import pytest

from studio.blocks.block import blocks
from studio.blocks.group import Group
from studio.data.dataset import datasets
from studio.graph.definitions import pruned
from studio.graph.graph import Definition, Graph, Node
from studio.graph.misplaced import put_back
from studio.project.checks import checked
from studio.project.place import Place, outermost
from studio.project.project import Project
from studio.ui.canvas.picture import Shown
from studio.ui.canvas.room import kept_apart
from studio.ui.canvas.unfolding import Unfolding
from tests.ui.canvas.drawn import node, wire
from tests.ui.canvas.grouped import group, residual, with_groups


def nested() -> Graph:
    """Two open uses of a group that holds an open use of another."""
    deep = Definition(
        name="Deep",
        nodes=(
            node("inlet_1", "inlet"),
            group("core", 0, 104).but(open=True),
            node("outlet_1", "outlet", 0, 312),
        ),
        wires=(
            wire("inlet_1", "core", input="inlet_1"),
            wire("core", "outlet_1", output="outlet_1"),
        ),
    )
    graph = with_groups()
    uses = [
        graph.by_id[id].but(block=Group(definition="Deep"), open=True) for id in ("first", "second")
    ]
    return graph.replaced(*uses).with_definitions((residual(), deep))


def place(graph: Graph) -> Place:
    project = Project(graph=Graph.model_validate(graph.model_dump()), data=datasets["fashion"]())
    return outermost(project, checked(project))


def changed(before: Graph, edits: list[tuple[str, Graph]]) -> Graph:
    return pruned(kept_apart(before, put_back(before, edits)))


@pytest.mark.parametrize("graph", [with_groups(), nested()], ids=["closed", "nested"])
def test_a_picture_that_nobody_changed_is_the_same_network(graph: Graph) -> None:
    unfolding, at = Unfolding(), place(graph)
    shown = unfolding.unfolded(at)
    assert changed(at.graph, unfolding.folded(shown.graph)) == at.graph


def test_a_picture_holds_every_open_use_with_what_is_known_about_it() -> None:
    shown = Unfolding().unfolded(place(nested()))
    assert len(shown.graph.nodes) == 6 + 2 * 3 + 2 * 4
    assert len(shown.frames) == 4
    assert len(shown.order) == 6 + 2 * 1 + 2 * 2
    assert shown.checked.shapes.nodes.keys() == shown.graph.by_id.keys()
    assert all(wire.source in shown.graph.by_id for wire in shown.graph.wires)


def test_wires_that_an_edit_leaves_alone_stay_the_same_objects() -> None:
    unfolding, at = Unfolding(), place(nested())
    before = unfolding.unfolded(at)
    moved = changed(at.graph, unfolding.folded(before.graph.moved({"flat": (8.0, 900.0)})))
    after = unfolding.unfolded(place_of(moved))
    assert {id(w) for w in after.graph.wires} == {id(w) for w in before.graph.wires}
    assert after.graph.by_id.keys() == before.graph.by_id.keys()


def place_of(graph: Graph) -> Place:
    project = Project.usual().but(data=datasets["fashion"]()).with_graph(graph)
    return outermost(project, checked(project))


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_done_in_a_picture_gives_a_network_that_a_file_can_hold(seed: int) -> None:
    dice, unfolding, at = random.Random(seed), Unfolding(), place(nested())
    for _ in range(12):
        shown = unfolding.unfolded(at)
        edited = _edited(dice, shown)
        graph = changed(at.graph, unfolding.folded(edited))
        again = Graph.model_validate_json(graph.model_dump_json())
        assert again == graph
        at = place_of(graph)


def _edited(dice: random.Random, shown: Shown) -> Graph:
    graph = shown.graph
    ids = [id for id in shown.order if id in graph.by_id]
    match dice.randrange(4) if ids else 3:
        case 0:
            gone = dice.sample(ids, min(len(ids), dice.randint(1, 3)))
            return graph.removed(gone)
        case 1:
            id = dice.choice(ids)
            return graph.moved({id: (graph.by_id[id].x + 8 * dice.randint(-9, 9), 40.0)})
        case 2 if graph.wires:
            made = blocks["dropout"]()
            old = dice.choice(graph.wires)
            return graph.inserted(Node(id=graph.free_id("dropout"), block=made), old)
        case _:
            where = shown.frames and graph.by_id[dice.choice(sorted(shown.frames))]
            x, y = (where.x, where.y + 60) if where else (0.0, 0.0)
            made = Node(id=graph.free_id("conv2d"), block=blocks["conv2d"](), x=x, y=y)
            return graph.added(made)
