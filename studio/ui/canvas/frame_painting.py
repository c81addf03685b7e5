"""Paints frames: their bodies lie under wires and cards, their rings and ports above them."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QTransform

from studio.ui import icons, tokens
from studio.ui.canvas.card_pixmaps import Ring, port_pixmap, ring_stroke, stripe
from studio.ui.canvas.cards import Cards
from studio.ui.canvas.detail import Detail, detail
from studio.ui.canvas.faces import Face
from studio.ui.canvas.frames import HEAD, fold_button
from studio.ui.canvas.letters import lettering, width, write
from studio.ui.canvas.pixmaps import Pixmaps, Scale
from studio.ui.canvas.primitives import Indices
from studio.ui.controls.outline import rounded
from studio.ui.theme import colours

_INSET: Final = 12.0  # from the frame's corner to its name, in both directions
_CHIP: Final = 18.0


def paint_bodies(
    painter: QPainter, cards: Cards, rows: Indices, transform: QTransform, scale: Scale
) -> None:
    """The frames among these rows, outer ones first, each with its name and chip in the head."""
    now, zoom = colours(), scale.zoom
    stroke = max(1.0, tokens.raw()["stroke"]["group"] * zoom)
    for row in rows.tolist():
        area = place(cards, row, transform, scale)
        radius = tokens.radius().group * zoom
        rounded(painter, area, radius, now.surface.group, now.border.default, stroke)
        face = cards.cards[row].face
        if face.tag:
            stripe(painter, area, radius, now.tag[face.tag].mark, 5 * zoom)
        _write_head(painter, face, area, zoom)
        if detail(zoom) == Detail.FULL:
            sign = transform.mapRect(fold_button(QRectF(*cards.box[row].tolist())))
            side = round(sign.width() * 0.8)
            corner = sign.center() - QPointF(side / 2, side / 2)
            icons.paint(painter, "chevron-up", corner, now.text.muted, side)


def paint_ring(painter: QPainter, ring: Ring, area: QRectF, scale: Scale) -> None:
    """A ring along a frame that lies here in the window."""
    colour, thick, grown = ring_stroke(ring, scale)
    zoom = scale.zoom
    painter.setPen(QPen(colour, thick * zoom))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    radius, by = (tokens.radius().group + grown) * zoom, grown * zoom
    painter.drawRoundedRect(area.adjusted(-by, -by, by, by), radius, radius)


def paint_ports(
    painter: QPainter,
    cards: Cards,
    rows: Indices,
    transform: QTransform,
    scale: Scale,
    pixmaps: Pixmaps,
) -> None:
    """The ports on these frames, on top of the wires that come from both sides."""
    pixmap = pixmaps.get(("port", "idle", scale), lambda: port_pixmap("idle", scale))
    size = pixmap.deviceIndependentSize()
    half = QPointF(size.width() / 2, size.height() / 2)
    for row in rows.tolist():
        for _, at in cards.ports(row):
            painter.drawPixmap(transform.map(at) - half, pixmap)


def place(cards: Cards, row: int, transform: QTransform, scale: Scale) -> QRectF:
    """Where a frame lies in the window, on whole pixels of the screen."""
    area = transform.mapRect(QRectF(*cards.box[row].tolist()))
    left, top, right, bottom = (
        math.floor(edge * scale.ratio + 0.5) / scale.ratio
        for edge in (area.left(), area.top(), area.right(), area.bottom())
    )
    return QRectF(left, top, right - left, bottom - top)


def _write_head(painter: QPainter, face: Face, area: QRectF, zoom: float) -> None:
    """Name and chip in the left half; the wires from the inlets begin in the middle.

    From afar they keep a size that can be read, and the chip goes to the right half.
    """
    scale = max(1.0, zoom)
    size, ink = math.floor(12 * scale), colours().text.primary
    high = max(lettering("small", 600, size)[1].height(), _CHIP * scale)
    inset = min(_INSET * scale, (HEAD * zoom - high) / 2)
    room = area.width() / 2 - 2 * inset
    if inset < 1 or room < 3 * size:
        return
    at = area.topLeft() + QPointF(_INSET * min(scale, zoom), inset)
    name = min(width(face.name, "small", 600, size), room)
    write(painter, face.name, at, ink, "small", weight=600, size=size, room=room + 1)
    if face.chip:
        wide = width(face.chip, "caption", 600, math.floor(11 * scale)) + 12 * scale
        beside = name + 8 * scale
        fits = beside + wide <= room
        left = beside if fits else area.width() - wide - 2 * _INSET * min(scale, zoom)
        _paint_chip(painter, face.chip, at + QPointF(left, -1.5 * scale), scale)


def _paint_chip(painter: QPainter, text: str, at: QPointF, zoom: float) -> None:
    now, size = colours(), math.floor(11 * zoom)
    wide = width(text, "caption", 600, size) + 12 * zoom
    chip = QRectF(math.floor(at.x() + 0.5), math.floor(at.y() + 0.5), wide, _CHIP * zoom)
    rounded(painter, chip, tokens.radius().chip * zoom, now.surface.raised, now.border.default)
    inner = chip.topLeft() + QPointF(6 * zoom, 1.5 * zoom)
    write(painter, text, inner, now.text.primary, "caption", weight=600, size=size)
