"""Aligning: how far boxes have to move to stand in line, or at equal distances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from studio.graph.paper import Box

Edge: TypeAlias = Literal["left", "middle", "right", "top", "centre", "bottom"]
Axis: TypeAlias = Literal["across", "down"]
Offsets: TypeAlias = dict[str, tuple[float, float]]

LEAST_GAP: Final = 16.0  # between boxes that had no room to be distributed

# Which of the two directions an edge lies in, and how far along a box.
_EDGES: Final[Mapping[Edge, tuple[int, float]]] = {
    "left": (0, 0.0),
    "middle": (0, 0.5),
    "right": (0, 1.0),
    "top": (1, 0.0),
    "centre": (1, 0.5),
    "bottom": (1, 1.0),
}


def aligned(boxes: Mapping[str, Box], edge: Edge) -> Offsets:
    """How far each box moves so that all have this edge, or their middles, where that of all is."""
    direction, along = _EDGES[edge]
    begins = {id: box[direction] for id, box in boxes.items()}
    ends = {id: box[direction + 2] for id, box in boxes.items()}
    line = _between(min(begins.values()), max(ends.values()), along)
    off = {id: round(line - _between(begins[id], ends[id], along)) for id in boxes}
    return _offsets(off, direction)


def distributed(boxes: Mapping[str, Box], axis: Axis) -> Offsets:
    """How far each box moves so that the gaps between them are equal.

    The first and the last stay; but if there is no room between these, only the first one.
    """
    direction = 0 if axis == "across" else 1
    sizes = {id: box[direction + 2] - box[direction] for id, box in boxes.items()}
    in_line = sorted(boxes, key=lambda id: (boxes[id][direction] + sizes[id] / 2, id))
    first, last = boxes[in_line[0]][direction], boxes[in_line[-1]][direction + 2]
    free = last - first - sum(sizes.values())
    gap = max(free / max(1, len(boxes) - 1), LEAST_GAP)
    off, at = {}, first
    for id in in_line:
        off[id] = round(at - boxes[id][direction])
        at += sizes[id] + gap
    return _offsets(off, direction)


def _between(begin: float, end: float, along: float) -> float:
    return begin + along * (end - begin)


def _offsets(off: Mapping[str, float], direction: int) -> Offsets:
    return {id: (float(by), 0.0) if direction == 0 else (0.0, float(by)) for id, by in off.items()}
