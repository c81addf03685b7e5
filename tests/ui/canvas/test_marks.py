"""The marks beside cards and on wires keep clear of each other, and names can be read."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF

from studio.graph.graph import Graph
from studio.ui.canvas.card_pixmaps import card_pixmap
from studio.ui.canvas.detail import Detail
from studio.ui.canvas.marks import CROSS, chip_width
from studio.ui.canvas.pixmaps import Pixmaps, Scale
from tests.ui.canvas.drawn import Hand, chain, node, wire

Opened = Callable[[Graph], Hand]


def broken(x: float, y: float) -> Graph:
    """A picture that arrives at a dense block, which lies at a place of its own."""
    graph = chain().removed(["flat", "classes"]).moved({"dense": (x, y)})
    return graph.connected(wire("pool", "dense"))


@pytest.mark.parametrize("zoom", [0.5, 0.8, 1.0, 1.6])
@pytest.mark.parametrize("x", [-400, -120, 0, 60, 200, 500])
@pytest.mark.parametrize("y", [340, 420, 560])
def test_the_disc_of_a_broken_wire_keeps_clear_of_the_chip(
    opened: Opened, zoom: float, x: float, y: float
) -> None:
    sheet = opened(broken(x, y)).view.sheet
    (row,) = [row for row, w in enumerate(sheet.wires.rows) if w.target == "dense"]
    at = sheet.wires_item.cross_place(row, zoom) * zoom
    half = CROSS * zoom / 2
    disc = QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half)
    assert not disc.intersects(sheet.chips.of("dense").place(zoom))


def test_a_chip_lies_at_the_side_where_it_sticks_out_less(opened: Opened) -> None:
    look = node("look", "attention", 300, 416)
    hand = opened(chain().added(look).connected(wire("pool", "look", input="query")))
    chip = hand.view.sheet.chips.of("look").place(1.0)
    port = hand.view.cards.rect("look").left() + hand.view.cards["look"].input_offsets["query"]
    assert chip.left() > port
    assert chip.width() == chip_width(hand.view.sheet.state.trouble.chips["look"].chip)


@pytest.mark.parametrize("zoom", [0.6, 0.67, 0.74])
def test_names_that_differ_at_their_end_look_different_from_afar(hand: Hand, zoom: float) -> None:
    face, kept = hand.view.cards["pool"].face, Pixmaps()
    one, other = (
        card_pixmap(replace(face, name=name), Detail.NAME, Scale(zoom, 1.0), kept).toImage()
        for name in ("Max pooling 2D", "Max pooling 1D")
    )
    assert one != other


def test_a_name_that_is_too_long_is_cut_at_its_end(hand: Hand) -> None:
    face, kept = hand.view.cards["pool"].face, Pixmaps()
    one, other = (
        card_pixmap(replace(face, name=name), Detail.NAME, Scale(0.5, 1.0), kept).toImage()
        for name in ("Transposed convolution 2D", "Transposed convolution 1D")
    )
    assert one == other
