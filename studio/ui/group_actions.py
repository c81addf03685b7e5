"""What can be done with groups: their part of the table of actions."""

from __future__ import annotations

from typing import Final

from studio.language import tr
from studio.ui.actions import Action
from studio.ui.canvas.canvas_view import CanvasView

ON_GROUPS: Final = ("open_group", "unfold", "ungroup", "make_unique")


def group_actions(canvas: CanvasView, menu: str) -> tuple[Action, ...]:
    """The actions about groups, as a section of a menu."""
    groups, scope = canvas.groups, canvas.scope

    def blocks() -> str:
        return "" if canvas.selection else tr("Choose the blocks of the group first.")

    def group() -> str:
        return "" if groups.selected() else tr("Choose one group first.")

    def shared() -> str:
        other = "" if groups.used() > 1 else tr("No other group uses the same inside.")
        return group() or other

    def inside() -> str:
        return "" if scope.path else tr("This is the whole network.")

    unfold, leave = tr("Show the inside in place"), tr("Back to the network around")
    rows = (
        ("group", tr("Group"), "Ctrl+G", groups.group, "group", blocks),
        ("ungroup", tr("Ungroup"), "Ctrl+Shift+G", groups.ungroup, "", group),
        ("make_unique", tr("Make unique"), "Ctrl+U", groups.make_unique, "copy", shared),
        ("fold", tr("Fold repeats into a group"), "Ctrl+Alt+G", groups.fold, "repeat-2", None),
        ("open_group", tr("Open the group"), "Ctrl+Return", groups.open, "log-in", group),
        ("unfold", unfold, "Shift+Return", groups.unfold, "maximize", group),
        ("leave_group", leave, "Alt+Up", scope.leave, "log-out", inside),
    )
    return tuple(
        Action(id, menu, text, (key,), run, icon, refusal, 3)
        for id, text, key, run, icon, refusal in rows
    )
