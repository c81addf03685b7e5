"""A popover: content in a rounded frame over the window. Esc or a click beside it closes it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.ui import tokens
from studio.ui.controls.outline import painting, rounded
from studio.ui.theme import colours

SHADE = 3  # the three lines of shade below the body


class Popover(QWidget):
    """Shows one widget over the window."""

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(
            parent,
            Qt.WindowType.Popup
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.NoDropShadowWindowHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1 + SHADE)
        layout.addWidget(content)

    def open_below(self, anchor: QWidget, right: bool = False) -> None:
        """Open under this widget, at its left edge or its right one, inside the screen."""
        self.adjustSize()
        x = anchor.width() - self.width() if right else 0
        self.open_at(anchor.mapToGlobal(QPoint(x, anchor.height() + 4)))

    def open_at(self, place: QPoint) -> None:
        """Open with the top left corner here, moved into the screen if need be."""
        self.adjustSize()
        room = self.screen().availableGeometry()
        x = max(room.left(), min(place.x(), room.right() - self.width()))
        y = max(room.top(), min(place.y(), room.bottom() - self.height()))
        self.move(x, y)
        self.show()

    def frame(self) -> QRectF:
        """Where the rounded body lies, with the shade below it."""
        return QRectF(self.rect())

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            paint_frame(painter, self.frame())


def paint_frame(painter: QPainter, area: QRectF) -> None:
    """The rounded body of something over the window, with the shade below it."""
    now, corner = colours(), tokens.radius().popover
    body = area.adjusted(0, 0, 0, -SHADE)
    for down in range(SHADE, 0, -1):
        rounded(painter, body.translated(0, down), corner, now.shade)
    rounded(painter, body, corner, now.surface.raised, now.border.default)
