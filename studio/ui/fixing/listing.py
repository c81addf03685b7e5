"""Listing: opens the list of fixes beside a block, and closes it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from studio.graph.graph import Wire
from studio.graph.problems import Problem
from studio.project.fixes import Fix
from studio.ui.canvas.canvas_view import CanvasView
from studio.ui.fixing.fix_list import FixList
from studio.ui.fixing.fix_popover import SPACE, FixPopover

if TYPE_CHECKING:
    from studio.ui.window import Window

_LEAST = 12  # from the canvas' left edge to a block that makes room for the list


def broken_wires(canvas: CanvasView, problem: Problem) -> list[Wire]:
    """The red wires into the block that a problem is about, as they are shown."""
    id = canvas.scope.alias(problem.path, problem.block)
    return [wire for wire in canvas.sheet.state.trouble.wires.values() if wire.target == id]


class Listing(QObject):
    """At most one list of fixes over a window. The fix that is chosen in it is previewed."""

    taken = Signal(object)
    next_wanted = Signal()
    help_wanted = Signal()
    unplug_wanted = Signal()

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._canvas = window, window.canvas
        self.popover: FixPopover | None = None
        self.list: FixList | None = None
        self._focus: QWidget | None = None  # where the keyboard was before
        self._beside = QRectF()  # where the block lies, in the canvas' pixels

    @property
    def problem(self) -> Problem | None:
        """The problem whose fixes are listed."""
        return self.list.problem if self.list is not None else None

    def open(self, problem: Problem) -> None:
        """Open the list of a problem; its fixes are shown when they have been found."""
        self._focus = QApplication.focusWidget()
        self._window.steps.go("build")
        self._window.build.show_problem(problem)
        self.list = FixList(problem)
        self.list.taken.connect(self.taken)
        self.list.next_wanted.connect(self.next_wanted)
        self.list.help_wanted.connect(self.help_wanted)
        self.list.unplug_wanted.connect(self.unplug_wanted)
        self.list.unplug.setVisible(bool(broken_wires(self._canvas, problem)))
        self.list.chosen.connect(self._canvas.previewing.show)
        self.popover = FixPopover(self.list, self._window)
        self.popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.popover.closed.connect(self._closed)
        self._make_room(problem)
        self._lie_beside()
        self.list.setFocus()

    def show_fixes(self, problem: Problem, found: tuple[Fix, ...]) -> None:
        """Show the fixes of a problem, if it is the one that is listed."""
        if self.list is not None and self.list.problem == problem:
            self.list.show_fixes(found)
            self._lie_beside()

    def close(self) -> None:
        """Close the list."""
        if self.popover is not None:
            self.popover.close()

    def _closed(self) -> None:
        self._canvas.previewing.hide()
        self.popover = self.list = None
        focus, self._focus = self._focus, None
        if focus is None or not isValid(focus) or not focus.isVisible():
            focus = self._canvas
        focus.setFocus()

    def _lie_beside(self) -> None:
        """Put the list beside the block that its problem is about."""
        if self.popover is not None:
            room = QRectF(self._canvas.viewport().rect())
            corner = self._canvas.viewport().mapToGlobal(room.topLeft())
            self.popover.open_beside(self._beside.translated(corner), room.translated(corner))

    def _make_room(self, problem: Problem) -> None:
        """Note where the block of the problem lies; pan so that the list fits at its right."""
        canvas, room = self._canvas, QRectF(self._canvas.viewport().rect())
        id = canvas.scope.alias(problem.path, problem.block) if problem.block else ""
        self._beside = QRectF(room.center() - QPointF(200, 160), QSizeF(0, 0))
        if id in canvas.cards:
            card = canvas.viewportTransform().mapRect(canvas.cards.rect(id))
            missing = max(0, math.ceil(card.right() + SPACE - room.right()))
            if card.left() - missing >= _LEAST:
                canvas.camera.pan(QPoint(-missing, 0))
            self._beside = canvas.viewportTransform().mapRect(canvas.cards.rect(id))
