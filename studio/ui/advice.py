"""Dismissing advice, and bringing it back: the edits, and why they cannot be made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from studio.graph.problems import Problem
from studio.language import tr
from studio.project.advice import with_all_hints, without_hints
from studio.ui.actions import Action
from studio.ui.scope import Scope

if TYPE_CHECKING:
    from studio.ui.window import Window


def dismiss(scope: Scope, hints: Iterable[Problem]) -> None:
    """Say this no longer at these blocks, as one step."""
    graph = scope.document.project.graph
    scope.edit_whole(tr("Dismiss hints"), lambda: without_hints(graph, hints))


def restore(scope: Scope) -> None:
    """Give all advice again, as one step."""
    graph = scope.document.project.graph
    scope.edit_whole(tr("Show dismissed advice"), lambda: with_all_hints(graph))


def advice_actions(window: Window, menu: str) -> tuple[Action, ...]:
    """The actions about advice, as a section of a menu."""
    scope, canvas = window.canvas.scope, window.canvas

    def here() -> list[Problem]:
        """The advice at the selected blocks."""
        chosen = {scope.home(id) for id in canvas.selection}
        hints = window.document.checked.advised.hints
        return [hint for hint in hints if (hint.path, hint.block) in chosen]

    def none_here() -> str:
        return "" if here() else tr("No hint is given at the selected blocks.")

    def none_dismissed() -> str:
        found = window.document.checked.advised.dismissed
        return "" if found else tr("No hint has been dismissed.")

    return (
        Action(
            "dismiss_advice",
            menu,
            tr("Dismiss hints"),
            ("Ctrl+Alt+H",),
            lambda: dismiss(scope, here()),
            "",
            none_here,
            3,
        ),
        Action(
            "restore_advice",
            menu,
            tr("Show dismissed advice"),
            ("Ctrl+Alt+Shift+H",),
            lambda: restore(scope),
            "lightbulb",
            none_dismissed,
            3,
        ),
    )
