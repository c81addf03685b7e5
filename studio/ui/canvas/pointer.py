"""Pointer: turns mouse, wheel and pinch into gestures, hovering and selection."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from studio.graph.graph import Wire
from studio.language import tr
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.detail import Detail, detail
from studio.ui.canvas.gestures.draw_wire import DrawWire
from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.gestures.move_cards import MoveCards
from studio.ui.canvas.gestures.pan import Pan
from studio.ui.canvas.gestures.rubber_band import RubberBand
from studio.ui.canvas.note import Note
from studio.ui.canvas.state import Hover

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

DWELL = 400  # milliseconds until a note appears
_WHEEL_STEP = 60 / 120  # pixels for each eighth of a degree


class Pointer(QObject):
    """Listens to the viewport of one canvas. At most one gesture is under way."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.gesture: Gesture | None = None
        self._view = view
        self._at = QPointF()
        self._grabbed = ""  # a card that is pressed, but not dragged yet
        self._dwell = QTimer(self, singleShot=True, interval=DWELL)
        self._dwell.timeout.connect(self._explain)
        view.viewport().setMouseTracking(True)
        view.viewport().installEventFilter(self)

    @property
    def at(self) -> QPointF:
        """Where the pointer was last, in the window."""
        return self._at

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
            case kind.Leave if isValid(self._view):  # the last one comes while it is taken apart
                self._point_at(Hover())
        return False

    def _press(self, event: QMouseEvent) -> bool:
        at, modifiers = event.position(), event.modifiers()
        self._at = at
        self._hush()
        self._view.show_focus(False)
        if self.gesture is not None or self._grabbed:
            return True
        if event.button() == Qt.MouseButton.MiddleButton or self._view.keys.space_held:
            self._begin(Pan(self._view, at))
        elif event.button() == Qt.MouseButton.LeftButton:
            self._grab(at, modifiers)
        elif event.button() == Qt.MouseButton.RightButton:
            self._choose(self._under(at))
        return True

    def _grab(self, at: QPointF, modifiers: Modifiers) -> None:
        view, under = self._view, self._under(at)
        if under.port is not None:
            self._begin(self._wire_from(at, under.port))
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
            self._point_at(self._under(at))
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
        self._point_at(self._under(at))
        return True

    def _double_click(self, event: QMouseEvent) -> bool:
        under = self._under(event.position())
        if under.card and event.button() == Qt.MouseButton.LeftButton:
            self._view.edit_requested.emit(under.card)
        return True

    def _wheel(self, event: QWheelEvent) -> bool:
        at, turned = event.position(), event.angleDelta()
        self._hush()
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
        self._view.context_menu.emit(event.globalPos(), self._under(QPointF(event.pos())).card)
        return True

    def _begin(self, gesture: Gesture) -> None:
        self.gesture = gesture
        self._point_at(Hover())
        if gesture.cursor is not None:
            self._view.viewport().setCursor(gesture.cursor)
        self._view.overlay.draw(gesture)

    def _end(self) -> None:
        self.gesture = None
        self._view.viewport().unsetCursor()
        self._view.overlay.draw(None)

    def _choose(self, under: Hover) -> None:
        """Before a menu: select what it is about, unless that is selected already."""
        if under.card and under.card not in self._view.selection:
            self._view.select({under.card})
        elif under.wire is not None and under.wire not in self._view.selected_wires:
            self._view.select((), {under.wire})

    def _under(self, at: QPointF) -> Hover:
        sheet, zoom = self._view.sheet, self._view.camera.zoom
        point = self._view.camera.to_scene(at)
        if detail(zoom) >= Detail.NAME:
            port = sheet.cards.port_at(point, 12 / min(zoom, 1.0))
            if port is not None:
                return Hover(port=port)
        if card := sheet.cards.at(point):
            return Hover(card=card)
        row = sheet.wires.at(point, 6 / zoom)
        return Hover(wire=sheet.wires.rows[row]) if row is not None else Hover()

    def _point_at(self, hover: Hover) -> None:
        if hover == self._view.sheet.state.hover:
            return
        self._view.sheet.point_at(hover)
        self._hush()
        if self.gesture is None and (hover.wire is not None or hover.port or hover.card):
            self._dwell.start()

    def _hush(self) -> None:
        self._dwell.stop()
        if self.gesture is None:
            self._view.overlay.say(None)

    def _explain(self) -> None:
        """The pointer has rested: say what lies under it."""
        note = explanation(self._view, self._view.sheet.state.hover, self._at)
        if note is not None and self.gesture is None:
            self._view.overlay.say(note)


def explanation(view: CanvasView, hover: Hover, at: QPointF) -> Note | None:
    """What a note says about a wire, a port, or a card too small or too narrow for its text."""
    cards = view.sheet.cards
    if hover.wire is not None:
        wire = hover.wire
        title = tr("{source} to {target}").format(
            source=cards[wire.source].face.name, target=cards[wire.target].face.name
        )
        shape = view.document.checked.shapes.on(wire)
        if shape is None:
            return Note(
                at + QPointF(8, 0), title, tr("What it carries is not known yet."), beside=True
            )
        words = shape.words()
        return Note(
            at + QPointF(8, 0),
            title,
            words[:1].upper() + words[1:] + ".",
            shape.text(),
            beside=True,
        )
    if hover.port is not None:
        card = cards[hover.port.block]
        ports = card.inputs if hover.port.is_input else card.outputs
        name = next(port.title for port in ports if port.name == hover.port.name)
        return Note(at + QPointF(0, 10), tr(name)) if name else None
    if hover.card and detail(view.camera.zoom) < Detail.FULL:
        face = cards[hover.card].face
        below = view.camera.to_window(cards.rect(hover.card).bottomLeft())
        width = cards.rect(hover.card).width() * view.camera.zoom
        return Note(
            QPointF(below.x() + width / 2, below.y() + 4),
            face.name,
            " · ".join(face.facts),
            face.count,
        )
    return None
