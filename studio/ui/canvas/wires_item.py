"""The graphics item that paints all wires, with the shapes that they carry."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from studio.ui import tokens
from studio.ui.canvas.cards import reach
from studio.ui.canvas.cards_item import EVERYWHERE
from studio.ui.canvas.detail import Detail, detail
from studio.ui.canvas.frame_painting import paint_bodies
from studio.ui.canvas.marks import CROSS, BadgeLook, badge_pixmap, cross_pixmap
from studio.ui.canvas.paper.painting import paint_pieces
from studio.ui.canvas.paper.points import paint_points
from studio.ui.canvas.pixmaps import Scale
from studio.ui.canvas.primitives import (
    Floats,
    Indices,
    Mask,
    among,
    draw_lines,
    pieces,
    polygon,
    reaching,
)
from studio.ui.theme import colours, mixed

if TYPE_CHECKING:
    from studio.ui.canvas.sheet import Sheet

SHORTEST_WITH_BADGE = 30.0
SHORTEST_WITH_CROSS = 70.0
_LEAST_SMOOTH = 0.1  # the zoom below which wires have stairs
_CROSS_POINTS = (18, 17, 19, 16, 20, 15, 21, 22, 7, 6, 5)  # of a wire, the best place first


class WiresItem(QGraphicsItem):
    """Paints the wires in view: one call for all idle ones, one for each of the few others."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.painted = 0
        self._sheet = sheet
        self._wires = sheet.wires
        self._state = sheet.state
        self._pixmaps = sheet.pixmaps
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        return EVERYWHERE

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        transform = painter.worldTransform()
        scale = Scale(transform.m11(), widget.devicePixelRatioF() if widget else 1.0)
        painter.resetTransform()
        level = detail(scale.zoom)
        areas = self._sheet.exposed or [option.exposedRect]
        self._paint_frames(painter, areas, transform, scale)
        rows = self._shown(among([self._wires.inside(area, scale.zoom) for area in areas]))
        self.painted = len(rows)
        dim = colours().wire.dimmed_opacity if self._state.fits else 1.0
        painter.setOpacity(dim)
        special = self._special(set(rows.tolist()))
        plain = rows[~np.isin(rows, list(special))] if special else rows
        self._paint_plain(painter, plain, areas, transform, level)
        for row, pen in special.items():
            pen.setWidthF(max(1.0, pen.widthF() * scale.zoom))
            painter.setPen(pen)
            seen = self._seen(self._wires.course(row), transform)
            if id(self._wires.rows[row]) in self._state.trouble.wires:
                draw_lines(painter, _dashes(seen, pen.widthF()))
            else:
                painter.drawPolyline(polygon(seen))
        if level >= Detail.NAME and len(self._wires.bends.rows):
            paint_points(painter, self._wires, rows, self._state, transform)
        if self._state.fits is None:
            self._paint_crosses(painter, transform, scale, level)
        rows = self._shown(among([self._wires.badges_inside(area, scale.zoom) for area in areas]))
        self._paint_badges(painter, rows, transform, scale, level)
        painter.setOpacity(1.0)

    def _paint_frames(
        self, painter: QPainter, areas: Sequence[QRectF], transform: QTransform, scale: Scale
    ) -> None:
        """Frames and notes on the paper, and the bodies of open groups, lie below all wires."""
        cards, papers = self._sheet.cards, self._sheet.papers
        if not len(papers) and not cards.framed.any():
            return
        pieces = among([papers.inside(area, scale.zoom) for area in areas])
        rows = among([cards.inside(area, reach(scale.zoom)) for area in areas])
        bodies = rows[cards.framed[rows]]
        depths = np.array([_depth(cards.home, row) for row in bodies.tolist()], np.intp)
        for depth in range(1 + max(*papers.depth[pieces].tolist(), *depths.tolist(), -1, -1)):
            painter.setOpacity(1.0)
            inner = pieces[papers.depth[pieces] == depth]
            parts = papers, inner, self._state
            late = paint_pieces(painter, *parts, transform, scale, self._pixmaps)
            self._sheet.cards_item.late += [papers.area(row, scale.zoom) for row in late]
            painter.setOpacity(colours().wire.dimmed_opacity if self._state.fits else 1.0)
            paint_bodies(painter, cards, bodies[depths == depth], transform, scale)

    def _shown(self, rows: Indices) -> Indices:
        """Without the wires that are not painted for now."""
        index = self._wires.index
        hidden = [index[key] for key in self._state.hidden if key in index]
        return rows[~np.isin(rows, hidden)] if hidden else rows

    def _special(self, visible: set[int]) -> dict[int, QPen]:
        """The wires in view that do not look idle."""
        state, now, stroke = self._state, colours(), tokens.raw()["stroke"]
        looks: dict[int, QPen] = {}
        for key in state.trouble.wires:
            if (row := self._wires.index.get(key)) is not None:
                looks[row] = _pen(now.wire.error, stroke["wireHover"])
        if state.hover.wire is not None and (row := self._wires.row(state.hover.wire)) is not None:
            looks[row] = _pen(looks[row].color() if row in looks else now.wire.hover, 3.0)
        for wire in state.wires:
            if (row := self._wires.row(wire)) is not None:
                looks[row] = _pen(now.accent.focus_ring, stroke["wireHover"])
        if state.lit is not None and (row := self._wires.row(state.lit)) is not None:
            looks[row] = _pen(now.wire.compatible, stroke["wireHover"])
        return {row: pen for row, pen in looks.items() if row in visible}

    def _paint_plain(
        self,
        painter: QPainter,
        rows: Indices,
        areas: Sequence[QRectF],
        transform: QTransform,
        level: Detail,
    ) -> None:
        now, wires = colours().wire.idle, self._wires
        if level > Detail.PLAIN:
            pen = _pen(now, max(1.0, 2.0 * transform.m11()))
            bent = wires.bends.among(rows)
            lines = [pieces(wires.points[rows[~bent]]), wires.bends.pieces(rows[bent])]
            self._paint_lines(painter, np.concatenate(lines), areas, transform, pen)
            return
        # Far out every third point is enough, still farther every sixth, and stairs are too small
        # to be seen; wires that go a long way round step back.
        near = transform.m11() >= _LEAST_SMOOTH
        points, skips = wires.points[rows, :: 3 if near else 6], wires.goes_round(rows)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, near)
        for those, pen in ((skips, _pen(mixed(now, 0.5), 1.0)), (~skips, _pen(now, 1.0))):
            self._paint_lines(painter, pieces(points[those]), areas, transform, pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_lines(
        self,
        painter: QPainter,
        lines: Floats,
        areas: Sequence[QRectF],
        transform: QTransform,
        pen: QPen,
    ) -> None:
        """Those pieces (n, 4) of wires that reach into the areas that are painted."""
        lines = reaching(lines, areas, 2 * pen.widthF() / transform.m11())
        painter.setPen(pen)
        draw_lines(painter, self._seen(lines.reshape(-1, 2), transform).reshape(-1, 4))

    def _seen(self, points: Floats, transform: QTransform) -> Floats:
        """Points of the scene on the window."""
        return np.asarray(points * transform.m11() + (transform.dx(), transform.dy()))

    def _paint_badges(
        self,
        painter: QPainter,
        rows: Indices,
        transform: QTransform,
        scale: Scale,
        level: Detail,
    ) -> None:
        if level < Detail.NAME:
            return
        if level == Detail.NAME:  # only where someone looks
            wanted = [
                *self._state.wires,
                *([self._state.hover.wire] if self._state.hover.wire else []),
            ]
            looked = [row for wire in wanted if (row := self._wires.row(wire)) is not None]
            rows = rows[np.isin(rows, looked)]
            scale = Scale(1.0, scale.ratio)
        else:
            rows = rows[~self._stated_elsewhere(rows)]
        rows = rows[self._wires.length[rows] >= SHORTEST_WITH_BADGE]
        lit = self._wires.row(self._state.lit) if self._state.lit is not None else None
        rows = rows[rows != lit] if lit is not None else rows  # a ring takes its badge's place
        middles = self._seen(self._wires.middle[rows], transform)
        for row, (x, y) in zip(rows.tolist(), middles.tolist(), strict=True):
            text = self._wires.labels[row] or ""
            look: BadgeLook = "known" if text else "unknown"
            pixmap = self._pixmaps.get(
                ("badge", text, look, scale),
                lambda text=text, look=look: badge_pixmap(text, look, scale),  # type: ignore[misc]
            )
            size = pixmap.deviceIndependentSize()
            left = x - size.width() * self._wires.badge_share[row]
            left = math.floor(left * scale.ratio + 0.5) / scale.ratio
            top = math.floor((y - size.height() / 2) * scale.ratio + 0.5) / scale.ratio
            painter.drawPixmap(QPointF(left, top), pixmap)

    def _stated_elsewhere(self, rows: Indices) -> Mask:
        """Wires in frames whose shape stands just outside, or for which the frame is too narrow."""
        cards, own = self._sheet.cards, self._wires.joints.own[rows]
        at_edge = ~cards.visible[own].all(axis=1)
        return np.asarray(at_edge | ((cards.home[own[:, 0]] >= 0) & self._wires.goes_round(rows)))

    def _paint_crosses(
        self, painter: QPainter, transform: QTransform, scale: Scale, level: Detail
    ) -> None:
        if level < Detail.NAME:
            return
        pixmap = self._pixmaps.get(("cross", scale), lambda: cross_pixmap(scale))
        half = pixmap.deviceIndependentSize() / 2
        for key in self._state.trouble.wires:
            row = self._wires.index.get(key)
            if key in self._state.hidden:
                continue
            if row is not None and self._wires.length[row] >= SHORTEST_WITH_CROSS:
                at = self.cross_place(row, scale.zoom) * scale.zoom
                corner = QPointF(at.x() + transform.dx(), at.y() + transform.dy())
                painter.drawPixmap(corner - QPointF(half.width(), half.height()), pixmap)

    def cross_place(self, row: int, zoom: float) -> QPointF:
        """Past the badge, on the way into the block, clear of the block's problem chip."""
        wires = self._wires
        taken = [wires.badge_area(row, zoom)]
        if (chip := self._sheet.chips.of(wires.rows[row].target)) is not None:
            place = chip.place(zoom)
            taken.append(QRectF(place.topLeft() / zoom, place.size() / zoom))
        half = CROSS / 2 + 2
        for point in _CROSS_POINTS:
            x, y = wires.points[row, point].tolist()
            disc = QRectF(x - half, y - half, 2 * half, 2 * half)
            if not any(disc.intersects(area) for area in taken):
                return QPointF(x, y)
        return QPointF(*wires.points[row, _CROSS_POINTS[0]].tolist())


def _depth(home: Indices, row: int) -> int:
    """The number of frames around a card, by the row of the frame around each."""
    around, depth = int(home[row]), 0
    while around >= 0:
        around, depth = int(home[around]), depth + 1
    return depth


def _pen(colour: QColor, width: float) -> QPen:
    # Round caps would take three times as long.
    return QPen(colour, width, c=Qt.PenCapStyle.FlatCap)


def _dashes(points: Floats, width: float) -> Floats:
    """The dashes of a broken wire. Those of a pen would shift when only a part is painted."""
    on, off = (length / 2 * width for length in tokens.raw()["stroke"]["dashError"])
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    begin = np.arange(0.0, along[-1], on + off)
    ends = np.stack([begin, np.minimum(begin + on, along[-1])], axis=1)
    x, y = (np.interp(ends, along, values) for values in points.T)
    return np.stack([x, y], axis=2).reshape(-1, 4)
