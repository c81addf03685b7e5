"""Offer: what a search popup shows, finds and takes. One class for each thing that is searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.language import tr


@dataclass(frozen=True, slots=True)
class Choice:
    """One row. With a family the icon stands on that family's tile."""

    key: str
    title: str
    detail: str = ""  # beside the title
    right: str = ""  # what it would give, its shortcut, or why it is faint
    icon: str = ""
    family: str = ""
    tip: str = ""  # a sentence for who points at it


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading. Of more than `most` the rest is folded into a row that says `more`."""

    choices: tuple[Choice, ...]
    title: str = ""
    right: str = ""  # the heading of what stands at the right
    faint: bool = False
    most: int = 0
    more: str = ""  # with {n}
    enter: str = ""  # what Enter does here, if that differs from the rest


class Offer:
    """What one search is about."""

    hint = ""  # in the empty field
    enter = ""  # what Enter does
    escape = ""  # what Esc does

    def sections(self, text: str) -> Sequence[Section]:
        """What a text finds, best first; empty sections are not shown."""
        raise NotImplementedError

    def learn(self) -> bool:
        """Find out a little more, in a few milliseconds; False if all is known."""
        return False

    def nothing(self, text: str) -> str:
        """What to say where a text finds nothing."""
        return tr('Nothing is called "{text}".').format(text=text)

    def point_at(self, key: str) -> None:
        """This row is the current one now; "" for none."""

    def take(self, key: str) -> None:
        """A row was chosen; the popup is closed."""
        raise NotImplementedError

    def drop(self) -> None:
        """The popup was closed without a choice."""
