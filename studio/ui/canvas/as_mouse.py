"""What a finger or a pen does is told to the pointer as if a mouse had done it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_NONE = Qt.MouseButton.NoButton
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


class AsMouse:
    """A mouse without a device, over one canvas."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._held = _NONE

    def press(self, at: QPointF, button: Qt.MouseButton = LEFT) -> None:
        """Press a button."""
        self._held = button
        self._tell(QEvent.Type.MouseButtonPress, at, button)

    def press_twice(self, at: QPointF) -> None:
        """Press the left button shortly after a click."""
        self._held = LEFT
        self._tell(QEvent.Type.MouseButtonDblClick, at, LEFT)

    def move(self, at: QPointF) -> None:
        """Go to a place of the window."""
        self._tell(QEvent.Type.MouseMove, at, _NONE)

    def release(self, at: QPointF) -> None:
        """Let go of what is pressed."""
        button, self._held = self._held, _NONE
        self._tell(QEvent.Type.MouseButtonRelease, at, button)

    def ask_for_menu(self, at: QPointF) -> None:
        """A click with the right button."""
        self.press(at, RIGHT)
        port, reason = self._view.viewport(), QContextMenuEvent.Reason.Mouse
        spot = at.toPoint()
        self._view.pointer.eventFilter(
            port, QContextMenuEvent(reason, spot, port.mapToGlobal(spot))
        )
        self.release(at)

    def leave(self) -> None:
        """Be nowhere."""
        self._view.pointer.eventFilter(self._view.viewport(), QEvent(QEvent.Type.Leave))

    def _tell(self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton) -> None:
        port = self._view.viewport()
        none = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, port.mapToGlobal(at), button, self._held, none)
        self._view.pointer.eventFilter(port, event)
