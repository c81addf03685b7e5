from collections.abc import Callable
from itertools import pairwise

import pytest

from studio.blocks.block import Block
from studio.graph.graph import Graph, Wire
from studio.graph.shapes import Shapes, shapes, with_wire
from studio.schema.data_field import DataField
from studio.schema.shape import Features, Picture, Sequence, Unknown
from tests.wiring import FIELDS, KIND, PICTURE, ROW, block, graph


def network(**settings: object) -> Graph:
    return graph(
        {
            "p": block("picture_input"),
            "conv": block("conv2d", **settings),
            "pool": block("max_pool2d"),
            "flat": block("flatten"),
            "out": block("class_output"),
        },
        "p > conv",
        "conv > pool",
        "pool > flat",
        "flat > out",
    )


def given(found: Shapes, id: str) -> str:
    return " | ".join(shape.text() for shape in found.nodes[id].outputs)


def test_the_shape_on_every_wire_is_known() -> None:
    found = shapes(network(), FIELDS)
    assert {str(wire): shape.text() for wire in network().wires if (shape := found.on(wire))} == {
        "p.out → conv.in": "1 × 28 × 28",
        "conv.out → pool.in": "32 × 26 × 26",
        "pool.out → flat.in": "32 × 13 × 13",
        "flat.out → out.in": "5,408",
    }
    assert found.nodes["out"].answer == Features(3)


def test_a_broken_block_stops_only_what_comes_after_it() -> None:
    made_of = {
        "p": block("picture_input"),
        "conv": block("conv2d", kernel=(29, 29)),
        "flat": block("flatten"),
        "side": block("conv2d", filters=8),
        "sum": block("add"),
    }
    found = shapes(graph(made_of, "p > conv", "conv > flat", "p > side", "side > sum.in_1"), FIELDS)
    assert found.nodes["conv"].error is not None
    assert found.nodes["flat"].error is None
    assert not found.nodes["flat"].known
    assert given(found, "side") == "8 × 26 × 26"
    assert not found.nodes["sum"].known


def test_blocks_beside_a_loop_keep_their_shapes() -> None:
    made_of = {
        "p": block("picture_input"),
        "a": block("add"),
        "b": block("activation"),
        "after": block("flatten"),
        "free": block("flatten"),
    }
    found = shapes(
        graph(made_of, "p > a.in_1", "b > a.in_2", "a > b", "b > after", "p > free"), FIELDS
    )
    assert set(found.order) == {"p", "free"}
    assert given(found, "free") == "784"


def test_an_edit_recomputes_only_what_it_changes() -> None:
    before = shapes(network(), FIELDS)
    assert before.recomputed == 5
    assert shapes(network(), FIELDS, before).recomputed == 0  # these blocks equal those
    same = network()
    first = shapes(same, FIELDS)
    assert shapes(same, FIELDS, first).recomputed == 0
    assert shapes(same.moved({"conv": (8, 8)}), FIELDS, first).recomputed == 0
    renamed = same.replaced(same.by_id["conv"].but(name="Edges"))
    assert shapes(renamed, FIELDS, first).recomputed == 0


def test_new_settings_recompute_the_block_and_only_as_far_as_shapes_differ() -> None:
    same = network()
    first = shapes(same, FIELDS)
    wider = same.with_block("conv", block("conv2d", filters=64))
    after = shapes(wider, FIELDS, first)
    assert after.recomputed == 4  # not the input
    assert given(after, "conv") == "64 × 26 × 26"
    bare = same.with_block("conv", block("conv2d", bias=False))
    assert shapes(bare, FIELDS, first).recomputed == 1  # it gives the same shape


def test_removing_a_wire_recomputes_what_lay_behind_it() -> None:
    same = network()
    first = shapes(same, FIELDS)
    cut = same.disconnected(same.into["pool"][0])
    after = shapes(cut, FIELDS, first)
    assert after.recomputed == 3
    assert not after.nodes["pool"].known
    assert shapes(same, FIELDS, after).nodes == first.nodes


