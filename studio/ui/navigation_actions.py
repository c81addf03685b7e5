"""How one moves over the canvas and selects there: their part of the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from studio.language import tr
from studio.ui.actions import Action
from studio.ui.canvas.gestures.box_aim import BoxAim
from studio.ui.canvas.navigation import navigation

if TYPE_CHECKING:
    from studio.ui.window import Window


def navigation_actions(window: Window, menu: str) -> tuple[Action, ...]:
    """The actions that choose what the wheel does, and select in a box."""
    canvas = window.canvas

    def switch() -> None:
        navigation().switch()
        window.settings.set_navigation(navigation().preset)
        window.statusbar.set_tip(navigation().told)

    def aim() -> None:
        canvas.pointer.cancel()
        canvas.pointer.begin(BoxAim(canvas, QPointF()), waits=True)

    return (
        Action("navigation", menu, tr("Wheel pans or zooms"), ("Ctrl+Alt+W",), switch, section=2),
        Action("box_select", menu, tr("Select in a box"), ("B",), aim, section=2),
    )
