"""What can be done with groups: their part of the table of actions."""

from __future__ import annotations

from studio.language import tr
from studio.ui.actions import Action
from studio.ui.canvas.group_editing import GroupEditing

ON_GROUPS = ("open_group", "unfold", "ungroup", "make_unique")


def group_actions(groups: GroupEditing, menu: str) -> tuple[Action, ...]:
    """The actions about groups, as a section of a menu."""
    return tuple(
        Action(id, menu, text, keys, run, icon, refusal, 3)
        for id, text, keys, run, icon, refusal in (
            ("group", tr("Group"), ("Ctrl+G",), groups.group, "group", groups.group_refusal),
            ("ungroup", tr("Ungroup"), ("Ctrl+Shift+G",), groups.ungroup, "", groups.refusal),
            (
                "make_unique",
                tr("Make unique"),
                ("Ctrl+U",),
                groups.make_unique,
                "copy",
                groups.unique_refusal,
            ),
            (
                "open_group",
                tr("Open the group"),
                ("Ctrl+Return",),
                groups.open,
                "log-in",
                groups.refusal,
            ),
            (
                "unfold",
                tr("Show the inside in place"),
                ("Shift+Return",),
                groups.unfold,
                "maximize",
                groups.refusal,
            ),
            (
                "leave_group",
                tr("Back to the network around"),
                ("Alt+Up",),
                groups.leave,
                "log-out",
                groups.leave_refusal,
            ),
        )
    )
