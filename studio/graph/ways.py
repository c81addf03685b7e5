"""Ways: the points that a wire is drawn through, from its beginning to its end."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot
from typing import TypeAlias

from studio.graph.paper import Point

Way: TypeAlias = tuple[Point, ...]


def with_point(via: Way, begin: Point, end: Point, at: Point) -> Way:
    """With one more point, in the stretch that comes nearest to it."""
    above = _stretch((begin, *via, end), at)
    return (*via[:above], at, *via[above:])


def parted(via: Way, begin: Point, at: Point, end: Point) -> tuple[Way, Way]:
    """The points before and behind a place: the wire becomes two that meet there."""
    above = _stretch((begin, *via, end), at)
    return via[:above], via[above:]


def _stretch(way: Sequence[Point], at: Point) -> int:
    """The number of the stretch, from one point straight to the next, that comes nearest."""
    off = [_distance(one, other, at) for one, other in pairwise(way)]
    return off.index(min(off))


def _distance(one: Point, other: Point, at: Point) -> float:
    """From a place to the nearest point between two others."""
    dx, dy = other[0] - one[0], other[1] - one[1]
    square = dx * dx + dy * dy
    share = ((at[0] - one[0]) * dx + (at[1] - one[1]) * dy) / square if square else 0.0
    share = min(max(share, 0.0), 1.0)
    return hypot(at[0] - one[0] - share * dx, at[1] - one[1] - share * dy)
