"""Small things beside cards and wires: shape badges, problem chips, pins and the plus ring."""

from __future__ import annotations

import math
from functools import cache
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from studio.language import tr
from studio.ui import icons, tokens
from studio.ui.canvas.letters import width, write
from studio.ui.canvas.pixmaps import Scale, blank, drawing
from studio.ui.controls.outline import rounded
from studio.ui.theme import colours

BadgeLook: TypeAlias = Literal["known", "unknown", "carried"]
Severity: TypeAlias = Literal["error", "warning", "hint"]

CHIP_HEIGHT = 24
PIN = 18
CROSS = 16


@cache
def badge_width(text: str) -> int:
    """How wide the badge of a shape is; of none, if it is not known."""
    return math.ceil(width(text or tr("not known yet"), "caption", 500)) + 17


@cache
def chip_width(text: str) -> int:
    """How wide a problem's chip is."""
    return math.ceil(width(text, "small", 500)) + 35


def badge_pixmap(text: str, look: BadgeLook, scale: Scale) -> QPixmap:
    """The shape that a wire carries, as a pill."""
    now = colours()
    fill, border, ink = {
        "known": (now.surface.raised, now.border.default, now.text.secondary),
        "unknown": (now.surface.raised, now.border.default, now.text.muted),
        "carried": (now.accent.subtle, now.accent.focus_ring, now.accent.text),
    }[look]
    height, wide = tokens.sizes().shape_badge, badge_width(text)
    text = text or tr("not known yet")
    made = blank(math.ceil(wide * scale.zoom), math.ceil(height * scale.zoom), scale.ratio)
    with drawing(made) as painter:
        painter.scale(scale.zoom, scale.zoom)
        pen = QPen(border, 1)
        if look == "unknown":
            pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(fill)
        radius = tokens.radius().pill - 0.5
        painter.drawRoundedRect(QRectF(0.5, 0.5, wide - 1, height - 1), radius, radius)
        write(painter, text, QPointF(8.5, 2.5), ink, "caption", weight=500)
    return made


def chip_pixmap(text: str, severity: Severity, ratio: float) -> QPixmap:
    """A problem in at most four words, with its icon; the same size at every zoom."""
    now = colours()
    error = severity == "error"
    fill = now.error.text if error else now.warning.subtle
    ink = now.error.on_fill if error else now.warning.text
    wide = chip_width(text)
    made = blank(wide, CHIP_HEIGHT, ratio)
    with drawing(made) as painter:
        rounded(painter, QRectF(0, 0, wide, CHIP_HEIGHT), tokens.radius().chip, fill)
        name = "circle-alert" if error else "triangle-alert"
        icons.paint(painter, name, QPointF(8, 5), ink, 14, 2.0)
        write(painter, text, QPointF(27, 4), ink, "small", weight=500)
    return made


@cache
def fix_width(text: str) -> int:
    """How wide the button beside a chip is."""
    return math.ceil(width(text, "small", 500)) + 35


def fix_pixmap(text: str, ratio: float) -> QPixmap:
    """The button beside a chip that takes the best fix."""
    now, wide = colours(), fix_width(text)
    made = blank(wide, CHIP_HEIGHT, ratio)
    with drawing(made) as painter:
        area = QRectF(0, 0, wide, CHIP_HEIGHT)
        rounded(painter, area, tokens.radius().chip, now.surface.raised, now.border.default)
        icons.paint(painter, "wrench", QPointF(8, 5), now.text.secondary, 14)
        write(painter, text, QPointF(27, 4), now.text.primary, "small", weight=500)
    return made


def pin_pixmap(severity: Severity, ratio: float) -> QPixmap:
    """Where a problem is, seen from far out."""
    now = colours()
    fill = now.error.text if severity == "error" else now.warning.icon
    made = blank(PIN, PIN, ratio)
    with drawing(made) as painter:
        rounded(painter, QRectF(0, 0, PIN, PIN), PIN / 2, fill)
        left = (PIN - width("!", "strong")) / 2
        write(painter, "!", QPointF(left, 0), now.error.on_fill, "strong")
    return made


def cross_pixmap(scale: Scale) -> QPixmap:
    """A disc with an x, on a wire that cannot carry its shape."""
    now = colours()
    made = blank(CROSS * scale.zoom, CROSS * scale.zoom, scale.ratio)
    with drawing(made) as painter:
        painter.scale(scale.zoom, scale.zoom)
        rounded(painter, QRectF(0, 0, CROSS, CROSS), CROSS / 2, now.error.text)
        pen = QPen(now.error.on_fill, 1.5, c=Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawLine(QPointF(5.25, 5.25), QPointF(10.75, 10.75))
        painter.drawLine(QPointF(10.75, 5.25), QPointF(5.25, 10.75))
    return made


def dashed(colour: QColor, width: float = 2.0) -> QPen:
    """The pen for what is not there yet."""
    pen = QPen(colour, width)
    pen.setDashPattern([length / 2 for length in tokens.raw()["stroke"]["dashDrag"]])
    return pen


def draw_plus_ring(painter: QPainter, at: QPointF, colour: QColor) -> None:
    """A ring of 18 with a plus: a block can be put in here."""
    painter.setPen(QPen(colour, 2))
    painter.setBrush(colours().surface.raised)
    painter.drawEllipse(at, 9, 9)
    painter.drawLine(at - QPointF(4, 0), at + QPointF(4, 0))
    painter.drawLine(at - QPointF(0, 4), at + QPointF(0, 4))
