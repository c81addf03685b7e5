"""Wires: the curves of all wires, as arrays that follow the cards."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from studio.graph.graph import Graph, Wire
from studio.graph.shapes import Shapes
from studio.schema.shape import Shape
from studio.ui import tokens
from studio.ui.canvas.bends import Bends, label_place, resampled
from studio.ui.canvas.cards import Cards, PortEnd
from studio.ui.canvas.curves import POINTS, badge_shares, curves, lengths, middles, ways_round
from studio.ui.canvas.detail import Detail, detail
from studio.ui.canvas.joints import Joints
from studio.ui.canvas.marks import badge_width
from studio.ui.canvas.primitives import Floats, Indices, Mask
from studio.ui.canvas.renewal import different
from studio.ui.canvas.stretches import bounds_of, rectangles, stretches, wide

MANY = 40  # changed areas, above which every wire is looked at again
MARGIN = 16.0  # the marks on a wire reach this far beyond it


class Wires:
    """The wires in the order of the graph. `points` has 25 points of each, `bounds` its box.

    Those of a wire that is drawn through points are near enough from afar; `bends` has its course.
    """

    def __init__(self) -> None:
        self.rows: tuple[Wire, ...] = ()
        self.index: dict[int, int] = {}  # by identity: hashing a wire takes longer than all else
        self.labels: list[str | None] = []  # None until it is worked out
        self.joints = Joints()
        self.points: Floats = np.zeros((0, POINTS, 2))
        self.bounds: Floats = np.zeros((0, 4))
        self.middle: Floats = np.zeros((0, 2))
        self.badge_share: Floats = np.zeros(0)  # how much of the badge lies left of the middle
        self.badge_wide: Floats = np.zeros(0)
        self.length: Floats = np.zeros(0)
        self._ends: Floats = np.zeros((0, 4))
        self._sides: Floats = np.zeros((0, 3))
        self._given: Mapping[str, object] = {}  # what each block gave when labels were last made
        self.bends = Bends()
        self._layout = -1

    def update(
        self, graph: Graph, shapes: Shapes, cards: Cards, dirty: list[QRectF], zoom: float
    ) -> list[QRectF]:
        """Follow the graph and the cards; returns the areas that look different now.

        `dirty` has the areas where cards changed: a wire that passes there may take another way.
        """
        areas: list[QRectF] = []
        if graph.wires is not self.rows or cards.layout != self._layout:
            areas = self._renew(graph, cards, zoom)
        if len(self.bends.rows) or self.bends.points:
            self.bends.settle(self.rows, self.joints.ends(cards))
        areas += self.follow(cards, dirty, zoom)
        return areas + self._relabelled(shapes, cards, zoom)

    def follow(self, cards: Cards, dirty: list[QRectF], zoom: float) -> list[QRectF]:
        """Bend the wires whose cards have moved, or that pass where cards have changed."""
        if not self.rows:
            return []
        ends = self.joints.ends(cards)
        stale = moved = (ends != self._ends).any(axis=1) | np.isnan(self.points[:, 0, 0])
        if len(dirty) > MANY:
            stale = np.ones(len(self.rows), np.bool_)
        else:
            for area in dirty:
                stale = stale | _touching(self.bounds, area)
        if len(self.bends.rows):  # those go their way, whatever lies there
            stale[self.bends.rows] = moved[self.bends.rows]
            stale[[*self.bends.stale]] = True
        rows = np.flatnonzero(stale)
        if not len(rows):
            return []
        bent = self.bends.among(rows)
        sides = np.full((len(rows), 3), np.nan)
        sides[~bent] = ways_round(ends[rows[~bent]], self.joints.own[rows[~bent]], cards.box)
        points = curves(ends[rows], sides)
        middle, length, bounds = middles(points, sides), lengths(points), bounds_of(points)
        for at in np.flatnonzero(bent).tolist():
            course = self.bends.bent(int(rows[at]), ends[rows[at]])
            points[at], middle[at] = resampled(course), label_place(course)
            length[at], bounds[at] = lengths(course[None])[0], bounds_of(course[None])[0]
        other = (points != self.points[rows]).any(axis=(1, 2))
        known = rows[other & ~np.isnan(self.bounds[rows, 0])]
        areas = _areas(self, known, zoom)
        self._ends, self._sides[rows], self.points[rows] = ends, sides, points
        self.middle[rows], self.length[rows], self.bounds[rows] = middle, length, bounds
        self.badge_share[rows] = badge_shares(ends[rows], sides)
        return areas + _areas(self, rows[other], zoom)

    def inside(self, area: QRectF, zoom: float) -> Indices:
        """The rows of the wires that reach into an area."""
        return np.flatnonzero(_touching(self.bounds, area, _edge(zoom)))

    def badges_inside(self, area: QRectF, zoom: float) -> Indices:
        """The rows of the wires whose badges may reach into an area."""
        x, y = self.middle.T
        scale, high = _badge_scale(zoom), tokens.sizes().shape_badge
        left, wide = self.badge_share * self.badge_wide * scale, self.badge_wide * scale
        mask = (x - left < area.right() + MARGIN) & (x - left + wide > area.left() - MARGIN)
        far = high * scale
        mask &= (y < area.bottom() + far) & (y > area.top() - far)
        return np.flatnonzero(mask)

    def at(self, point: QPointF, reach: float) -> int | None:
        """The row of the nearest wire within reach of a point."""
        square = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        rows = np.flatnonzero(_touching(self.bounds, square, 0.0))
        if not len(rows):
            return None
        distance = _distances(self, rows, point)
        best = int(distance.argmin())
        return int(rows[best]) if distance[best] <= reach else None

    def row(self, wire: Wire) -> int | None:
        """The row of a wire, if it is there."""
        return self.index.get(id(wire))

    def course(self, row: int) -> Floats:
        """The points that a wire is drawn through, as many as it takes."""
        return self.bends.course(row) if row in self.bends else self.points[row]

    def goes_round(self, rows: Indices) -> Mask:
        """Which of these wires pass other cards at the side."""
        return np.asarray(~np.isnan(self._sides[rows, 0]))

    def area(self, row: int, zoom: float) -> QRectF:
        """All that a wire covers, with its badge."""
        left, top, right, bottom = self.bounds[row].tolist()
        edge = _edge(zoom)
        area = QRectF(left, top, right - left, bottom - top).adjusted(-edge, -edge, edge, edge)
        return area.united(self.badge_area(row, zoom))

    def badge_area(self, row: int, zoom: float) -> QRectF:
        """What a wire's badge covers."""
        (x, y), scale, edge = self.middle[row].tolist(), _badge_scale(zoom), 2 / zoom
        wide = float(self.badge_wide[row]) * scale
        high = tokens.sizes().shape_badge * scale
        area = QRectF(x - wide * float(self.badge_share[row]), y - high / 2, wide, high)
        return area.adjusted(-edge, -edge, edge, edge)  # it lies on whole pixels

    def ends_at(self, end: PortEnd) -> list[Wire]:
        """The wires at a port."""
        if end.is_input:
            return [w for w in self.rows if w.target == end.block and w.input == end.name]
        return [w for w in self.rows if w.source == end.block and w.output == end.name]

    def _renew(self, graph: Graph, cards: Cards, zoom: float) -> list[QRectF]:
        """Take over what is known about the wires that stay."""
        new, old = graph.wires, self.index
        keys = [*map(id, new)]
        was = np.array([old.get(key, -1) for key in keys], np.intp)
        gone = np.ones(len(old), np.bool_)
        gone[was[was >= 0]] = False
        areas = [self.area(row, zoom) for row in np.flatnonzero(gone).tolist()]
        self._ends = _carried(self._ends, was)
        self._sides = _carried(self._sides, was)
        self.points = _carried(self.points, was)
        self.bounds = _carried(self.bounds, was)
        self.middle = _carried(self.middle, was)
        self.badge_share = _carried(self.badge_share, was)
        self.badge_wide = np.nan_to_num(_carried(self.badge_wide, was), nan=badge_width(""))
        self.length = _carried(self.length, was)
        self.joints.renew(new, was, cards)
        self.labels = [self.labels[row] if row >= 0 else None for row in was.tolist()]
        self.rows, self._layout = new, cards.layout
        self.bends.renew(new, was)
        self.index = dict(zip(keys, range(len(keys)), strict=True))
        return areas

    def _relabelled(self, shapes: Shapes, cards: Cards, zoom: float) -> list[QRectF]:
        """Write anew what wires carry whose blocks give something else now."""
        ids = different(shapes.outputs, self._given)
        self._given = shapes.outputs
        stale = np.isin(self.joints.own[:, 0], cards.rows(ids))
        rows = {*np.flatnonzero(stale).tolist()}
        rows |= {row for row, label in enumerate(self.labels) if label is None}
        shown = ((row, shapes.on(self.rows[row])) for row in rows)
        labels = {row: _label(shape) if shape else "" for row, shape in shown}
        changed = np.array([r for r, label in labels.items() if label != self.labels[r]], np.intp)
        areas = _areas(self, changed, zoom)
        for row in changed.tolist():
            self.labels[row], self.badge_wide[row] = labels[row], badge_width(labels[row])
        return areas + _areas(self, changed, zoom)


