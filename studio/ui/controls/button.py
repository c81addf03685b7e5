"""Buttons: plain, accent, quiet, and icons alone. A button that is off says why."""

from __future__ import annotations

import textwrap
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from studio.ui import icons, tokens
from studio.ui.controls.outline import focus_ring, painting, rounded
from studio.ui.theme import colours, font, mixed

Role: TypeAlias = Literal["plain", "accent", "quiet"]

TIP_LETTERS = 60  # in a line of a tooltip
_ICON = 16
_GAP = 8


def refuse(widget: QWidget, why: str, tip: str = "") -> None:
    """Switch the widget off and say why, or on if `why` is empty; then its tooltip is `tip`."""
    widget.setEnabled(not why)
    widget.setToolTip("\n".join(textwrap.wrap(why or tip, TIP_LETTERS)))
    widget.setAccessibleDescription(why)


class Button(QPushButton):
    """A button with words and perhaps an icon. One accent button a view."""

    def __init__(
        self,
        text: str,
        *,
        icon: str = "",
        role: Role = "plain",
        small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon = icon
        self._role: Role = role
        self._small = small
        self._progress: float | None = None
        self.setFont(font("small" if small else "body", 500))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(tokens.sizes().button_small if small else tokens.sizes().button)

    def refuse(self, why: str) -> None:
        """Switch off and say why; an empty reason switches on."""
        refuse(self, why)

    def dress(
        self, text: str, *, icon: str = "", role: Role = "plain", progress: float | None = None
    ) -> None:
        """Become another button: `progress` (0 to 1) shows a ring in place of the icon."""
        self._icon, self._role, self._progress = icon, role, progress
        self.setText(text)
        self.updateGeometry()
        self.update()

    def role(self) -> Role:
        return self._role

    def sizeHint(self) -> QSize:
        text = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(text + self._lead() + 2 * self._padding()), self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            ink = self._paint_shape(painter)
            text = QFontMetricsF(self.font()).horizontalAdvance(self.text())
            left = (self.width() - text - self._lead()) / 2
            self._paint_lead(painter, left, ink)
            painter.setPen(ink)
            area = QRectF(left + self._lead(), 0, text + 2, self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())

    def _padding(self) -> int:
        return 10 if self._small else 12

    def _lead(self) -> int:
        shown = self._icon or self._progress is not None
        return (14 if self._small else _ICON) + (6 if self._small else _GAP) if shown else 0

    def _paint_shape(self, painter: QPainter) -> QColor:
        """Paint frame and fill; returns the colour to write in."""
        now, area = colours(), QRectF(self.rect())
        corner = tokens.radius().control_small if self._small else tokens.radius().control
        hovered = self.underMouse() or self.isDown()
        if not self.isEnabled():
            if self._role != "quiet":
                rounded(painter, area, corner, now.surface.sunken, now.border.subtle)
            return now.text.disabled
        if self._role == "accent":
            fill = now.accent.fill_hover if hovered else now.accent.fill
            if self.hasFocus():
                focus_ring(painter, area, corner)
                area.adjust(3, 3, -3, -3)
            rounded(painter, area, corner - (2 if self.hasFocus() else 0), fill)
            return now.text.on_accent
        fill = now.surface.hover if hovered else now.surface.raised
        if self._role == "plain":
            rounded(painter, area, corner, fill, now.border.default)
        elif hovered:
            rounded(painter, area, corner, fill)
        if self.hasFocus():
            focus_ring(painter, area, corner)
        return now.text.primary if self._role == "plain" else now.text.secondary

    def _paint_lead(self, painter: QPainter, left: float, ink: QColor) -> None:
        size = 14 if self._small else _ICON
        corner = QPointF(round(left), round((self.height() - size) / 2))
        if self._progress is not None:
            ring = QRectF(corner, QSize(size, size)).adjusted(1.5, 1.5, -1.5, -1.5)
            painter.setPen(QPen(mixed(ink, 0.25), 3))
            painter.drawEllipse(ring)
            painter.setPen(QPen(colours().accent.focus_ring, 3, c=Qt.PenCapStyle.FlatCap))
            painter.drawArc(ring, 90 * 16, round(-360 * 16 * self._progress))
        elif self._icon:
            icons.paint(painter, self._icon, corner, ink, size)


class IconButton(QAbstractButton):
    """A button that is an icon; its name is its tooltip."""

    def __init__(self, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._size = 18
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        side = tokens.sizes().icon_button
        self.setFixedSize(side, side)
        self.rename(name)

    def rename(self, name: str, icon: str = "") -> None:
        """Mean something else, perhaps with another icon."""
        self._icon = icon or self._icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def refuse(self, why: str) -> None:
        """Switch off and say why; an empty reason switches on."""
        refuse(self, why, self.accessibleName())

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, corner = colours(), tokens.radius().control
        with painting(self) as painter:
            if self.isEnabled() and (self.underMouse() or self.isDown() or self.isChecked()):
                rounded(painter, self.rect(), corner, now.surface.hover)
            ink = now.text.secondary if self.isEnabled() else now.text.disabled
            middle = QRectF(self.rect()).center()
            icons.paint(
                painter,
                self._icon,
                middle - QPointF(self._size / 2, self._size / 2),
                ink,
                self._size,
            )
            if self.hasFocus():
                focus_ring(painter, self.rect(), corner)
