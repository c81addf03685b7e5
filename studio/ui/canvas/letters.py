"""Text on the canvas: fonts made once, lines set in boxes of the design's height."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from studio.ui import theme, tokens
from studio.ui.tokens import TypeStyle


@cache
def lettering(style: TypeStyle, weight: int = 0, size: int = 0) -> tuple[QFont, QFontMetricsF]:
    """A font of the type scale with its metrics, perhaps in another weight or size."""
    made = theme.font(style, weight or None)
    if size:
        made.setPixelSize(size)
    return made, QFontMetricsF(made)


def width(text: str, style: TypeStyle, weight: int = 0, size: int = 0) -> float:
    """How wide a text is."""
    return lettering(style, weight, size)[1].horizontalAdvance(text)


def write(
    painter: QPainter,
    text: str,
    at: QPointF,
    colour: QColor,
    style: TypeStyle,
    *,
    weight: int = 0,
    size: int = 0,
    room: float = 0.0,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle,
) -> None:
    """Write a line whose box begins at a point; with `room`, elided to fit."""
    font, metrics = lettering(style, weight, size)
    if room and metrics.horizontalAdvance(text) > room:
        text = metrics.elidedText(text, elide, room)
    line = max(float(tokens.type_style(style).line), metrics.height() if size else 0.0)
    baseline = at.y() + (line - metrics.height()) / 2 + metrics.ascent()
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(QPointF(at.x(), baseline), text)
