"""What can be done with several windows: their part of the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.language import tr
from studio.ui.actions import Action
from studio.ui.windows import to_front

if TYPE_CHECKING:
    from studio.ui.window import Window


def windows_actions(window: Window, menu: str) -> tuple[Action, ...]:
    """The actions that open further windows and lead from one to the next."""
    windows, opening = window.windows, window.opening

    def alone() -> str:
        return "" if windows.others(window) else tr("No other window is open.")

    return (
        Action("new_window", menu, tr("New window"), ("Ctrl+Shift+N",), windows.create),
        Action(
            "open_elsewhere",
            menu,
            tr("Open in a new window…"),
            ("Ctrl+Alt+O",),
            opening.ask_open_elsewhere,
        ),
        Action(
            "next_window",
            menu,
            tr("Next window"),
            ("Ctrl+F6",),
            lambda: to_front(windows.after(window)),
            refusal=alone,
        ),
    )


def closing_actions(window: Window, menu: str) -> tuple[Action, ...]:
    """The actions that close this window, or all of them."""
    return (
        Action("close", menu, tr("Close the window"), ("Ctrl+W",), window.close, section=3),
        Action("quit", menu, tr("Quit"), ("Ctrl+Q",), window.windows.close_all, section=3),
    )
