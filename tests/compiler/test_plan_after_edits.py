"""A plan after an edit takes again what the edit left alone, and equals a plan made anew."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from studio.compiler.module import build
from studio.compiler.plan import Memory, NotReady, Plan, plan, planned
from studio.graph.definitions import closed, opened
from studio.graph.graph import Graph, Node, Wire
from studio.graph.problems import problems
from studio.graph.shapes import Shapes, shapes
from studio.schema.data_field import DataField
from studio.schema.shape import Picture
from tests.wiring import FIELDS, block, definition, graph


class Edited:
    """A graph whose shapes and plan follow its edits."""

    def __init__(self, first: Graph) -> None:
        self.graph, self.memory = first, Memory()
        self.found: Shapes | None = None
        self.become(first)

    def become(self, after: Graph) -> Plan:
        """Follow an edit; the plan has to equal one that is made anew."""
        self.graph = after
        self.found = shapes(after, FIELDS, self.found)
        made = planned(after, self.found, problems(after, self.found), self.memory)
        assert made == plan(after, FIELDS)
        return made


def chain(count: int) -> Graph:
    made_of = {"p": block("picture_input")}
    made_of |= {f"c{n}": block("conv2d", filters=4, padding="same") for n in range(count)}
    made_of |= {"flat": block("flatten"), "out": block("class_output")}
    return graph(made_of, *(f"{a} > {b}" for a, b in pairwise(made_of)))


def test_an_edit_plans_only_the_blocks_that_it_changes() -> None:
    edited = Edited(chain(1000))
    assert edited.memory.planned == 1002
    node = edited.graph.by_id["c500"]
    edited.become(edited.graph.replaced(node.but(block=node.block.but(filters=5))))
    assert edited.memory.planned == 2  # the block itself, and the one that reads it
    edited.become(edited.graph.moved({"c3": (8.0, 8.0)}))
    assert edited.memory.planned == 0
    edited.become(edited.graph.replaced(edited.graph.by_id["c7"].but(name="seventh")))
    assert edited.memory.planned == 2


def test_names_that_a_renamed_block_takes_or_frees_are_given_out_anew() -> None:
    edited = Edited(chain(4))
    for id, name in (
        ("c1", "c2"), ("c3", "c0_activation"), ("c0", "c3"), ("c1", ""), ("p", "c2"), ("c3", ""),
    ):  # fmt: skip
        made = edited.become(edited.graph.replaced(edited.graph.by_id[id].but(name=name)))
        assert build(made)(torch.zeros(1, 1, 28, 28)).shape == (1, 3)


def test_wires_that_come_and_go_are_followed() -> None:
    first = chain(3).added(block_node("sum", "add"))
    edited = Edited(first)
    edited.become(
        first.connected(
            Wire(source="c0", target="sum", input="in_1"),
            Wire(source="c1", target="sum", input="in_2"),
            Wire(source="sum", target="c2"),
        )
    )
    edited.become(first.removed(["sum"]))
    edited.become(first)


def test_a_group_is_planned_anew_when_its_inside_changes() -> None:
    def network(units: int) -> Graph:
        inside = definition(
            "pair",
            {"i": block("inlet"), "d": block("dense", units=units), "o": block("outlet")},
            "i > d",
            "d > o",
        )
        made_of = {"x": block("features_input"), "d": block("dense", units=8)}
        made_of |= {"g": block("group", definition="pair", repeat=3), "out": block("class_output")}
        wires = (f"{a} > {b}" for a, b in pairwise(made_of))
        return graph(made_of, *wires, definitions=[inside])

    edited = Edited(network(4))
    after = edited.graph.model_copy(update={"definitions": network(5).definitions})
    made = edited.become(Graph(nodes=after.nodes, wires=after.wires, definitions=after.definitions))
    # The group, the output that reads it, and all inside: it gets 8 values first and then 5.
    assert edited.memory.planned == 2 + 2 * 2
    assert build(made).g.d.out_features == 5


def test_an_edit_inside_a_long_definition_plans_little_anew() -> None:
    ids = ["i", *(f"d{n}" for n in range(60)), "o"]
    inside = {id: block("dense", units=4) for id in ids}
    inside |= {"i": block("inlet"), "o": block("outlet")}
    long = definition("long", inside, *(f"{a} > {b}" for a, b in pairwise(ids)))
    made_of = {"x": block("features_input"), "g": block("group", definition="long", repeat=9)}
    made_of["out"] = block("class_output")
    edited = Edited(graph(made_of, "x > g", "g > out", definitions=[long]))
    view = opened(edited.graph, "long").with_block("d30", block("dense", units=4, bias=False))
    edited.become(closed(edited.graph, "long", view))
    assert edited.memory.planned == 2  # the block, and the group
    edited.become(edited.graph.with_block("g", block("group", definition="long", repeat=3)))
    assert edited.memory.planned == 2  # the group, and the output that reads another copy


def test_copies_of_equal_shape_share_one_plan_and_have_weights_of_their_own() -> None:
    inside = definition(
        "pair", {"i": block("inlet"), "d": block("dense", units=4), "o": block("outlet")},
        "i > d", "d > o",
    )  # fmt: skip
    made_of = {"x": block("features_input"), "g": block("group", definition="pair", repeat=3)}
    made_of["out"] = block("class_output")
    made = plan(graph(made_of, "x > g", "g > out", definitions=[inside]), FIELDS)
    contents = [part.content for step in made.steps for part in step.parts if step.node == "g"]
    assert contents[0] is contents[1] is contents[2]
    assert contents[0].definition == "pair"
    module = build(made)
    assert not torch.equal(module.g.d.weight, module.g_2.d.weight)


def test_an_edit_that_breaks_the_network_leaves_the_memory_as_it_was() -> None:
    edited = Edited(chain(5))
    whole = edited.graph
    with pytest.raises(NotReady):
        edited.become(whole.removed(["c2"]))
    edited.become(whole)


def block_node(id: str, kind: str) -> Node:
    return Node(id=id, block=block(kind))


def test_an_output_port_that_is_read_from_now_on_is_planned() -> None:
    made_of = {"rows": block("sequence_input"), "lstm": block("lstm", hidden_size=4)}
    made_of |= {"last": block("last_step"), "sum": block("add"), "out": block("class_output")}
    first = graph(made_of, "rows > lstm", "lstm > last", "last > sum.in_1", "last > sum.in_2",
                  "sum > out")  # fmt: skip
    edited = Edited(first)
    edited.become(first.connected(Wire(source="lstm", output="last", target="sum", input="in_2")))
    edited.become(first)


def test_blocks_of_which_the_shapes_alone_change_keep_their_very_calls() -> None:
    edited = Edited(chain(50))
    before = edited.memory.before
    assert before is not None
    wider = FIELDS | {"picture": DataField("picture", "values", Picture(1, 30, 30))}
    found = shapes(edited.graph, wider, edited.found)
    after = planned(edited.graph, found, problems(edited.graph, found), edited.memory)
    assert after == plan(edited.graph, wider)
    pairs = [*zip(before.plan.steps, after.steps, strict=True)]
    changed = {step.node for step, other in pairs if step.shapes != other.shapes}
    assert changed == {*(f"c{n}" for n in range(50)), "flat"}
    for one, other in pairs:
        assert one.values is other.values
        assert one.parts is other.parts or one.node == "out"  # it takes a longer row
