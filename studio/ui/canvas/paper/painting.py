"""Paints frames and notes: under wires and cards, from arrays, notes as pixmaps."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF, QTransform

from studio.graph.paper import Frame, Note
from studio.schema.tags import Tag
from studio.ui import tokens
from studio.ui.canvas.detail import Detail, detail
from studio.ui.canvas.letters import lettering, width, write
from studio.ui.canvas.paper.pieces import HEAD, LEAST_HEAD, Papers, PieceId
from studio.ui.canvas.paper.words import paint_words
from studio.ui.canvas.pixmaps import Pixmaps, Scale, blank, drawing
from studio.ui.canvas.primitives import Indices, whole
from studio.ui.canvas.state import State
from studio.ui.controls.outline import rounded
from studio.ui.theme import colours, mixed
from studio.ui.tokens import Scheme

_EAR: Final = 14.0  # the folded corner of a note
_MOST_PIXELS: Final = 4e6  # of a note's pixmap; a larger one is painted anew each time
_LEAST_TITLE: Final = 48.0  # pixels of the window: a narrower frame has no room for its title
_BORDER: Final = 0.45
_INSET: Final = 14.0  # from the frame's left edge to its title
_BADGE: Final = 52.0  # half of what the shape on a wire takes
_WIDE: Final = 480.0
_END: Final = Qt.TextElideMode.ElideRight


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
    marked = {*state.pieces, state.hover.piece, state.piece_focused}
    ringed: list[tuple[PieceId, QRectF]] = []
    for row, area in _places(papers, rows, transform, scale):
        piece = papers.pieces[row]
        if far:
            _paint_far(painter, piece, area)
        elif isinstance(piece, Frame):
            _paint_frame(painter, piece, area, scale.zoom)
        elif not _paint_note(painter, piece, area, scale, pixmaps):
            painter.fillRect(area, colours().tag[piece.colour].fill)
            late.append(row)
        if papers.ids[row] in marked:
            ringed.append((papers.ids[row], area))
    for id, area in ringed:
        _paint_rings(painter, id, area, state, scale.zoom)
    return late


def paint_areas(
    painter: QPainter, papers: Papers, share: float, corner: tuple[float, float]
) -> None:
    """All of them as areas, the scene's origin at `corner`: for an overview."""
    transform = QTransform(share, 0, 0, share, *corner)
    for row, area in _places(papers, np.arange(len(papers)), transform, Scale(share, 1.0)):
        _paint_far(painter, papers.pieces[row], area)


def _paint_far(painter: QPainter, piece: Frame | Note, area: QRectF) -> None:
    """An area with a border, or a sheet: hundreds may be in view."""
    fill, mark = _look(colours().scheme, piece.colour)
    painter.fillRect(area, mark)
    if isinstance(piece, Frame):
        painter.fillRect(area.adjusted(1, 1, -1, -1), fill)


def _paint_frame(painter: QPainter, frame: Frame, area: QRectF, zoom: float) -> None:
    fill, mark = _look(colours().scheme, frame.colour)
    stroke = max(1.0, tokens.raw()["stroke"]["group"] * zoom)
    rounded(painter, area, tokens.radius().group * zoom, fill, mark, stroke)
    if HEAD * zoom >= LEAST_HEAD:
        size, ink = _letters(zoom), colours().tag[frame.colour].mark
        high, room = lettering("strong", 600, size)[1].height(), _room(area.width(), zoom)
        at = area.topLeft() + QPointF(_INSET * zoom, (HEAD * zoom - high) / 2 + zoom)
        write(painter, frame.title, at, ink, "strong", weight=600, size=size, room=room, elide=_END)


def paint_titles(
    painter: QPainter,
    papers: Papers,
    rows: Indices,
    transform: QTransform,
    scale: Scale,
    pixmaps: Pixmaps,
) -> None:
    """The titles of frames whose heads are too small for them: on top of all, always readable."""
    if HEAD * scale.zoom >= LEAST_HEAD:
        return
    for row, area in _places(papers, rows, transform, scale):
        frame = papers.pieces[row]
        if isinstance(frame, Frame) and frame.title and area.width() >= _LEAST_TITLE:
            key = ("title", frame.title, frame.colour, area.width(), scale.ratio)
            look = frame.title, frame.colour, area.width(), scale.ratio
            sign = pixmaps.get(key, lambda look=look: _sign(*look))  # type: ignore[misc]
            half = sign.deviceIndependentSize().height() / 2
            painter.drawPixmap(QPointF(area.left(), math.floor(area.top() - half + 0.5)), sign)


def _sign(title: str, colour: Tag, most: float, ratio: float) -> QPixmap:
    """A title on a sign of its own, as it stands on the upper edge of a frame from far out."""
    (fill, mark), ink = _look(colours().scheme, colour), colours().tag[colour].mark
    size, room = _letters(1.0), most - 8.0
    high = math.ceil(lettering("strong", 600, size)[1].height())
    wide = min(width(title, "strong", 600, size), room) + 8.0
    made = blank(wide, high, ratio)
    with drawing(made) as painter:
        rounded(painter, QRectF(0, 0, wide, high), 4.0, fill, mark)
        at = QPointF(4.0, 0.0)
        write(painter, title, at, ink, "strong", weight=600, size=size, room=room, elide=_END)
    return made


def elided(frame: Frame, zoom: float) -> bool:
    """Whether the title of a frame does not fit."""
    return width(frame.title, "strong", 600, _letters(zoom)) > _room(frame.width * zoom, zoom)


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


def _paint_rings(painter: QPainter, id: PieceId, area: QRectF, state: State, zoom: float) -> None:
    """The rings of what is pointed at, selected, or has the keyboard."""
    ring = colours().accent.focus_ring
    radius = tokens.radius().group * zoom if id.kind == "frame" else 2.0
    if id in state.pieces:
        rounded(painter, area, radius, None, ring, 2.0)
    elif id == state.hover.piece:
        rounded(painter, area, radius, None, mixed(ring, 0.5), 1.5)
    if state.focus_shown and id == state.piece_focused:
        rounded(painter, area.adjusted(-4, -4, 4, 4), radius + 4, None, ring, 2.0)


@cache
def _look(scheme: Scheme, colour: Tag) -> tuple[QColor, QColor]:
    """What a piece is filled with, and its border: as the mark, but quiet."""
    tag = tokens.colours(scheme).tag[colour]
    pairs = (
        (tag.fill.red(), tag.mark.red()),
        (tag.fill.green(), tag.mark.green()),
        (tag.fill.blue(), tag.mark.blue()),
    )
    return tag.fill, QColor(*(round(one + (other - one) * _BORDER) for one, other in pairs))


def _letters(zoom: float) -> int:
    """The size of a title in pixels."""
    return math.floor(13 * max(1.0, zoom))


def _places(
    papers: Papers, rows: Indices, transform: QTransform, scale: Scale
) -> Iterator[tuple[int, QRectF]]:
    """Rows with where their pieces lie in the window, on whole pixels of the screen."""
    boxes = papers.box[rows] * scale.zoom
    boxes[:, :2] += transform.dx(), transform.dy()
    boxes = whole(boxes * scale.ratio) / scale.ratio
    boxes[:, 2:] = np.maximum(boxes[:, 2:], 1 / scale.ratio)
    return ((row, QRectF(*box)) for row, box in zip(rows.tolist(), boxes.tolist(), strict=True))
