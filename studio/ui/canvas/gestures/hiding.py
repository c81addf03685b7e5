"""Hiding: wires that a gesture has in hand are not shown where they were."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from studio.graph.graph import Wire

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


def hide(view: CanvasView, wires: Iterable[Wire]) -> None:
    """Show all wires but these."""
    gone, state = frozenset(wires), view.sheet.state
    rows = view.sheet.wires.rows if gone else ()
    hidden = frozenset(id(wire) for wire in rows if wire in gone)
    if hidden != state.hidden:
        state.hidden = hidden
        view.sheet.update()
