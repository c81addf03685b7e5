"""Wires drawn by mouse."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from studio.graph.graph import Graph
from studio.ui import tokens
from studio.ui.canvas.cards import PortEnd
from tests.ui.canvas.drawn import Hand, chain, node, wire

Opened = Callable[[Graph], Hand]


def loose() -> Graph:
    """The chain with a batch norm, a dense and an add that are not wired yet."""
    return chain().added(
        node("norm", "batch_norm", 300, 104),
        node("dense_2", "dense", 300, 260),
        node("sum", "add", 300, 416),
    )


def test_a_wire_dragged_from_an_output_to_an_input_connects_them(opened: Opened) -> None:
    hand = opened(loose())
    hand.drag(hand.output("conv"), hand.input("norm"))
    assert wire("conv", "norm") in hand.graph.wires
    assert hand.steps == 1


def test_a_wire_can_be_drawn_backwards_from_an_input(opened: Opened) -> None:
    hand = opened(loose())
    hand.drag(hand.input("norm"), hand.output("pool"))
    assert wire("pool", "norm") in hand.graph.wires


def test_only_fitting_ports_are_lit_and_the_rest_says_why(opened: Opened) -> None:
    hand = opened(loose())
    hand.press(hand.output("pool"))
    fits = hand.view.sheet.state.fits
    assert fits is not None
    assert {port.block for port in fits.ports} == {"norm", "sum"}
    assert fits.reason("conv").title == "This would make a loop"
    assert fits.reason("pictures").title == "This block has no input"
    assert fits.reason("classes").title == "This input has a wire"
    refused = fits.reason("dense_2")
    assert "Dense cannot read pictures" in refused.title
    assert "32 × 13 × 13" in refused.text
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.sheet.state.fits is None


def test_pointing_at_a_card_that_does_not_fit_shows_the_reason(opened: Opened) -> None:
    hand = opened(loose())
    hand.press(hand.output("pool"))
    hand.go(hand.card("dense_2"))
    note = hand.view.overlay.note
    assert note is not None
    assert "Dense cannot read pictures" in note.title
    assert hand.view.sheet.state.hover.card == "dense_2"  # not dimmed
    hand.release(hand.card("dense_2"))
    assert hand.steps == 0


def refused(opened: Opened) -> Hand:
    """A wire has been let go over a block that does not fit."""
    hand = opened(loose())
    hand.drag(hand.output("pool"), hand.card("dense_2"))
    note = hand.view.overlay.note
    assert note is not None
    assert "Dense cannot read pictures" in note.title
    return hand


def test_the_reason_stays_while_the_pointer_moves_on(opened: Opened) -> None:
    hand = refused(opened)
    hand.go(hand.card("norm"))
    hand.go(hand.spot(-250, 300))
    assert "Dense cannot read pictures" in hand.view.overlay.note.title


def test_the_reason_goes_with_the_next_key_or_press(opened: Opened) -> None:
    hand = refused(opened)
    hand.key(Qt.Key.Key_Shift)
    assert hand.view.overlay.note is None
    hand = refused(opened)
    hand.press(hand.spot(-250, 300))
    assert hand.view.overlay.note is None
    hand.release(hand.spot(-250, 300))


def test_the_reason_goes_after_a_while(opened: Opened, qtbot: QtBot, monkeypatch) -> None:
    monkeypatch.setitem(tokens.raw()["motion"], "toast", 30)
    hand = refused(opened)
    qtbot.waitUntil(lambda: hand.view.overlay.note is None)


def test_a_picture_fits_no_input_of_attention(opened: Opened) -> None:
    hand = opened(loose().added(node("look", "attention", -300, 300)))
    hand.press(hand.output("pool"))
    fits = hand.view.sheet.state.fits
    assert "look" not in fits.blocks
    assert "pictures" in fits.reason("look").title
    hand.release(hand.output("pool"))


def test_a_sequence_fits_an_input_of_attention_that_its_query_would_not(opened: Opened) -> None:
    # 14 values do not divide into 4 heads; as keys and values they need not.
    rows = node("rows", "reshape", -300, 300, to="sequence", steps=56)
    graph = loose().added(rows, node("look", "attention", -300, 500))
    hand = opened(graph.connected(wire("pictures", "rows")))
    hand.press(hand.output("rows"))
    fits = hand.view.sheet.state.fits
    assert {port.name for port in fits.ports if port.block == "look"} == {"key", "value"}
    hand.release(hand.output("rows"))


def test_a_wire_snaps_to_a_port_that_is_near(opened: Opened) -> None:
    hand = opened(loose())
    hand.drag(hand.output("conv"), hand.input("norm") + QPoint(-20, -16))
    assert wire("conv", "norm") in hand.graph.wires


def test_a_wire_let_go_over_nothing_changes_nothing(opened: Opened) -> None:
    hand = opened(loose())
    before = hand.graph
    hand.drag(hand.output("conv"), hand.spot(-250, 300))
    assert hand.graph is before


def test_escape_ends_a_wire_without_an_edit(opened: Opened) -> None:
    hand = opened(loose())
    hand.press(hand.output("conv"))
    hand.go(hand.input("norm"))
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.sheet.state.fits is None
    hand.release(hand.input("norm"))
    assert hand.steps == 0


def test_the_end_of_a_wire_can_be_dragged_to_another_port(opened: Opened) -> None:
    hand = opened(loose())
    hand.drag(hand.input("pool"), hand.input("norm"))
    assert wire("conv", "norm") in hand.graph.wires
    assert wire("conv", "pool") not in hand.graph.wires
    assert hand.steps == 1


def test_the_end_of_a_wire_let_go_over_nothing_stays(opened: Opened) -> None:
    hand = opened(loose())
    before = hand.graph
    hand.drag(hand.input("pool"), hand.spot(-250, 300))
    assert hand.graph is before


def test_each_input_of_a_join_is_a_port_of_its_own(opened: Opened) -> None:
    hand = opened(loose())
    first, second = (port.name for port in hand.view.cards["sum"].inputs[:2])
    hand.drag(hand.output("conv"), hand.input("sum", second))
    hand.drag(hand.output("conv"), hand.input("sum", first))
    ends = {w.input for w in hand.graph.into["sum"]}
    assert ends == {first, second}


@pytest.mark.parametrize("zoom", [0.5, 1.6])
def test_ports_are_found_at_other_zooms(opened: Opened, zoom: float) -> None:
    hand = opened(loose())
    hand.view.camera.zoom_to(zoom)
    hand.view.camera.centre(hand.view.cards.rect("norm").topLeft())
    hand.drag(hand.output("conv"), hand.input("norm"))
    assert wire("conv", "norm") in hand.graph.wires


def test_the_pointer_makes_a_port_grow(opened: Opened) -> None:
    hand = opened(loose())
    hand.go(hand.output("conv") + QPoint(5, 5))
    assert hand.view.sheet.state.hover.port == PortEnd("conv", "out", is_input=False)
