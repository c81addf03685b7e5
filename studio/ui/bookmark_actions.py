"""What can be done with bookmarks: their part of the table of actions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from studio.graph.bookmarks import MOST_BOOKMARKS
from studio.language import tr
from studio.ui.actions import Action
from studio.ui.bookmark_list import BookmarkList
from studio.ui.messages import show

if TYPE_CHECKING:
    from studio.ui.window import Window


def bookmark_actions(window: Window, menu: str) -> tuple[Action, ...]:
    """The list, and for each number one action that goes there and one that sets it."""
    marks = window.canvas.bookmarking

    def show_list() -> None:
        show(BookmarkList(window))

    def refusal() -> str:
        return "" if marks.marks else tr("No bookmark is set.")

    numbers = range(1, MOST_BOOKMARKS + 1)
    return (
        Action("bookmarks", menu, tr("Bookmarks…"), ("Ctrl+B",), show_list, "flag", refusal),
        *(_going(window, menu, number) for number in numbers),
        *(_setting(window, menu, number) for number in numbers),
    )


def _going(window: Window, menu: str, number: int) -> Action:
    marks = window.canvas.bookmarking

    def go() -> None:
        window.steps.go("build")
        marks.go(number)

    def refusal() -> str:
        unset = tr("Bookmark {n} is not set.").format(n=number)
        return "" if marks.find(number) is not None else unset

    text = tr("Go to bookmark {n}").format(n=number)
    return Action(f"go_bookmark_{number}", menu, text, (f"Alt+{number}",), go, "", refusal, 1)


def _setting(window: Window, menu: str, number: int) -> Action:
    text, set_it = tr("Set bookmark {n}"), partial(window.canvas.bookmarking.set, number)
    id, keys = f"set_bookmark_{number}", (f"Ctrl+Shift+{number}",)
    return Action(id, menu, text.format(n=number), keys, set_it, section=2)
