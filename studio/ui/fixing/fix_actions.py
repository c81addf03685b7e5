"""What can be done about problems: their part of the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.language import tr
from studio.ui.actions import Action

if TYPE_CHECKING:
    from studio.ui.window import Window


def fix_actions(window: Window, menu: str) -> tuple[Action, ...]:
    """The actions about fixes, as a section of a menu."""

    def refusal() -> str:
        return "" if window.document.checked.problems else tr("There is no problem to fix.")

    return (
        Action(
            "quick_fix",
            menu,
            tr("Fix the problem…"),
            ("Ctrl+.",),
            lambda: window.fixing.open_selected(),
            "wrench",
            refusal,
            3,
        ),
    )
