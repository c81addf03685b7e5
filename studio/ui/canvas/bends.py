"""Bends: the courses of the wires that are drawn through points, as many as these need."""

from __future__ import annotations

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF

from studio.graph.graph import Wire
from studio.ui.canvas.curves import POINTS
from studio.ui.canvas.primitives import Floats, Indices, Mask

PIECES: Final = 12  # straight pieces between two points
_LEAST, _MOST = 24.0, 120.0  # from an end to the control point below or above it
_ALIKE = 1e-3


class Bends:
    """The wires with points, by their rows. All others cost nothing here.

    `points` has where the points are drawn: while blocks are dragged, those of a wire whose ends
    move alike go along.
    """

    def __init__(self) -> None:
        self.rows: Indices = np.zeros(0, np.intp)
        self.points: dict[int, Floats] = {}
        self._courses: dict[int, Floats] = {}
        self._home: dict[int, tuple[Floats, Floats]] = {}  # points and ends as in the document
        self._held: dict[int, Floats] = {}  # points that are dragged
        self.stale: set[int] = set()  # those whose points are others since they were bent
        self._pieces: dict[int, Floats] = {}

    def among(self, rows: Indices) -> Mask:
        """Which of these rows are wires with points."""
        return np.isin(rows, self.rows) if len(self.rows) else np.zeros(len(rows), np.bool_)

    def __contains__(self, row: int) -> bool:
        return row in self._home

    def renew(self, wires: tuple[Wire, ...], was: Indices) -> None:
        """Other wires are there; `was` has the row that each had before, or -1."""
        rows = [row for row, wire in enumerate(wires) if wire.via]
        old = [(row, int(was[row])) for row in rows if was[row] in self._courses]
        self.rows, self._home = np.array(rows, np.intp), {}
        self._held, self.stale = {}, set()
        self._courses = {row: self._courses[before] for row, before in old}
        self._pieces = {row: self._pieces[before] for row, before in old}

    def settle(self, wires: tuple[Wire, ...], ends: Floats) -> None:
        """The document has changed: points and ends are those of the document."""
        self._held, self.stale = {}, set(self._held)
        self._home = {
            row: (np.array(wires[row].via), ends[row].copy()) for row in self.rows.tolist()
        }
        self.points = {row: via for row, (via, _) in self._home.items()}

    def hold(self, row: int, via: Floats | None) -> None:
        """Draw a wire through other points for the length of a drag; None: through its own."""
        self.stale.add(row)
        if via is None:
            self._held.pop(row, None)
        else:
            self._held[row] = via

    def bent(self, row: int, ends: Floats) -> Floats:
        """The course (n, 2) of a wire between these ends."""
        via, home = self._home[row]
        self.stale.discard(row)
        off = (ends - home).reshape(2, 2)
        if row in self._held:
            via = self._held[row]
        elif np.abs(off[0] - off[1]).max() < _ALIKE:
            via = via + off[0]
        self.points[row] = via
        course = self._courses[row] = through(ends, via)
        self._pieces[row] = np.concatenate([course[:-1], course[1:]], axis=1)
        return course

    def course(self, row: int) -> Floats:
        """The course of a wire as it is drawn."""
        return self._courses[row]

    def pieces(self, rows: Indices) -> Floats:
        """The straight pieces (n, 4) of these wires."""
        return np.concatenate([np.zeros((0, 4)), *(self._pieces[row] for row in rows.tolist())])

    def at(self, point: QPointF, reach: float) -> tuple[int, int] | None:
        """The nearest point within reach: its wire's row, and its number on the wire."""
        rows, at = self.handles()
        if not len(rows):
            return None
        far = np.hypot(*(at - (point.x(), point.y())).T)
        best = int(far.argmin())
        if far[best] > reach:
            return None
        row = int(rows[best])
        return row, best - int(np.searchsorted(rows, row))

    def handles(self) -> tuple[Indices, Floats]:
        """All points that are drawn (n, 2), and the rows of their wires."""
        if not self.points:
            return self.rows, np.zeros((0, 2))
        listed = [self.points[row] for row in self.rows.tolist()]
        return np.repeat(self.rows, [len(via) for via in listed]), np.concatenate(listed)


def through(ends: Floats, via: Floats) -> Floats:
    """A smooth course from one end down, through all points, and into the other from above."""
    knots = np.concatenate([ends[None, :2], via, ends[None, 2:]])
    steps = np.diff(knots, axis=0)
    length = np.hypot(*steps.T)
    along = np.zeros_like(knots)
    along[1:-1] = knots[2:] - knots[:-2]
    along[[0, -1]] = 0.0, 1.0
    along /= np.maximum(np.hypot(*along.T), 1e-9)[:, None]
    leave, arrive = length * 0.36, length * 0.36
    leave[0], arrive[-1] = _reach(length[0], steps[0, 1]), _reach(length[-1], steps[-1, 1])
    return _flattened(
        knots, knots[:-1] + along[:-1] * leave[:, None], knots[1:] - along[1:] * arrive[:, None]
    )


def resampled(course: Floats) -> Floats:
    """As many points of a course as every wire has, equally far apart."""
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(course, axis=0).T))])
    at = np.linspace(0.0, along[-1], POINTS)
    return np.stack([np.interp(at, along, values) for values in course.T], axis=1)


def label_place(course: Floats) -> Floats:
    """Where a shape is written: in the middle of the longest stretch, clear of the points."""
    steps = np.hypot(*np.diff(course, axis=0).T).reshape(-1, PIECES)
    return np.asarray(course[int(steps.sum(axis=1).argmax()) * PIECES + PIECES // 2])


def _reach(length: float, fall: float) -> float:
    """How far a wire goes straight at an end; little if it has to turn upwards there."""
    most = _MOST if fall > 0 else _LEAST
    return float(min(max(0.4 * length, _LEAST), most, max(length, 8.0)))


def _flattened(knots: Floats, first: Floats, second: Floats) -> Floats:
    """The cubics between knots as straight pieces, each knot once."""
    t = np.linspace(0.0, 1.0, PIECES + 1)[None, :-1, None]
    u = 1 - t
    begin, end = knots[:-1, None], knots[1:, None]
    points = (
        u**3 * begin + 3 * u * u * t * first[:, None] + 3 * u * t * t * second[:, None] + t**3 * end
    )
    return np.concatenate([points.reshape(-1, 2), knots[-1:]])
