"""Pointer: turns mouse, wheel and pinch into gestures, hovering and selection."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from studio.graph.graph import Wire
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.gestures.draw_wire import DrawWire
from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.gestures.move_cards import MoveCards
from studio.ui.canvas.gestures.pan import Pan
from studio.ui.canvas.gestures.rubber_band import RubberBand
from studio.ui.canvas.hovering import Hovering
from studio.ui.canvas.state import Hover

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_WHEEL_STEP = 60 / 120  # pixels for each eighth of a degree


class Pointer(QObject):
    """Listens to the viewport of one canvas. At most one gesture is under way."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.gesture: Gesture | None = None
        self._view = view
        self._at = QPointF()
        self._grabbed = ""  # a card that is pressed, but not dragged yet
        self._hovering = Hovering(view)
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)

    def cancel(self) -> bool:
        """End the gesture under way as if nothing had happened; False if there was none."""
        grabbed, self._grabbed = self._grabbed, ""
        if self.gesture is None:
            return bool(grabbed)
        self.gesture.cancel()
        self._end()
        return True

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = QEvent.Type
        match event.type():
            case kind.MouseButtonPress:
                return self._press(cast(QMouseEvent, event))
            case kind.MouseMove:
                return self._move(cast(QMouseEvent, event))
            case kind.MouseButtonRelease:
                return self._release(cast(QMouseEvent, event))
            case kind.MouseButtonDblClick:
                return self._double_click(cast(QMouseEvent, event))
            case kind.Wheel:
                return self._wheel(cast(QWheelEvent, event))
            case kind.NativeGesture:
                return self._pinch(cast(QNativeGestureEvent, event))
            case kind.ContextMenu:
                return self._context_menu(cast(QContextMenuEvent, event))
            case kind.ToolTip:
                return True  # Qt's own would come beside the canvas' notes
            case kind.Leave if isValid(self._view):  # the last one comes while it is taken apart
                self._hovering.point_at(Hover())
        return False

    def _press(self, event: QMouseEvent) -> bool:
        at, modifiers = event.position(), event.modifiers()
        self._at = at
        self._hovering.press()
        self._view.keys.show_focus(False)
        if self.gesture is not None or self._grabbed:
            return True
        if event.button() == Qt.MouseButton.MiddleButton or self._view.keys.space_held:
            self._begin(Pan(self._view, at))
        elif event.button() == Qt.MouseButton.LeftButton:
            self._grab(at, modifiers)
        elif event.button() == Qt.MouseButton.RightButton:
            self._choose(self._hovering.under(at))
        return True

    def _grab(self, at: QPointF, modifiers: Modifiers) -> None:
        view, under = self._view, self._hovering.under(at)
        if under.port is not None:
            self._begin(self._wire_from(at, under.port))
        elif under.card and view.groups.fold_at(under.card, view.camera.to_scene(at)):
            self._hovering.point_at(Hover())
        elif under.card:
            if modifiers & Modifiers.ShiftModifier:
                view.select(view.selection ^ {under.card})
            elif under.card not in view.selection:
                view.select({under.card})
            if under.card in view.selection:
                self._grabbed = under.card
        elif under.wire is not None:
            adding = bool(modifiers & Modifiers.ShiftModifier)
            before = view.selected_wires if adding else frozenset[Wire]()
            view.select(view.selection if adding else (), before ^ {under.wire})
        else:
            self._begin(RubberBand(view, at, modifiers))

    def _wire_from(self, at: QPointF, port: PortEnd) -> DrawWire:
        """From an input that has a wire, its end is dragged; else a new wire begins."""
        taken = self._view.sheet.wires.ends_at(port) if port.is_input else []
        if not taken:
            return DrawWire(self._view, at, port)
        start = PortEnd(taken[0].source, taken[0].output, is_input=False)
        return DrawWire(self._view, at, start, taken[0])

    def _move(self, event: QMouseEvent) -> bool:
        at, modifiers = event.position(), event.modifiers()
        far = (at - self._at).manhattanLength() >= QApplication.startDragDistance()
        if self._grabbed and far:
            grabbed, self._grabbed = self._grabbed, ""
            self._begin(MoveCards(self._view, self._at, grabbed))
        if not self._grabbed:
            self._at = at
        if self.gesture is not None:
            self.gesture.move(at, modifiers)
            self._view.overlay.draw(self.gesture)
        elif not self._grabbed:
            self._hovering.point_at(self._hovering.under(at), at)
        return True

    def _release(self, event: QMouseEvent) -> bool:
        at, modifiers = event.position(), event.modifiers()
        if self._grabbed and not modifiers & Modifiers.ShiftModifier:
            self._view.select({self._grabbed})
        self._grabbed = ""
        self._at = at
        if self.gesture is not None:
            gesture = self.gesture
            self._end()
            gesture.finish(at, modifiers)
        self._hovering.point_at(self._hovering.under(at), at)
        return True

    def _double_click(self, event: QMouseEvent) -> bool:
        under = self._hovering.under(event.position())
        if under.card and event.button() == Qt.MouseButton.LeftButton:
            self._view.groups.open_block(under.card)
        return True

    def _wheel(self, event: QWheelEvent) -> bool:
        at, turned = event.position(), event.angleDelta()
        self._hovering.hush()
        if event.modifiers() & Modifiers.ControlModifier:
            self._view.camera.zoom_to(self._view.camera.zoom * 1.25 ** (turned.y() / 120), at)
        else:
            by = event.pixelDelta()
            if by.isNull():
                by = QPoint(round(turned.x() * _WHEEL_STEP), round(turned.y() * _WHEEL_STEP))
            if event.modifiers() & Modifiers.ShiftModifier and not by.x():
                by = by.transposed()
            self._view.camera.pan(by)
        if self.gesture is not None:
            self.gesture.move(at, event.modifiers())
            self._view.overlay.draw(self.gesture)
        return True

    def _pinch(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._view.camera.zoom_to(self._view.camera.zoom * (1 + event.value()), event.position())
        return True

    def _context_menu(self, event: QContextMenuEvent) -> bool:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            return False  # the view knows where the focus is
        self._view.context_menu.emit(
            event.globalPos(), _block(self._hovering.under(QPointF(event.pos())))
        )
        return True

    def _begin(self, gesture: Gesture) -> None:
        self.gesture = gesture
        self._hovering.point_at(Hover())
        if gesture.cursor is not None:
            self._view.viewport().setCursor(gesture.cursor)
        self._view.overlay.draw(gesture)

    def _end(self) -> None:
        self.gesture = None
        self._view.viewport().unsetCursor()
        self._view.overlay.draw(None)

    def _choose(self, under: Hover) -> None:
        """Before a menu: select what it is about, unless that is selected already."""
        view, block = self._view, _block(under)
        if block and block not in view.selection:
            view.select({block})
        elif under.wire is not None and under.wire not in view.selected_wires:
            view.select((), {under.wire})
        elif not block and under.wire is None:
            view.select(view.selection)  # the menu of an empty place is about no wire


def _block(under: Hover) -> str:
    """The block that is pointed at, by its card or by a port."""
    return under.card or (under.port.block if under.port else "")
