"""Pasting where the pointer is: a row of the table of actions, and of the canvas' menu."""

from __future__ import annotations

from studio.language import tr
from studio.ui.actions import Action
from studio.ui.canvas.canvas_view import CanvasView

PASTE_HERE = "paste_here"


def paste_here_action(canvas: CanvasView, menu: str) -> Action:
    """Pastes under the pointer; beside other blocks where that is not over the canvas."""

    def paste() -> None:
        canvas.editing.paste(canvas.pointer.place)

    text = tr("Paste at the pointer")
    return Action(PASTE_HERE, menu, text, ("Ctrl+Shift+V",), paste, section=1)
