"""Paints frames and notes: under wires and cards, from arrays, notes as pixmaps."""

from __future__ import annotations

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF, QTransform

from studio.graph.paper import Frame, Note
from studio.ui import tokens
from studio.ui.canvas.detail import Detail, detail
from studio.ui.canvas.letters import lettering, width, write
from studio.ui.canvas.paper.pieces import HEAD, LEAST_HEAD, Papers, PieceId
from studio.ui.canvas.paper.words import paint_words
from studio.ui.canvas.pixmaps import Pixmaps, Scale, blank, drawing
from studio.ui.canvas.primitives import Indices
from studio.ui.canvas.state import State
from studio.ui.controls.outline import rounded
from studio.ui.theme import colours, mixed

_EAR: Final = 14.0  # the folded corner of a note
_MOST_PIXELS: Final = 4e6  # of a note's pixmap; a larger one is painted anew each time
_LEAST_TITLE: Final = 48.0  # pixels of the window: a narrower frame has no room for its title
_BORDER: Final = 0.45
_INSET: Final = 14.0  # from the frame's left edge to its title
_BADGE: Final = 52.0  # half of what the shape on a wire takes
_WIDE: Final = 480.0


def paint_pieces(
    painter: QPainter,
    papers: Papers,
    rows: Indices,
    state: State,
    transform: QTransform,
    scale: Scale,
    pixmaps: Pixmaps,
) -> list[int]:
    """Frames and notes in the order in which they lie over each other.

    Returns:
        The notes for whose words this frame had no time.
    """
    far, late = detail(scale.zoom) == Detail.PLAIN, []
    for row in rows.tolist():
        piece, area = papers.pieces[row], _place(papers.rect(row), transform, scale)
        if isinstance(piece, Frame):
            _paint_frame(painter, piece, area, scale.zoom, far=far)
        elif far:
            tag = colours().tag[piece.colour]
            painter.fillRect(area, mixed(tag.mark, _BORDER))
        elif not _paint_note(painter, piece, area, scale, pixmaps):
            painter.fillRect(area, colours().tag[piece.colour].fill)
            late.append(row)
        _paint_ring(painter, papers.ids[row], area, state, scale.zoom)
    return late


def _paint_frame(painter: QPainter, frame: Frame, area: QRectF, zoom: float, *, far: bool) -> None:
    tag = colours().tag[frame.colour]
    if far:  # hundreds may be in view
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(mixed(tag.mark, _BORDER), 1))
        painter.setBrush(tag.fill)
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    else:
        stroke = max(1.0, tokens.raw()["stroke"]["group"] * zoom)
        radius = tokens.radius().group * zoom
        rounded(painter, area, radius, tag.fill, mixed(tag.mark, _BORDER), stroke)
        if HEAD * zoom >= LEAST_HEAD:
            _write_title(painter, frame, area, zoom)


def paint_titles(
    painter: QPainter, papers: Papers, rows: Indices, transform: QTransform, scale: Scale
) -> None:
    """The titles of frames whose heads are too small for them: on top of all, always readable."""
    if HEAD * scale.zoom >= LEAST_HEAD:
        return
    for row in rows.tolist():
        piece, area = papers.pieces[row], _place(papers.rect(row), transform, scale)
        if isinstance(piece, Frame) and piece.title and area.width() >= _LEAST_TITLE:
            _write_title(painter, piece, area, scale.zoom)


def elided(frame: Frame, zoom: float) -> bool:
    """Whether the title of a frame does not fit."""
    size = math.floor(13 * max(1.0, zoom))
    return width(frame.title, "strong", 600, size) > _room(frame.width * zoom, zoom)


