"""Chips: a shape, a count of problems, a repeat. Small words in a frame."""

from __future__ import annotations

from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from studio.ui import icons, tokens
from studio.ui.controls.outline import painting, rounded
from studio.ui.theme import colours, font

ChipKind: TypeAlias = Literal["shape", "note", "key", "error", "warning", "success"]

_ICONS = {"error": "circle-alert", "warning": "triangle-alert", "success": "circle-check"}


class Chip(QLabel):
    """`shape` is a pill, `key` a key of the keyboard, the others are tags."""

    def __init__(
        self, text: str = "", kind: ChipKind = "note", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._kind: ChipKind = kind
        self.setFont(font("caption", 500))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def say(self, text: str, kind: ChipKind | None = None) -> None:
        """Show this text, perhaps as another kind."""
        self._kind = kind or self._kind
        self.setText(text)
        self.updateGeometry()
        self.update()

    def kind(self) -> ChipKind:
        return self._kind

    def sizeHint(self) -> QSize:
        text = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        padding = {"shape": 9, "key": 5}.get(self._kind, 7)
        lead = 18 if self._kind in _ICONS else 0
        height = {"shape": tokens.sizes().shape_badge, "key": 18}.get(self._kind, 20)
        return QSize(round(text + lead) + 2 * padding, height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        fill, border, ink = self._colours()
        corner = tokens.radius().pill if self._kind == "shape" else tokens.radius().chip
        with painting(self) as painter:
            rounded(painter, self.rect(), corner, fill, border)
            area = QRectF(self.rect())
            if self._kind in _ICONS:
                icons.paint(painter, _ICONS[self._kind], QPointF(7, 3), ink, 14, 2.0)
                area.setLeft(18)
            painter.setPen(ink)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.text())

    def _colours(self) -> tuple[QColor | None, QColor | None, QColor]:
        now = colours()
        match self._kind:
            case "shape":
                return now.surface.sunken, now.border.subtle, now.text.secondary
            case "key":
                return None, now.border.default, now.text.muted
            case "error":
                return now.error.subtle, None, now.error.text
            case "warning":
                return now.warning.subtle, None, now.warning.text
            case "success":
                return now.success.subtle, None, now.success.text
            case "note":
                return now.surface.sunken, None, now.text.secondary
