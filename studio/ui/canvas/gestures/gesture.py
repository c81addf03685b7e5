"""Gesture: what happens between pressing a mouse button and letting it go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

Modifiers = Qt.KeyboardModifier


class Gesture:
    """One gesture on one canvas. Points are in the window; the view translates them."""

    cursor: Qt.CursorShape | None = None
    by_clicks = False  # a click begins it, and the next one ends it
    takes_text = False  # letters that are typed end it

    def __init__(self, view: CanvasView, at: QPointF) -> None:
        self.view = view
        self.start = at
        self.begin = view.camera.to_scene(at)  # in the scene: the paper may be moved meanwhile

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """The pointer has moved."""

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        """The button is up: the edit, if there is one, is made here."""

    def cancel(self) -> None:
        """Esc, or the window took the mouse: as if nothing had happened."""

    def delete(self) -> None:
        """Delete was pressed, which ends it: what is held is removed, if it can be."""
        self.cancel()

    def type(self, text: str) -> None:
        """Letters were typed into it, which ends it if it takes any."""

    def area(self) -> QRectF:
        """What the gesture paints over, in the window."""
        return QRectF()

    def paint(self, painter: QPainter) -> None:
        """Paint over the canvas, in the window's units."""
