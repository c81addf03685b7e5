"""Pen: works as a mouse, which Qt makes of it; its other end deletes what it crosses."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPointingDevice, QTabletEvent

from studio.ui.canvas.as_mouse import AsMouse

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class Pen(QObject):
    """Listens to the eraser over one canvas. A stroke of it is one step of undo."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view, self._mouse = view, AsMouse(view)
        self._erasing = False
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = QEvent.Type
        if event.type() not in (kind.TabletPress, kind.TabletMove, kind.TabletRelease):
            return False
        tablet = cast(QTabletEvent, event)
        if tablet.pointerType() != QPointingDevice.PointerType.Eraser:
            return False
        if event.type() == kind.TabletPress:
            self._view.pointer.cancel()
            self._view.select(())
            self._erasing = True
        if not self._erasing:
            return False  # it hovers
        event.accept()
        self._cross(tablet)
        if event.type() == kind.TabletRelease:
            self._erasing = False
            self._view.editing.delete()
        return True

    def _cross(self, event: QTabletEvent) -> None:
        """Mark what lies under it by selecting it."""
        view = self._view
        self._mouse.move(event.position())
        under = view.sheet.state.hover
        view.select(
            view.selection | ({under.card} if under.card else set()),
            view.selected_wires | ({under.wire} if under.wire else set()),
            view.selected_pieces | ({under.piece} if under.piece else set()),
        )