def test_incremental_shapes_equal_fresh_ones_after_every_edit() -> None:
    now = network()
    found = shapes(now, FIELDS)
    edits: list[Callable[[Graph], Graph]] = [
        lambda g: g.with_block("conv", block("conv2d", kernel=(29, 29))),
        lambda g: g.with_block("conv", block("conv2d", kernel=(5, 5))),
        lambda g: g.removed(["pool"]),
        lambda g: g.connected(Wire(source="conv", target="flat")),
        lambda g: g.disconnected(Wire(source="p", target="conv")),
        lambda g: g.connected(*network().removed(["pool"]).wires),
    ]
    for edit in edits:
        now = edit(now)
        found = shapes(now, FIELDS, found)
        fresh = shapes(now, FIELDS)
        assert found.order == fresh.order
        assert found.outputs == fresh.outputs
        assert [str(n.error) for n in found.nodes.values()] == [
            str(n.error) for n in fresh.nodes.values()
        ]


def test_other_data_changes_what_the_inputs_give() -> None:
    same = network()
    first = shapes(same, FIELDS)
    colour = {"picture": DataField("picture", "values", Picture(3, 32, 32)), "kind": KIND}
    assert given(shapes(same, colour, first), "p") == "3 × 32 × 32"
    assert shapes(same, colour, first).nodes["out"].answer == Features(3)


def test_what_does_not_fit_says_what_the_data_of_now_offers() -> None:
    same = network()
    first = shapes(same, {"row": ROW, "kind": KIND})
    error = first.nodes["p"].error
    assert error is not None
    assert error.why == 'As inputs the data offers "row": a row of 4 numbers.'
    other = {"row": DataField("row", "values", Features(9)), "kind": KIND}
    error = shapes(same, other, first).nodes["p"].error
    assert error is not None
    assert error.why == 'As inputs the data offers "row": a row of 9 numbers.'


def test_a_block_may_name_its_data_field() -> None:
    fields = {
        name: DataField(name, "values", Features(n)) for n, name in enumerate(("a", "b"), start=1)
    }
    found = shapes(graph({"x": block("features_input", field="b")}), fields)
    assert given(found, "x") == "2"
    found = shapes(graph({"x": block("features_input", field="c")}), fields)
    assert found.nodes["x"].error is not None


@pytest.mark.parametrize(("source", "fits"), [("p", True), ("flat", False)])
def test_one_more_wire_can_be_tried_without_making_it(source: str, fits: bool) -> None:
    spare = network().added(*graph({"c": block("conv2d", filters=7)}).nodes)
    tried = with_wire(spare, FIELDS, Wire(source=source, target="c"), shapes(spare, FIELDS))
    assert tried.known is fits
    assert (tried.error is None) is fits


def test_a_sequence_of_unknown_length_stays_unknown() -> None:
    fields = {"s": DataField("s", "values", Sequence(Unknown(), 5)), "kind": KIND}
    found = shapes(
        graph({"s": block("sequence_input"), "r": block("lstm", hidden_size=6)}, "s > r"), fields
    )
    assert given(found, "r") == "T × 6 | 6"


def test_the_data_decides_how_wide_an_output_is() -> None:
    wide = {"picture": PICTURE, "kind": DataField("kind", "class", classes=tuple("abcdefg"))}
    assert shapes(network(), wide).nodes["out"].answer == Features(7)


def test_equal_blocks_that_get_equal_shapes_are_worked_out_once(monkeypatch) -> None:
    kind = type(block("conv2d"))
    asked: list[Block] = []
    infer = kind.infer
    monkeypatch.setattr(
        kind, "infer", lambda self, *args: (asked.append(self), infer(self, *args))[1]
    )
    made_of = {"p": block("picture_input")}
    made_of |= {f"c{n}": block("conv2d", filters=4, padding="same") for n in range(50)}
    found = shapes(graph(made_of, *(f"{a} > {b}" for a, b in pairwise(made_of))), FIELDS)
    assert given(found, "c49") == "4 × 28 × 28"
    assert len(asked) == 2  # the first gets one channel, all others get four
    assert found.recomputed == 51
