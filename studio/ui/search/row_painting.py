"""How the rows of a search popup are painted."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from studio.ui import icons, tokens
from studio.ui.controls.rows import Index, RowDelegate, paint_ground, write
from studio.ui.search.choice_list import ROW, Row
from studio.ui.search.offer import Choice
from studio.ui.search.room import CHOICE
from studio.ui.theme import colours, font
from studio.ui.tokens import TypeStyle

_EDGE = 16.0  # from the popup's edge to what is written
_LEAD = 52.0  # to the titles
_GAP = 8.0
_TILE = 24.0
_MORE, _HEADING, _FIRST_HEADING = 32, 37, 24
_LINE = 7  # above a heading's line


class RowPainter(RowDelegate):
    """Paints headings, choices and what stands for further ones."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        row: Row = index.data(ROW)
        if row.choice is not None:
            return QSize(0, CHOICE)
        if row.hidden:
            return QSize(0, _MORE)
        return QSize(0, _FIRST_HEADING if row.first else _HEADING)

    def paint_row(
        self, painter: QPainter, area: QRectF, index: Index, state: QStyle.StateFlag
    ) -> None:
        row: Row = index.data(ROW)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if row.can_be_chosen:
            paint_ground(painter, area.adjusted(6, 0, -6, 0), state, selected=selected)
        if row.choice is not None:
            self._paint_choice(painter, area, row.choice, selected, faint=row.section.faint)
        elif row.hidden:
            ink = colours().accent.text
            _write(painter, area, _EDGE, row.text, "small", ink, weight=500)
        else:
            self._paint_heading(painter, area, row)

    def _paint_heading(self, painter: QPainter, area: QRectF, row: Row) -> None:
        now = colours()
        if not row.first:
            line = QRectF(area.left(), area.top() + _LINE, area.width(), 1)
            painter.fillRect(line, now.border.subtle)
            area = area.adjusted(0, _LINE, 0, 0)
        right = _write_right(painter, area, row.section.right, "caption", now.text.muted)
        room = right - area.left() - _EDGE
        _write(painter, area, _EDGE, row.text, "caption", now.text.muted, room=room)

    def _paint_choice(
        self, painter: QPainter, area: QRectF, choice: Choice, selected: bool, *, faint: bool
    ) -> None:
        now = colours()
        left = _EDGE
        if choice.icon:
            self._paint_icon(painter, area, choice, faint)
            left = _LEAD
        gray = now.text.secondary if faint else now.text.primary
        ink = now.accent.text if selected else gray
        weight = 600 if selected and not faint else 400 if faint else 500
        aside = now.text.muted if faint else now.text.primary
        # The title needs its room before what stands at the right.
        wide = min(_width(choice.title, "body", weight), area.width() - left - _EDGE)
        most = area.width() - left - wide - _GAP - _EDGE
        right = _write_right(painter, area, choice.right, "small", aside, room=most)
        room = right - area.left() - left - _GAP
        _write(painter, area, left, choice.title, "body", ink, weight=weight, room=room)
        if room - wide > _GAP and choice.detail and not faint:
            beside = room - wide - _GAP
            at = left + wide + _GAP
            _write(painter, area, at, choice.detail, "small", now.text.muted, room=beside)

    def _paint_icon(self, painter: QPainter, area: QRectF, choice: Choice, faint: bool) -> None:
        tile = QRectF(_EDGE, round(area.center().y() - _TILE / 2), _TILE, _TILE)
        if choice.family:
            painter.setOpacity(colours().wire.dimmed_opacity if faint else 1.0)
            corner = tokens.radius().control_small
            icons.paint_tile(painter, choice.family, choice.icon, tile, corner)
            painter.setOpacity(1.0)
        else:
            at = tile.topLeft() + QPointF(4, 4)
            icons.paint(painter, choice.icon, at, colours().text.secondary, 16)


def _width(text: str, style: TypeStyle, weight: int | None) -> float:
    return QFontMetricsF(font(style, weight)).horizontalAdvance(text)


def _write(
    painter: QPainter,
    area: QRectF,
    left: float,
    text: str,
    style: TypeStyle,
    ink: QColor,
    *,
    weight: int | None = None,
    room: float = 1e4,
) -> None:
    place = QRectF(area.left() + left, area.top(), room, area.height())
    write(painter, place, text, font(style, weight), ink)


def _write_right(
    painter: QPainter,
    area: QRectF,
    text: str,
    style: TypeStyle,
    ink: QColor,
    *,
    room: float = 1e4,
) -> float:
    """Write up to the right edge; returns where that begins."""
    if not text:
        return area.right() - _EDGE
    letters = font(style)
    metrics = QFontMetricsF(letters)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    wide = metrics.horizontalAdvance(shown)
    left = area.right() - _EDGE - wide
    write(painter, QRectF(left, area.top(), wide + 1, area.height()), shown, letters, ink)
    return left
