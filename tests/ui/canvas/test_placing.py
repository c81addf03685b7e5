"""Blocks that come from the palette."""

from collections.abc import Callable

from PySide6.QtCore import QPoint

from studio.blocks import blocks
from studio.graph.graph import Graph
from tests.ui.canvas.drawn import Hand, chain, node, wire

Opened = Callable[[Graph], Hand]


def anywhere(hand: Hand, x: float, y: float) -> QPoint:
    return hand.view.viewport().mapToGlobal(hand.spot(x, y))


def test_a_block_dropped_on_a_wire_goes_into_it(hand: Hand) -> None:
    placing, at = hand.view.placing, anywhere(hand, 96, 390)
    placing.carry("dropout", at)
    assert hand.view.sheet.state.lit == wire("flat", "dense")
    placing.drop("dropout", at)
    assert {wire("flat", "dropout_1"), wire("dropout_1", "dense")} <= set(hand.graph.wires)
    assert wire("flat", "dense") not in hand.graph.wires
    assert hand.view.sheet.state.lit is None
    assert hand.view.selection == {"dropout_1"}
    assert hand.steps == 1


def test_a_preset_becomes_a_block_with_its_settings(hand: Hand) -> None:
    hand.view.placing.drop("sigmoid_activation", anywhere(hand, 96, 390))
    assert hand.graph.by_id["activation_1"].block == blocks["activation"](function="sigmoid")
    assert wire("flat", "activation_1") in hand.graph.wires


def test_what_follows_makes_room_for_an_inserted_block(hand: Hand) -> None:
    hand.view.placing.drop("dropout", anywhere(hand, 96, 390))
    cards = hand.view.cards
    assert cards.rect("dense").top() - cards.rect("dropout_1").bottom() >= 38
    assert cards.rect("dropout_1").top() - cards.rect("flat").bottom() >= 38
    assert cards.rect("classes").top() > cards.rect("dense").bottom()
    assert cards.rect("pool").top() == 208


def test_a_wire_does_not_light_up_for_a_block_that_does_not_fit_there(hand: Hand) -> None:
    hand.view.placing.carry("dense", anywhere(hand, 96, 182))
    assert hand.view.sheet.state.lit is None
    hand.view.placing.cancel_carry()


def test_a_block_that_fits_goes_into_the_wire_that_another_one_did_not_fit(hand: Hand) -> None:
    hand.view.select({"pool"})
    hand.view.placing.add_block("lstm")
    assert wire("pool", "flat") in hand.graph.wires
    hand.view.select({"pool"})
    hand.view.placing.add_block("dropout")
    assert {wire("pool", "dropout_1"), wire("dropout_1", "flat")} <= set(hand.graph.wires)


def test_a_block_dropped_beside_everything_lies_loose_on_the_grid(hand: Hand) -> None:
    hand.view.placing.drop("dense", anywhere(hand, -250, 303))
    placed = hand.graph.by_id["dense_2"]
    assert (placed.x % 8, placed.y % 8) == (0, 0)
    assert abs(placed.x + 96 + 250) <= 4
    assert "dense_2" not in hand.graph.into


def test_a_block_let_go_outside_the_canvas_is_not_added(hand: Hand) -> None:
    before = hand.graph
    hand.view.placing.carry("dense", anywhere(hand, 96, 300))
    hand.view.placing.drop("dense", hand.view.viewport().mapToGlobal(QPoint(-40, 300)))
    assert hand.graph is before
    assert not hand.view.placing.cancel_carry()


def test_an_added_block_is_wired_below_the_selected_one(opened: Opened) -> None:
    hand = opened(Graph(nodes=(node("pictures", "picture_input"),)))
    hand.view.select({"pictures"})
    for kind in ("conv2d", "flatten", "dense"):
        hand.view.placing.add_block(kind)
    assert set(hand.graph.wires) == {
        wire("pictures", "conv2d_1"),
        wire("conv2d_1", "flatten_1"),
        wire("flatten_1", "dense_1"),
    }
    tops = [hand.view.cards.rect(node.id).top() for node in hand.graph.nodes]
    assert tops == sorted(tops)


def test_a_block_added_in_the_middle_of_a_chain_goes_into_it(hand: Hand) -> None:
    hand.view.select({"conv"})
    hand.view.placing.add_block("batch_norm")
    assert {wire("conv", "batch_norm_1"), wire("batch_norm_1", "pool")} <= set(hand.graph.wires)


def test_a_block_that_does_not_fit_is_added_without_a_wire(hand: Hand) -> None:
    hand.view.select({"conv"})
    hand.view.placing.add_block("dense")
    assert "dense_2" not in hand.graph.into
    boxes = [hand.view.cards.rect(node.id) for node in hand.graph.nodes]
    assert not any(a.intersects(b) for a in boxes for b in boxes if a is not b)


def test_the_first_block_ends_the_empty_state(opened: Opened) -> None:
    hand = opened(Graph())
    assert hand.view.empty_state.isVisible()
    hand.view.placing.add_block("picture_input")
    assert not hand.view.empty_state.isVisible()
    hand.view.document.edit_graph("Chain", chain())
    assert len(hand.view.cards) == 6


def test_a_block_dropped_beside_a_chain_stays_out_of_it(hand: Hand) -> None:
    at = anywhere(hand, 96 + 170, 390)
    hand.view.placing.carry("dropout", at)
    assert hand.view.sheet.state.lit is None
    seen = hand.view.camera.seen()
    hand.view.placing.drop("dropout", at)
    box = hand.view.cards.rect("dropout_1")
    assert abs(box.center().x() - (96 + 170)) <= 4
    assert abs(box.center().y() - 390) <= 4
    assert hand.view.camera.seen() == seen
    assert not hand.graph.into.get("dropout_1")


def test_a_block_dropped_on_a_wire_that_it_does_not_fit_lies_loose(hand: Hand) -> None:
    # The next wire, which would take it, is not pointed at.
    hand.view.placing.drop("conv2d", anywhere(hand, 96, 392))
    assert wire("flat", "dense") in hand.graph.wires
    assert "conv2d_1" not in hand.graph.into


def gap() -> Graph:
    """Two pieces of a chain, one below the other, with room for a block between them."""
    nodes = (
        node("pictures", "picture_input"),
        node("conv", "conv2d", 0, 104),
        node("dense", "dense", 16, 312),
        node("classes", "class_output", 16, 416),
    )
    return Graph(nodes=nodes, wires=(wire("pictures", "conv"), wire("dense", "classes")))


def test_a_block_dropped_between_two_that_are_not_joined_is_wired_to_both(opened: Opened) -> None:
    hand = opened(gap())
    hand.view.placing.drop("flatten", anywhere(hand, 104, 236))
    assert {wire("conv", "flatten_1"), wire("flatten_1", "dense")} <= set(hand.graph.wires)
    assert wire("pictures", "conv") in hand.graph.wires
    assert abs(hand.view.cards.rect("flatten_1").center().y() - 236) <= 4
    assert hand.steps == 1


def test_a_block_that_does_not_fit_between_two_lies_loose_there(opened: Opened) -> None:
    hand = opened(gap())
    hand.view.placing.drop("max_pool2d", anywhere(hand, 104, 236))
    assert {wire("pictures", "conv"), wire("dense", "classes")} == set(hand.graph.wires)
    assert abs(hand.view.cards.rect("max_pool2d_1").center().y() - 236) <= 4
