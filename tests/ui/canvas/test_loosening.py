"""Blocks that are taken out of their wires, put into others, and copied, by mouse."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt

from studio.graph.graph import Graph
from studio.ui.canvas.gestures.shake import Shake
from studio.ui.canvas.healing import taken_out
from tests.ui.canvas.drawn import Hand, chain, node, wire
from tests.ui.canvas.grouped import with_groups

Opened = Callable[[Graph], Hand]
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def with_dropout() -> Graph:
    """The chain, with a dropout between pooling and flatten, and one that is loose."""
    graph = chain().disconnected(wire("pool", "flat"))
    return graph.added(
        node("drop", "dropout", 0, 312),
        node("loose", "dropout", 320, 104),
        wires=(wire("pool", "drop"), wire("drop", "flat")),
    ).moved({id: (0, y + 104) for id, y in (("flat", 312), ("dense", 416), ("classes", 520))})


def shake(hand: Hand, id: str) -> QPoint:
    """Press a card and go to and fro with it; returns where the pointer is then."""
    at = hand.card(id)
    hand.press(at)
    for x in (30, -30, 30, -30, 30):
        hand.go(at + QPoint(x, 2))
    return at + QPoint(30, 2)


# ---- out of the wires --------------------------------------------------------------------------


def test_a_block_dragged_with_shift_leaves_its_chain_which_is_joined_again(opened: Opened) -> None:
    hand = opened(with_dropout())
    before = hand.graph
    hand.drag(hand.card("drop"), hand.card("drop") + QPoint(240, 0), SHIFT)
    assert wire("pool", "flat") in hand.graph.wires
    assert not hand.graph.into.get("drop")
    assert not hand.graph.out_of.get("drop")
    assert hand.graph.by_id["drop"].x == 240
    assert hand.steps == 1
    hand.view.document.undo_stack.undo()
    assert hand.graph == before


def test_a_shaken_block_leaves_its_chain(opened: Opened) -> None:
    hand = opened(with_dropout())
    at = shake(hand, "drop")
    assert len(hand.view.sheet.state.hidden) == 2  # its wires are not shown any more
    hand.go(at + QPoint(200, 0))
    hand.release(at + QPoint(200, 0))
    assert wire("pool", "flat") in hand.graph.wires
    assert hand.view.sheet.state.hidden == frozenset()
    assert hand.steps == 1


def test_escape_puts_a_shaken_block_back(opened: Opened) -> None:
    hand = opened(with_dropout())
    before, box = hand.graph, hand.view.cards.box.copy()
    at = shake(hand, "drop")
    hand.key(Qt.Key.Key_Escape)
    hand.release(at)
    assert hand.graph is before
    assert (hand.view.cards.box == box).all()
    assert hand.view.sheet.state.hidden == frozenset()


def test_what_would_not_fit_is_not_joined(opened: Opened) -> None:
    hand = opened(chain())
    hand.drag(hand.card("flat"), hand.card("flat") + QPoint(240, 0), SHIFT)
    assert not hand.graph.into.get("dense")  # it reads no pictures
    assert not hand.graph.out_of.get("pool")


def test_several_blocks_are_taken_out_together_with_the_wires_among_them(opened: Opened) -> None:
    hand = opened(with_dropout())
    hand.view.select({"pool", "drop"})
    hand.drag(hand.card("drop"), hand.card("drop") + QPoint(240, 0), SHIFT)
    assert wire("pool", "drop") in hand.graph.wires
    assert wire("conv", "flat") in hand.graph.wires
    assert hand.graph.by_id["pool"].x == 240


def test_shift_with_a_click_still_adds_to_the_selection(opened: Opened) -> None:
    hand = opened(with_dropout())
    hand.click(hand.card("pool"))
    hand.click(hand.card("drop"), SHIFT)
    assert hand.view.selection == {"pool", "drop"}
    hand.click(hand.card("drop"), SHIFT)
    assert hand.view.selection == {"pool"}
    assert hand.steps == 0


def test_the_command_does_the_same(opened: Opened) -> None:
    hand = opened(with_dropout())
    hand.view.select({"drop"})
    assert hand.view.editing.can_take_out()
    hand.view.editing.take_out()
    assert wire("pool", "flat") in hand.graph.wires
    assert hand.graph.by_id["drop"].x == 0
    assert not hand.view.editing.can_take_out()
    assert hand.steps == 1


def test_what_has_no_wires_is_taken_out_of_none() -> None:
    graph = with_dropout()
    assert taken_out(graph, {}, None, ["loose"]) is graph


def test_only_a_quick_to_and_fro_is_a_shake() -> None:
    def shaken(places: list[float], pause: float) -> bool:
        follows = Shake(0.0)
        return any(follows.follow(x, n * pause) for n, x in enumerate(places))

    to_and_fro = [25.0, -5.0, 25.0, -5.0, 25.0]
    assert shaken(to_and_fro, 0.1)
    assert not shaken(to_and_fro, 0.5)  # slowly
    assert not shaken([5.0, -5.0] * 6, 0.02)  # hardly moved
    assert not shaken([20.0 * n for n in range(20)], 0.02)  # one way


# ---- into a wire -------------------------------------------------------------------------------


def test_a_loose_block_let_go_on_a_wire_goes_into_it(opened: Opened) -> None:
    hand = opened(with_dropout())
    order = [n.id for n in hand.graph.nodes]
    hand.press(hand.card("loose"))
    hand.go(hand.card("loose") + QPoint(-20, 0))
    hand.go(hand.middle(wire("conv", "pool")))
    assert hand.view.sheet.state.lit == wire("conv", "pool")
    assert hand.view.overlay._drawn.area().contains(hand.middle(wire("conv", "pool")))
    hand.release(hand.middle(wire("conv", "pool")))
    assert {wire("conv", "loose"), wire("loose", "pool")} <= set(hand.graph.wires)
    assert wire("conv", "pool") not in hand.graph.wires
    assert [n.id for n in hand.graph.nodes] == order
    places = {n.id: n.y for n in hand.graph.nodes}
    assert places["conv"] < places["loose"] < places["pool"]
    assert hand.view.sheet.state.lit is None
    assert hand.steps == 1


def test_a_block_goes_from_one_wire_into_another_in_one_drag(opened: Opened) -> None:
    hand = opened(with_dropout())
    hand.drag(hand.card("drop"), hand.middle(wire("conv", "pool")), SHIFT)
    assert {wire("conv", "drop"), wire("drop", "pool"), wire("pool", "flat")} <= {*hand.graph.wires}
    assert hand.steps == 1


def test_a_block_that_does_not_fit_a_wire_only_lies_on_it(opened: Opened) -> None:
    hand = opened(with_dropout().added(node("dense_2", "dense", 320, 260)))
    wires = hand.graph.wires
    hand.drag(hand.card("dense_2"), hand.middle(wire("conv", "pool")))
    assert hand.graph.wires == wires
    assert hand.steps == 1


def test_a_wired_block_dragged_over_a_wire_only_moves(opened: Opened) -> None:
    hand = opened(with_dropout())
    wires = hand.graph.wires
    hand.drag(hand.card("drop"), hand.middle(wire("conv", "pool")))
    assert hand.graph.wires == wires


# ---- copies ------------------------------------------------------------------------------------


def test_blocks_dragged_with_ctrl_are_copied_with_the_wires_among_them(opened: Opened) -> None:
    hand = opened(chain())
    before = hand.graph
    hand.view.select({"conv", "pool"})
    hand.drag(hand.card("conv"), hand.card("conv") + QPoint(240, 40), CTRL)
    assert hand.graph.by_id["conv"] == before.by_id["conv"]
    new = set(hand.graph.by_id) - set(before.by_id)
    assert hand.view.selection == new
    kinds = {hand.graph.by_id[id].block.kind: hand.graph.by_id[id] for id in new}
    assert (kinds["conv2d"].x, kinds["conv2d"].y) == (240, 144)
    assert hand.graph.out_of[kinds["conv2d"].id][0].target == kinds["max_pool2d"].id
    assert hand.steps == 1


def test_the_copies_are_seen_while_they_are_dragged(opened: Opened) -> None:
    hand = opened(with_groups())
    hand.press(hand.card("conv"), CTRL)
    hand.go(hand.card("conv") + QPoint(20, 0))
    hand.go(hand.card("conv") + QPoint(240, 0))
    hand.settle()
    middle = hand.card("conv") + QPoint(240, -30)
    seen = hand.view.grab().toImage().pixelColor(middle + QPoint(0, 30))
    hand.key(Qt.Key.Key_Escape)
    hand.settle()
    assert seen != hand.view.grab().toImage().pixelColor(middle + QPoint(0, 30))
    hand.release(hand.card("conv"))
    assert hand.steps == 0


def test_a_click_with_ctrl_copies_nothing(opened: Opened) -> None:
    hand = opened(chain())
    hand.click(hand.card("conv"), CTRL)
    assert hand.steps == 0
    assert hand.view.selection == {"conv"}


# ---- inside of frames --------------------------------------------------------------------------


def unfolded(opened: Opened) -> tuple[Hand, str]:
    """With the first group open as a frame; and its convolution, as it is called there."""
    hand = opened(with_groups())
    hand.unfold("first")
    within = hand.view.sheet.within
    inner = [id for id in within if hand.view.cards[id].node.block.kind == "conv2d"]
    return hand, inner[0]


def test_a_block_inside_of_a_frame_leaves_the_wires_of_that_group(opened: Opened) -> None:
    hand, conv = unfolded(opened)
    steps = hand.steps
    hand.drag(hand.card(conv), hand.card(conv) + QPoint(90, 0), SHIFT)
    inside = hand.graph.definition["Residual"]
    assert {(w.source, w.input) for w in inside.into["add"]} == {
        ("inlet_1", "in_1"),
        ("inlet_1", "in_2"),
    }
    assert not inside.into.get("conv")
    assert hand.steps == steps + 1


def test_a_block_inside_of_a_frame_is_copied_into_that_group(opened: Opened) -> None:
    hand, conv = unfolded(opened)
    size = hand.graph.definition["Residual"].size
    hand.drag(hand.card(conv), hand.card(conv) + QPoint(110, 0), CTRL)
    assert hand.graph.definition["Residual"].size == size + 1
    assert len(hand.graph.nodes) == len(with_groups().nodes)


def test_a_block_does_not_go_from_one_network_into_a_wire_of_another(opened: Opened) -> None:
    hand, conv = unfolded(opened)
    (inlet_wire,) = [w for w in hand.view.scope.graph.wires if w.target == conv]
    wires = hand.graph.definition["Residual"].wires
    hand.view.document.edit_graph("Add", hand.graph.added(node("loose", "dropout", 600, 0)))
    hand.view.camera.fit()
    hand.settle()
    hand.drag(hand.card("loose"), hand.middle(inlet_wire))
    assert hand.graph.definition["Residual"].wires == wires
    assert not hand.graph.into.get("loose")
