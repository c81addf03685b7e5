"""What can be done with bookmarks: their part of the table of actions."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from studio.graph.bookmarks import MOST_BOOKMARKS
from studio.language import tr
from studio.ui.actions import Action
from studio.ui.bookmark_list import BookmarkList

if TYPE_CHECKING:
    from studio.ui.window import Window


def bookmark_actions(window: Window, menu: str) -> tuple[Action, ...]:
    """The list, and for each number one action that goes there and one that sets it."""
    marks = window.canvas.bookmarking

    def show_list() -> None:
        dialog = BookmarkList(window)
        dialog.exec()
        dialog.deleteLater()

    def go(number: int) -> None:
        window.steps.go("build")
        marks.go(number)

    def refusal(number: int) -> Callable[[], str]:
        text = tr("Bookmark {n} is not set.").format(n=number)
        return lambda: "" if marks.find(number) is not None else text

    def any_mark() -> str:
        return "" if marks.marks else tr("No bookmark is set.")

    numbers = range(1, MOST_BOOKMARKS + 1)
    going, setting = tr("Go to bookmark {n}"), tr("Set bookmark {n}")
    return (
        Action("bookmarks", menu, tr("Bookmarks…"), ("Ctrl+B",), show_list, "flag", any_mark),
        *(
            Action(
                f"go_bookmark_{n}",
                menu,
                going.format(n=n),
                (f"Alt+{n}",),
                partial(go, n),
                "",
                refusal(n),
                1,
            )
            for n in numbers
        ),
        *(
            Action(
                f"set_bookmark_{n}",
                menu,
                setting.format(n=n),
                (f"Ctrl+Shift+{n}",),
                partial(marks.set, n),
                section=2,
            )
            for n in numbers
        ),
    )
