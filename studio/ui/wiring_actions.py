"""What can be done with wires and new blocks: their part of the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.language import tr
from studio.ui.actions import Action

if TYPE_CHECKING:
    from studio.ui.window import Window


def wiring_actions(window: Window, menu: str) -> tuple[Action, ...]:
    """The actions that add blocks and take them out of their wires, as a section of a menu."""
    canvas = window.canvas

    def add() -> None:
        place = canvas.pointer.place if window.steps.current == "build" else None
        window.steps.go("build")
        canvas.quick_add.here(place)

    def wired() -> str:
        return "" if canvas.editing.can_take_out() else tr("Choose blocks with wires first.")

    keys = canvas.key_wiring
    return (
        Action("wire", menu, tr("Draw a wire"), ("C",), keys.begin, "", keys.refusal, 4),
        Action(
            "disconnect",
            menu,
            tr("Take a wire off an input"),
            ("X",),
            keys.disconnect,
            "",
            keys.no_input,
            section=4,
        ),
        Action("quick_add", menu, tr("Add a block…"), ("/",), add, "plus", section=4),
        Action(
            "take_out",
            menu,
            tr("Take out of the wires"),
            ("Ctrl+Shift+D",),
            canvas.editing.take_out,
            "",
            wired,
            section=4,
        ),
    )
