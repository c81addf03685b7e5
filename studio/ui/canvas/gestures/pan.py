"""Pan: move the paper with the middle button, or with the space bar held."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from studio.ui.canvas.gestures.gesture import Gesture, Modifiers


class Pan(Gesture):
    """The canvas follows the pointer."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        by = (at - self.start).toPoint()
        self.start += QPointF(by)
        self.view.camera.pan(by)
