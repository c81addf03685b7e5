"""What can be done to select along the wires and to lay blocks out: a part of the actions."""

from __future__ import annotations

from functools import partial
from typing import Final

from studio.graph.aligning import Axis, Edge
from studio.language import tr
from studio.ui.actions import Action
from studio.ui.canvas.arranging import ALIGNED, DISTRIBUTED
from studio.ui.canvas.canvas_view import CanvasView

_ALIGN: Final[dict[Edge, str]] = {
    "left": "Alt+A",
    "middle": "Alt+H",
    "right": "Alt+D",
    "top": "Alt+W",
    "centre": "Alt+V",
    "bottom": "Alt+S",
}
_DISTRIBUTE: Final[dict[Axis, str]] = {"across": "Alt+Shift+H", "down": "Alt+Shift+V"}


def arrange_actions(canvas: CanvasView, menu: str) -> tuple[Action, ...]:
    """The actions about selecting and arranging, as a menu of their own."""
    return (*_selecting(canvas, menu), *_lining_up(canvas, menu), *_tidying(canvas, menu))


def zoom_action(canvas: CanvasView, menu: str, section: int) -> Action:
    """The action that brings the selection into view."""

    def refusal() -> str:
        state = canvas.sheet.state
        anything = state.selected or state.wires or state.pieces
        return "" if anything else tr("Nothing is selected.")

    return Action(
        "zoom_to_selection",
        menu,
        tr("Zoom to the selection"),
        ("Shift+2",),
        canvas.selecting.zoom_to,
        "",
        refusal,
        section,
    )


def _several(canvas: CanvasView) -> str:
    """Why nothing can be lined up: it takes two blocks."""
    return "" if len(canvas.selection) > 1 else tr("Choose two or more blocks first.")


def _selecting(canvas: CanvasView, menu: str) -> tuple[Action, ...]:
    selecting = canvas.selecting

    def blocks() -> str:
        return "" if canvas.selection else tr("Choose a block first.")

    def anything() -> str:
        some = len(canvas.cards) or len(canvas.sheet.papers)
        return "" if some else tr("There is nothing on the canvas.")

    feeding, fed = tr("Select everything that feeds this"), tr("Select everything this feeds")
    rows = (
        ("select_feeding", feeding, "Ctrl+Alt+Up", selecting.feeding, blocks),
        ("select_fed", fed, "Ctrl+Alt+Down", selecting.fed, blocks),
        ("invert_selection", tr("Invert the selection"), "Ctrl+I", selecting.invert, anything),
    )
    return tuple(
        Action(id, menu, text, (key,), run, "", refusal) for id, text, key, run, refusal in rows
    )


def _lining_up(canvas: CanvasView, menu: str) -> tuple[Action, ...]:
    arranging, two = canvas.arranging, partial(_several, canvas)

    def three() -> str:
        return "" if len(canvas.selection) > 2 else tr("Choose three or more blocks first.")

    aligning = (
        Action(f"align_{e}", menu, tr(text), (_ALIGN[e],), partial(arranging.align, e), "", two, 1)
        for e, text in ALIGNED.items()
    )
    distributing = (
        Action(
            f"distribute_{axis}",
            menu,
            tr(text),
            (_DISTRIBUTE[axis],),
            partial(arranging.distribute, axis),
            "",
            three,
            2,
        )
        for axis, text in DISTRIBUTED.items()
    )
    return (*aligning, *distributing)


def _tidying(canvas: CanvasView, menu: str) -> tuple[Action, ...]:
    arranging, two = canvas.arranging, partial(_several, canvas)

    def any_block() -> str:
        return "" if canvas.scope.place.graph.nodes else tr("There is no block here.")

    everything, chosen = tr("Tidy everything"), tr("Tidy the selection")
    return (
        Action("tidy", menu, chosen, ("Ctrl+T",), arranging.tidy, "", two, 3),
        Action(
            "tidy_all", menu, everything, ("Ctrl+Shift+T",), arranging.tidy_all, "", any_block, 3
        ),
    )
