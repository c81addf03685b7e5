"""Wheel, trackpad and pinch: pan and zoom, also while a gesture is under way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

from studio.ui.canvas.navigation import navigation

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_WHEEL_STEP = 60 / 120  # pixels for each eighth of a degree
_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def turn_wheel(view: CanvasView, event: QWheelEvent) -> None:
    """Pan or zoom by the preset: two fingers on a trackpad pan in both, and with Ctrl zoom.

    Browser: pan; with Ctrl zoom, with Shift pan sideways. Blender: zoom; with Shift pan, with Ctrl
    pan sideways.
    """
    at, held = event.position(), event.modifiers()
    blender = navigation().preset == "blender" and not _is_trackpad(event)
    sideways = bool(held & (_CONTROL if blender else _SHIFT))
    zooms = not held & (_SHIFT | _CONTROL) if blender else bool(held & _CONTROL)
    if zooms:
        view.camera.zoom_to(view.camera.zoom * 1.25 ** (event.angleDelta().y() / 120), at)
    else:
        _pan(view, event, sideways=sideways)
    follow(view, at, held)


def _pan(view: CanvasView, event: QWheelEvent, *, sideways: bool) -> None:
    by, turned = event.pixelDelta(), event.angleDelta()
    if by.isNull():
        by = QPoint(round(turned.x() * _WHEEL_STEP), round(turned.y() * _WHEEL_STEP))
    view.camera.pan(by.transposed() if sideways and not by.x() else by)


def _is_trackpad(event: QWheelEvent) -> bool:
    touchpad = QInputDevice.DeviceType.TouchPad
    return not event.pixelDelta().isNull() or event.device().type() == touchpad


def pinch(view: CanvasView, event: QNativeGestureEvent) -> bool:
    """Zoom by two fingers; False if it is another gesture."""
    if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
        return False
    view.camera.zoom_to(view.camera.zoom * (1 + event.value()), event.position())
    follow(view, event.position(), event.modifiers())
    return True


def follow(view: CanvasView, at: QPointF, held: Qt.KeyboardModifier) -> None:
    """The paper has moved under a gesture: let that see where it is now."""
    if view.pointer.gesture is not None:
        view.pointer.gesture.move(at, held)
        view.overlay.draw(view.pointer.gesture)
