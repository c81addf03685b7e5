"""Touch: a finger pans the empty paper and drags what lies on it; two pan and zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QElapsedTimer, QEvent, QLineF, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QEventPoint, QTouchEvent
from PySide6.QtWidgets import QApplication

from studio.ui.canvas.as_mouse import AsMouse
from studio.ui.canvas.gestures.pan import Pan
from studio.ui.canvas.gestures.rubber_band import RubberBand

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_STILL: Final = 12.0  # pixels within which a finger rests
_NEAREST: Final = 20.0  # pixels between two fingers that still tell a zoom


class Touch(QObject):
    """Listens to the fingers on the viewport of one canvas. A long press asks for the menu."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view, self._mouse = view, AsMouse(view)
        self._one = False  # one finger acts as a mouse
        self._panning = False  # it has begun where nothing lies
        self._start = QPointF()
        self._pair: QLineF | None = None  # where two fingers were
        self._tapped_at, self._tapped = QPointF(), QElapsedTimer()
        hold = QApplication.styleHints().mousePressAndHoldInterval()
        self._long = QTimer(self, singleShot=True, interval=hold)
        self._long.timeout.connect(self._held_long)
        view.viewport().setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = QEvent.Type
        match event.type():
            case kind.TouchBegin | kind.TouchUpdate | kind.TouchEnd:
                event.accept()
                self._follow(cast(QTouchEvent, event))
                return True
            case kind.TouchCancel:
                self._give_up()
                return True
        return False

    def _follow(self, event: QTouchEvent) -> None:
        released = QEventPoint.State.Released
        down = [p.position() for p in event.points() if p.state() != released]
        if event.type() == QEvent.Type.TouchBegin and len(down) == 1:
            self._begin(down[0])
        elif len(down) >= 2:
            self._move_two(QLineF(down[0], down[1]))
        elif down:
            self._pair = None
            self._move_one(down[0])
        else:
            self._end(event.points()[0].position())

    def _begin(self, at: QPointF) -> None:
        self._one, self._start, self._pair = True, at, None
        again = self._tapped.isValid() and not self._tapped.hasExpired(
            QApplication.doubleClickInterval()
        )
        if again and self._is_still(at, self._tapped_at):
            self._tapped.invalidate()
            self._mouse.press_twice(at)
            return
        self._mouse.press(at)
        # What would select by a box pans: to select several, there is the box of the menu.
        self._panning = isinstance(self._view.pointer.gesture, RubberBand)
        if self._panning:
            self._view.pointer.cancel()
            self._view.pointer.begin(Pan(self._view, at))
        self._long.start()

    def _move_one(self, at: QPointF) -> None:
        if not self._is_still(at, self._start):
            self._long.stop()
            self._tapped.invalidate()
        if self._one and not self._long.isActive():
            self._mouse.move(at)

    def _move_two(self, pair: QLineF) -> None:
        """Keep the paper under both fingers."""
        if self._one or self._pair is None:
            self._give_up()
            self._pair = pair
            return
        camera, before = self._view.camera, self._pair
        by = (pair.center() - before.center()).toPoint()
        camera.pan(by)
        if min(pair.length(), before.length()) > _NEAREST:
            camera.zoom_to(camera.zoom * pair.length() / before.length(), pair.center())
        rest = pair.center() - before.center() - QPointF(by)
        self._pair = pair.translated(-rest)  # less than a pixel, for the next time

    def _end(self, at: QPointF) -> None:
        one, self._one, self._pair = self._one, False, None
        tap = self._long.isActive()
        self._long.stop()
        if not one:
            return
        self._mouse.release(at)
        if tap and self._panning:
            self._mouse.press(at)  # a tap on empty paper selects nothing
            self._mouse.release(at)
        if tap:
            self._tapped_at = at
            self._tapped.start()
        self._mouse.leave()

    def _held_long(self) -> None:
        self._give_up()
        self._mouse.ask_for_menu(self._start)

    def _give_up(self) -> None:
        """End what the first finger does, as if it had not begun."""
        self._long.stop()
        self._tapped.invalidate()
        if self._one:
            self._one = False
            self._view.pointer.cancel()
            self._mouse.release(self._start)

    def _is_still(self, at: QPointF, start: QPointF) -> bool:
        return QLineF(at, start).length() <= _STILL
