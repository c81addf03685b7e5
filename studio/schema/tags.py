"""Colour tags: what people mark blocks, frames and notes with. They mean nothing to a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

Tag: TypeAlias = Literal["red", "orange", "yellow", "green", "teal", "blue", "violet", "grey"]

# By the name that files keep, what people read; the tokens have the colours of each theme.
TAGS: Final[Mapping[Tag, str]] = {
    "red": "Red",
    "orange": "Orange",
    "yellow": "Yellow",
    "green": "Green",
    "teal": "Teal",
    "blue": "Blue",
    "violet": "Violet",
    "grey": "Grey",
}
