"""Bookmarks: views of a network, or of the inside of a group, that people come back to."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from studio.graph.consistency import MOST_NESTED
from studio.graph.paper import Id, Place
from studio.schema.entry import Value

MOST_BOOKMARKS: Final = 9  # as many as there are keys for
LONGEST_NAME: Final = 100
LEAST_ZOOM: Final = 0.05
MOST_ZOOM: Final = 4.0


class Bookmark(Value):
    """What lies in the middle of a view, how large it is, and the groups that lead there."""

    number: Annotated[int, Field(ge=1, le=MOST_BOOKMARKS)]
    name: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    path: Annotated[tuple[Id, ...], Field(max_length=MOST_NESTED)] = ()
    x: Place = 0.0
    y: Place = 0.0
    zoom: Annotated[float, Field(ge=LEAST_ZOOM, le=MOST_ZOOM)] = 1.0


def with_bookmark(marks: tuple[Bookmark, ...], mark: Bookmark) -> tuple[Bookmark, ...]:
    """These bookmarks by number, with this one in place of that with its number."""
    others = without_bookmark(marks, mark.number)
    return tuple(sorted((*others, mark), key=lambda each: each.number))


def without_bookmark(marks: tuple[Bookmark, ...], number: int) -> tuple[Bookmark, ...]:
    """These bookmarks without the one of a number."""
    return tuple(mark for mark in marks if mark.number != number)