def _touching(bounds: Floats, area: QRectF, margin: float = MARGIN) -> Mask:
    """Which of these boxes reach into an area."""
    left, top, right, bottom = bounds.T
    mask = (left < area.right() + margin) & (right > area.left() - margin)
    mask &= (top < area.bottom() + margin) & (bottom > area.top() - margin)
    return np.asarray(mask)


def _distances(wires: Wires, rows: Indices, point: QPointF) -> Floats:
    """How far a point is from each of these wires."""
    begin, end = wires.points[rows, :-1], wires.points[rows, 1:]
    found = _from_pieces(begin, end, point)
    for at in np.flatnonzero(wires.bends.among(rows)).tolist():
        course = wires.bends.course(int(rows[at]))
        found[at] = _from_pieces(course[None, :-1], course[None, 1:], point)[0]
    return found


def _from_pieces(begin: Floats, end: Floats, point: QPointF) -> Floats:
    """How far a point is from each wire, by the ends of its pieces (wires, pieces, 2)."""
    along, to = end - begin, np.array([point.x(), point.y()]) - begin
    square = np.maximum((along**2).sum(axis=2), 1e-9)
    share = np.clip((to * along).sum(axis=2) / square, 0.0, 1.0)[..., None]
    off = to - share * along
    return np.asarray(np.hypot(off[..., 0], off[..., 1]).min(axis=1))


