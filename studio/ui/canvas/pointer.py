"""Pointer: turns mouse, wheel and pinch into gestures, hovering and selection."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.gestures.held import Held
from studio.ui.canvas.gestures.pan import Pan
from studio.ui.canvas.grabbing import block_of, choose_for_menu, held
from studio.ui.canvas.hovering import Hovering
from studio.ui.canvas.paper.grabbing import open_piece
from studio.ui.canvas.state import Hover
from studio.ui.canvas.wheel import pinch, turn_wheel

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class Pointer(QObject):
    """Listens to the viewport of one canvas. At most one gesture is under way."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.gesture: Gesture | None = None
        self._view = view
        self._at = QPointF()
        self._over = False  # the canvas
        self._held: Held | None = None  # what is pressed, but not dragged yet
        self._paused: Gesture | None = None  # while the paper is moved
        self._far = False  # the pointer has left the place of the last press
        self.waits = False  # the gesture goes on until the next click, without a button held
        self._used = False  # the last press has ended a gesture, and does nothing else
        self._hovering = Hovering(view)
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)

    @property
    def place(self) -> QPointF | None:
        """Where the pointer is, if it is over the canvas."""
        return self._at if self._over else None

    def cancel(self) -> bool:
        """End the gesture under way as if nothing had happened; False if there was none."""
        held, self._held = self._held, None
        paused, self._paused = self._paused, None
        if paused is not None:
            paused.cancel()
        if self.gesture is None:
            return held is not None
        self.end().cancel()
        return True

    def delete(self) -> None:
        """End the gesture under way by removing what it holds."""
        if self.gesture is not None:
            self.end().delete()

    def type(self, text: str) -> bool:
        """End the gesture under way by what is typed; False if it takes no text."""
        if self.gesture is None or not self.gesture.takes_text:
            return False
        self.end().type(text)
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
                self._hovering.hush()
                turn_wheel(self._view, cast(QWheelEvent, event))
                return True
            case kind.NativeGesture:
                return pinch(self._view, cast(QNativeGestureEvent, event))
            case kind.ContextMenu:
                return self._context_menu(cast(QContextMenuEvent, event))
            case kind.ToolTip:
                return True  # Qt's own would come beside the canvas' notes
            case kind.Leave if isValid(self._view):  # the last one comes while it is taken apart
                # A menu opens where the pointer is, and what is chosen there is meant for there.
                self._over = QApplication.activePopupWidget() is not None
                self._hovering.point_at(Hover())
        return False

    def _press(self, event: QMouseEvent) -> bool:
        at, button = event.position(), event.button()
        self._at, self._far, self._used = at, False, False
        self._hovering.press()
        self._view.gliding.finish()
        self._view.keys.show_focus(False)
        self._view.keys.use_space()
        if self.gesture is not None or self._held is not None:
            self._press_again(event)
        elif button == Qt.MouseButton.MiddleButton or self._view.keys.space_held:
            self.begin(Pan(self._view, at))
        elif button == Qt.MouseButton.LeftButton:
            self._grab(at, event.modifiers())
        elif button == Qt.MouseButton.RightButton:
            choose_for_menu(self._view, self._hovering.under(at))
        return True

    def _press_again(self, event: QMouseEvent) -> None:
        """While a gesture is under way: a click ends it if it waits for one, the other cancels.

        One that waits goes on after the paper was moved.
        """
        if event.button() == Qt.MouseButton.RightButton:
            self._used = True
            self.cancel()
        elif not self.waits:
            return
        elif event.button() == Qt.MouseButton.MiddleButton or self._view.keys.space_held:
            self._paused = self.gesture
            self.begin(Pan(self._view, event.position()))
        elif event.button() == Qt.MouseButton.LeftButton:
            self._used = True
            self.end().finish(event.position(), event.modifiers())

    def _grab(self, at: QPointF, modifiers: Modifiers) -> None:
        found = held(self._view, self._hovering.under(at), at, modifiers)
        if isinstance(found, Gesture):
            self.begin(found)
        else:
            self._held = found
            self._hovering.point_at(self._hovering.under(at))

    def _move(self, event: QMouseEvent) -> bool:
        at, modifiers, self._over = event.position(), event.modifiers(), True
        if (at - self._at).manhattanLength() >= QApplication.startDragDistance():
            self._far = True
            if self._held is not None:
                gesture, self._held = self._held.drag(), None
                if gesture is not None:
                    self.begin(gesture)
        if self._far:
            self._at = at
        if self.gesture is not None:
            self.gesture.move(at, modifiers)
            self._view.overlay.draw(self.gesture)
        elif self._held is None:
            self._at = at
            self._hovering.point_at(self._hovering.under(at), at)
        return True

    def _release(self, event: QMouseEvent) -> bool:
        at, modifiers = event.position(), event.modifiers()
        held, self._held = self._held, None
        if held is not None:
            held.click()
        if self.gesture is not None and not self.waits:
            if self.gesture.by_clicks and not self._far:
                self.waits = True
            else:
                self.end().finish(at, modifiers)
        if self._paused is not None:
            paused, self._paused = self._paused, None
            self.begin(paused, waits=True)
        self._at = at
        if self.gesture is None:
            self._hovering.point_at(self._hovering.under(at), at)
        return True

    def _double_click(self, event: QMouseEvent) -> bool:
        at, view = event.position(), self._view
        if self.gesture is not None:
            return self._press(event)
        if event.button() != Qt.MouseButton.LeftButton or self._used:
            return True
        under = self._hovering.under(at)
        if view.sheet.chips.at(view.camera.to_scene(at), view.camera.zoom) is not None:
            return True  # the first click has done all
        if open_piece(view, under):
            return True
        if under.card:
            view.groups.open_block(under.card)
        elif under.wire is not None:
            view.quick_add.in_wire(under.wire, at)
        elif under.port is None:
            view.quick_add.here(at)
        return True

    def _context_menu(self, event: QContextMenuEvent) -> bool:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            return False  # the view knows where the focus is
        if self._used:
            return True
        self._view.context_menu.emit(
            event.globalPos(), block_of(self._hovering.under(QPointF(event.pos())))
        )
        return True

    def begin(self, gesture: Gesture, *, waits: bool = False) -> None:
        """Let a gesture follow the pointer; one that waits goes on until the next click."""
        self.gesture, self.waits = gesture, waits
        self._hovering.point_at(Hover())
        if gesture.cursor is not None:
            self._view.viewport().setCursor(gesture.cursor)
        self._view.overlay.draw(gesture)

    def end(self) -> Gesture:
        """No gesture is under way any more; returns the one that was."""
        gesture, self.gesture, self.waits = self.gesture, None, False
        assert gesture is not None
        self._view.viewport().unsetCursor()
        self._view.overlay.draw(None)
        return gesture
