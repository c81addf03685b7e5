"""What screen readers find on a canvas: its blocks as a list, made from the arrays when asked."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QWindow,
)
from shiboken6 import isValid

from studio.language import tr
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.canvas.paper.telling import spoken

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


@cache
def install() -> None:
    """From now on Qt asks us what a canvas holds."""
    QAccessible.installFactory(_interface)


# Qt deletes what it was given when the canvas goes; the wrappers must not die before that.
_made: dict[int, AccessibleCanvas] = {}


def _interface(kind: str, thing: QObject) -> QAccessibleInterface | None:
    if kind != "CanvasView":  # Qt asks about every kind of object there is
        return None
    view = cast("CanvasView", thing)
    made = _made[id(view)] = AccessibleCanvas(view)
    view.destroyed.connect(partial(_forget, id(view)))
    return made


def _forget(key: int, _gone: object = None) -> None:
    """The canvas is gone, and Qt has deleted its interface, but not those of its blocks."""
    for block in _made.pop(key).blocks.values():
        QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(block))


# Qt's stubs do not say so, but these methods may answer nothing.
_NOTHING = cast(QAccessibleInterface, None)


def announce(view: CanvasView, text: str) -> None:
    """Say something at once: screen readers speak it, and the window shows it."""
    view.message.emit(text)
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, text))


def tell_focus(view: CanvasView, block: str | PieceId) -> None:
    """Tell screen readers that the keyboard is at this block, frame or note now."""
    if isinstance(block, PieceId):
        text = spoken(view.sheet.papers[block])
    else:
        text = view.sheet.described(block)
    view.setAccessibleDescription(text)
    canvas = QAccessible.queryAccessibleInterface(view) if QAccessible.isActive() else None
    if isinstance(canvas, AccessibleCanvas):
        at = canvas.of(block)
        QAccessible.updateAccessibility(QAccessibleEvent(at, QAccessible.Event.Focus))


def tell_selection(view: CanvasView) -> None:
    """Tell screen readers that other blocks are selected."""
    if QAccessible.isActive():
        event = QAccessibleEvent(view, QAccessible.Event.SelectionWithin)
        QAccessible.updateAccessibility(event)


class _Part(QAccessibleInterface):
    """What both have in common: nothing to set, no window of their own."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__()
        self.view = view

    def isValid(self) -> bool:
        return isValid(self.view)

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface:
        return _NOTHING

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        return

    def window(self) -> QWindow:
        return self.view.window().windowHandle()


class AccessibleCanvas(_Part):
    """A list of blocks, then of frames and notes."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.blocks: dict[str | PieceId, AccessibleBlock] = {}

    def object(self) -> QObject:
        return self.view

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.List

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = True
        state.focused = self.view.hasFocus()
        return state

    def rect(self) -> QRect:
        return QRect(self.view.mapToGlobal(self.view.rect().topLeft()), self.view.size())

    def text(self, kind: QAccessible.Text) -> str:
        if kind == QAccessible.Text.Name:
            return self.view.accessibleName()
        return self.view.accessibleDescription() if kind == QAccessible.Text.Description else ""

    def parent(self) -> QAccessibleInterface:
        above = self.view.parentWidget()
        return QAccessible.queryAccessibleInterface(above) if above else _NOTHING

    def childCount(self) -> int:
        return len(self._order())

    def child(self, index: int) -> QAccessibleInterface:
        order = self._order()
        if not 0 <= index < len(order):
            return _NOTHING
        return self.of(order[index])

    def of(self, block: str | PieceId) -> AccessibleBlock:
        """What stands for a block, frame or note."""
        if block not in self.blocks:
            self.blocks[block] = AccessibleBlock(self.view, block)
            QAccessible.registerAccessibleInterface(self.blocks[block])
        return self.blocks[block]

    def focusChild(self) -> QAccessibleInterface:
        state = self.view.sheet.state
        focused = state.piece_focused or state.focused
        return self.of(focused) if focused else _NOTHING

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        order = self._order()
        if not isinstance(child, AccessibleBlock) or child.block not in order:
            return -1
        return order.index(child.block)

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        at = QPointF(self.view.viewport().mapFromGlobal(QPoint(x, y)))
        point = self.view.camera.to_scene(at)
        piece = self.view.sheet.papers.at(point, self.view.camera.zoom)
        found = self.view.cards.at(point) or (piece[0] if piece else None)
        return self.of(found) if found else _NOTHING

    def _order(self) -> list[str | PieceId]:
        return [*self.view.scope.shown.order, *self.view.sheet.papers.listed()]


class AccessibleBlock(_Part):
    """One block, frame or note, in a sentence."""

    def __init__(self, view: CanvasView, block: str | PieceId) -> None:
        super().__init__(view)
        self.block = block

    def isValid(self) -> bool:
        sheet = self.view.sheet
        return super().isValid() and (self.block in sheet.cards or self.block in sheet.papers)

    def object(self) -> QObject:
        return cast(QObject, None)

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state, view = QAccessible.State(), self.view
        state.selectable = state.focusable = state.movable = True
        state.selected = self.block in view.selection or self.block in view.selected_pieces
        here = view.sheet.state
        focused = self.block in (here.focused, here.piece_focused)
        state.focused = view.hasFocus() and focused
        state.offscreen = not view.camera.seen().intersects(self._scene())
        return state

    def rect(self) -> QRect:
        area = self.view.viewportTransform().mapRect(self._scene()).toRect()
        return QRect(self.view.viewport().mapToGlobal(area.topLeft()), area.size())

    def text(self, kind: QAccessible.Text) -> str:
        if isinstance(self.block, PieceId):
            piece = self.view.sheet.papers[self.block]
            return spoken(piece) if kind == QAccessible.Text.Name else ""
        if kind == QAccessible.Text.Name:
            return self.view.sheet.described(self.block)
        return _wires(self.view, self.block) if kind == QAccessible.Text.Description else ""

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self.view)

    def childCount(self) -> int:
        return 0

    def child(self, _index: int) -> QAccessibleInterface:
        return _NOTHING

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def _scene(self) -> QRectF:
        papers, block = self.view.sheet.papers, self.block
        if isinstance(block, PieceId):
            return papers.rect(papers.index[block])
        return self.view.cards.rect(block)


def _wires(view: CanvasView, block: str) -> str:
    """What a block is wired to, in words."""
    graph = view.scope.graph
    into = [graph.by_id[wire.source].label for wire in graph.into.get(block, ())]
    out = [graph.by_id[wire.target].label for wire in graph.out_of.get(block, ())]
    parts = [
        tr("from {blocks}").format(blocks=", ".join(into)) if into else "",
        tr("to {blocks}").format(blocks=", ".join(out)) if out else "",
    ]
    return "; ".join(part for part in parts if part) or tr("no wires")
