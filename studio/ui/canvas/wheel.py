"""Wheel and pinch: pan and zoom, also while a gesture is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_WHEEL_STEP = 60 / 120  # pixels for each eighth of a degree


def turn_wheel(view: CanvasView, event: QWheelEvent) -> None:
    """Pan; with Ctrl zoom, with Shift pan sideways."""
    at, turned = event.position(), event.angleDelta()
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
        view.camera.zoom_to(view.camera.zoom * 1.25 ** (turned.y() / 120), at)
    else:
        by = event.pixelDelta()
        if by.isNull():
            by = QPoint(round(turned.x() * _WHEEL_STEP), round(turned.y() * _WHEEL_STEP))
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not by.x():
            by = by.transposed()
        view.camera.pan(by)
    if view.pointer.gesture is not None:
        view.pointer.gesture.move(at, event.modifiers())
        view.overlay.draw(view.pointer.gesture)


def pinch(view: CanvasView, event: QNativeGestureEvent) -> bool:
    """Zoom by two fingers; False if it is another gesture."""
    if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
        return False
    view.camera.zoom_to(view.camera.zoom * (1 + event.value()), event.position())
    return True