def _write_title(painter: QPainter, frame: Frame, area: QRectF, zoom: float) -> None:
    """In the head of a frame; from far out on its upper edge, on a sign of its own."""
    tag, size = colours().tag[frame.colour], math.floor(13 * max(1.0, zoom))
    high, room = lettering("strong", 600, size)[1].height(), _room(area.width(), zoom)
    at = area.topLeft() + QPointF(_INSET * zoom, (HEAD * zoom - high) / 2 + zoom)
    if HEAD * zoom < LEAST_HEAD:
        wide = min(width(frame.title, "strong", 600, size), room)
        at = QPointF(area.left() + 4, area.top() - high / 2)
        sign = QRectF(area.left(), at.y(), wide + 8, high)
        rounded(painter, sign, 4.0, tag.fill, mixed(tag.mark, _BORDER))
    ink, elide = tag.mark, Qt.TextElideMode.ElideRight
    write(painter, frame.title, at, ink, "strong", weight=600, size=size, room=room, elide=elide)


def _room(wide: float, zoom: float) -> float:
    """How wide a title may be; in a narrow frame it leaves room for the wire in the middle."""
    if HEAD * zoom < LEAST_HEAD:
        return wide - 8.0
    inset = _INSET * zoom
    return wide / 2 - inset - _BADGE * zoom if wide < _WIDE * zoom else wide - 2 * inset


def _paint_note(
    painter: QPainter, note: Note, area: QRectF, scale: Scale, pixmaps: Pixmaps
) -> bool:
    size = area.size() * scale.ratio
    if size.width() * size.height() > _MOST_PIXELS:
        painter.save()
        painter.translate(area.topLeft())
        _draw_note(painter, note, area.size().width(), area.size().height(), scale.zoom)
        painter.restore()
        return True
    wide, high = area.width(), area.height()

    def drawn() -> QPixmap:
        made = blank(wide, high, scale.ratio)
        with drawing(made) as brush:
            _draw_note(brush, note, wide, high, scale.zoom)
        return made

    key = ("note", note.text, note.colour, wide, high, scale)
    pixmap = pixmaps.get_in_time(key, drawn)
    if pixmap is not None:
        painter.drawPixmap(area.topLeft(), pixmap)
    return pixmap is not None


def _draw_note(painter: QPainter, note: Note, wide: float, high: float, zoom: float) -> None:
    """A sheet with a folded corner, and its words."""
    tag, ear = colours().tag[note.colour], _EAR * zoom
    corner = QPointF(wide - ear, ear)
    edge = [QPointF(0.5, 0.5), QPointF(wide - ear, 0.5), QPointF(wide - 0.5, ear)]
    edge += [QPointF(wide - 0.5, high - 0.5), QPointF(0.5, high - 0.5)]
    painter.setPen(QPen(mixed(tag.mark, _BORDER), 1.0))
    painter.setBrush(tag.fill)
    painter.drawPolygon(QPolygonF(edge))
    painter.setBrush(mixed(tag.mark, 0.18))
    painter.drawPolygon(QPolygonF([edge[1], corner, edge[2]]))
    painter.save()
    painter.setClipRect(QRectF(1, 1, wide - 2, high - 2))
    painter.scale(zoom, zoom)
    paint_words(painter, note.text, note.width)
    painter.restore()


def _paint_ring(painter: QPainter, id: PieceId, area: QRectF, state: State, zoom: float) -> None:
    """The rings of what is pointed at, selected, or has the keyboard."""
    ring = colours().accent.focus_ring
    radius = tokens.radius().group * zoom if id.kind == "frame" else 2.0
    if id in state.pieces:
        rounded(painter, area, radius, None, ring, 2.0)
    elif id == state.hover.piece:
        rounded(painter, area, radius, None, mixed(ring, 0.5), 1.5)
    if state.focus_shown and id == state.piece_focused:
        rounded(painter, area.adjusted(-4, -4, 4, 4), radius + 4, None, ring, 2.0)


def _place(rect: QRectF, transform: QTransform, scale: Scale) -> QRectF:
    """Where a piece lies in the window, on whole pixels of the screen."""
    area, ratio = transform.mapRect(rect), scale.ratio
    left, top = round(area.left() * ratio) / ratio, round(area.top() * ratio) / ratio
    wide, high = (max(1, round(side * ratio)) / ratio for side in (area.width(), area.height()))
    return QRectF(left, top, wide, high)
