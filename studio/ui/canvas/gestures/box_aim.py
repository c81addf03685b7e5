"""Box aim: the next press draws a box of selection, whatever lies there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.gestures.rubber_band import RubberBand


class BoxAim(Gesture):
    """Waits for the press, and then becomes the box."""

    cursor = Qt.CursorShape.CrossCursor

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        self.view.pointer.begin(RubberBand(self.view, at, modifiers))