def middle_of(wires: Wires, wire: Wire | None) -> QPointF | None:
    """The middle of a wire in the scene, if it is there."""
    row = wires.row(wire) if wire is not None else None
    return QPointF(*wires.middle[row].tolist()) if row is not None else None


@lru_cache(4096)
def _label(shape: Shape) -> str:
    return shape.text()


def _carried(values: Floats, was: Indices) -> Floats:
    """The rows of the wires that stay, NaN for new ones."""
    if not len(values):
        return np.full((len(was), *values.shape[1:]), np.nan)
    made = values[was]  # of new ones any
    made[was < 0] = np.nan
    return made


def _badge_scale(zoom: float) -> float:
    """Where only names are drawn, a badge keeps its size on the screen."""
    return 1 / zoom if detail(zoom) < Detail.FULL else 1.0


def _edge(zoom: float) -> float:
    """How far a wire's marks reach beyond it; far out it keeps a pixel of the window."""
    return max(MARGIN, 3 / zoom)


def _areas(wires: Wires, rows: Indices, zoom: float) -> list[QRectF]:
    """All that these wires cover: of a long one its stretches, of many the area around them."""
    edge = _edge(zoom)
    if len(rows) > MANY:
        far = max(edge, float(wires.badge_wide[rows].max()) * _badge_scale(zoom))
        around = np.concatenate([wires.bounds[rows, :2].min(0), wires.bounds[rows, 2:].max(0)])
        return rectangles(around[None], far)
    long = wide(wires.bounds[rows]) & ~wires.bends.among(rows)
    areas = [wires.area(row, zoom) for row in rows[~long].tolist()]
    areas += [wires.badge_area(row, zoom) for row in rows[long].tolist()]
    return areas + rectangles(stretches(wires.points[rows[long]]), edge)
