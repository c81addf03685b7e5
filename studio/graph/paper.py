"""Frames and notes: what lies on the paper around the blocks, and means nothing to the network."""

from __future__ import annotations

from typing import Annotated, Final, Self, TypeAlias

from pydantic import Field

from studio.schema.entry import Value
from studio.schema.tags import Tag

MOST_FRAMES: Final = 500
MOST_NOTES: Final = 500
MOST_POINTS: Final = 16  # of one wire
LONGEST_TITLE: Final = 200
LONGEST_NOTE: Final = 4_000
FARTHEST: Final = 1e7
LEAST_SIDE: Final = 48.0
MOST_SIDE: Final = 1e6
LEAST_NOTE: Final = 120.0  # and the most: how wide a note is
MOST_NOTE: Final = 1_200.0
CARD: Final = (192.0, 56.0)  # a block counts as lying where the middle of its card does
HEAD: Final = (120.0, 36.0)  # and a note where its beginning does: its height depends on the text

Id = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
Place = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST)]
Point: TypeAlias = tuple[Place, Place]
Side = Annotated[float, Field(ge=LEAST_SIDE, le=MOST_SIDE)]
Box: TypeAlias = tuple[float, float, float, float]  # left, top, right, bottom


class Piece(Value):
    """What frames and notes have in common: an id of its kind, a colour and a place."""

    id: Id
    colour: Tag = "grey"
    x: Place = 0.0
    y: Place = 0.0

    def moved(self, dx: float, dy: float) -> Self:
        """This piece further to the right and down, or as far as it may lie."""
        return self.but(x=on_paper(self.x + dx), y=on_paper(self.y + dy))


class Frame(Piece):
    """A titled area around blocks. What lies in it moves with it."""

    title: Annotated[str, Field(max_length=LONGEST_TITLE)] = ""
    width: Side = 240.0
    height: Side = 160.0

    @property
    def box(self) -> Box:
        return self.x, self.y, self.x + self.width, self.y + self.height

    def fitted(self, box: Box) -> Frame:
        """This frame with these edges, or as near to them as a frame may have."""
        left, top, right, bottom = box
        wide, high = (min(max(s, LEAST_SIDE), MOST_SIDE) for s in (right - left, bottom - top))
        return self.but(x=on_paper(left), y=on_paper(top), width=wide, height=high)

    def holds(self, box: Box) -> bool:
        """Whether all of a box lies in it."""
        left, top, right, bottom = self.box
        return left <= box[0] and top <= box[1] and box[2] <= right and box[3] <= bottom

    def has(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.holds((x, y, x, y))


class Note(Piece):
    """A sheet with words: plain text, or Markdown of the simple kind."""

    colour: Tag = "yellow"
    text: Annotated[str, Field(max_length=LONGEST_NOTE)] = ""
    width: Annotated[float, Field(ge=LEAST_NOTE, le=MOST_NOTE)] = 240.0

    @property
    def head(self) -> Box:
        """Where its first words stand."""
        return self.x, self.y, self.x + HEAD[0], self.y + HEAD[1]


def on_paper(at: float) -> float:
    """The place, or the nearest one where something may lie."""
    return min(max(at, -FARTHEST), FARTHEST)
