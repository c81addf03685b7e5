"""Fixing: the fixes of the problem at hand, on the canvas, in the inspector and in their list."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from studio.graph.problems import Problem
from studio.project.fixes import Fix
from studio.ui.fixing.finder import Finder
from studio.ui.fixing.fix_list import FixList
from studio.ui.fixing.fix_popover import SPACE, FixPopover
from studio.ui.fixing.listed import at_block

if TYPE_CHECKING:
    from studio.ui.window import Window

_LEAST = 12  # from the canvas' left edge to a block that makes room for the list


class Fixing(QObject):
    """Asks for the fixes of what is selected, offers the best one, lists all, and takes one."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._document, self._canvas = window.document, window.canvas
        self._scope = window.canvas.scope
        self.finder = Finder(window.document, self)
        self.popover: FixPopover | None = None
        self.list: FixList | None = None
        self._focus: QWidget | None = None  # where the keyboard was before the list
        self._beside = QRectF()  # where the block of the list lies, in the canvas' pixels

    def connect_parts(self) -> None:
        """Listen to canvas, inspector and document."""
        self.finder.found.connect(self._show)
        self._canvas.selection_changed.connect(lambda _ids: self.follow())
        self._scope.changed.connect(self._changed)
        self._canvas.fixes_requested.connect(self._open_at)
        self._canvas.fix_requested.connect(self._take_best)
        problems = self._window.inspector.problems
        problems.fixes_wanted.connect(self.open)
        problems.fix_wanted.connect(self._take)

    def problem(self) -> Problem | None:
        """The problem of the selected block."""
        chosen = self._canvas.selection
        return at_block(self._canvas, next(iter(chosen))) if len(chosen) == 1 else None

    def follow(self) -> None:
        """Something else is selected, or something has changed: look for its fixes."""
        problem = self.list.problem if self.list is not None else self.problem()
        if problem is None or self.finder.known(problem) is None:
            self._offer(None, ())
        self.finder.ask(problem)

    def open_selected(self) -> None:
        """List the fixes of the selected problem, else of the next one."""
        problem = self.problem()
        if problem is None:
            self._window.build.next_problem()
            problem = self.problem() or next(iter(self._document.checked.problems), None)
        if problem is not None:
            self.open(problem)

    def open(self, problem: Problem) -> None:
        """List the fixes of a problem beside its block."""
        self.close()
        self._focus = QApplication.focusWidget()
        self._window.build.show_problem(problem)
        self.list = FixList(problem)
        self.list.taken.connect(self._take)
        self.list.chosen.connect(self._canvas.previewing.show)
        self.list.next_wanted.connect(self._open_next)
        self.popover = FixPopover(self.list, self._window)
        self.popover.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.popover.closed.connect(self._closed)
        self._make_room(problem)
        self._lie_beside()
        self.list.setFocus()
        self.finder.ask(problem)

    def close(self) -> None:
        """Close the list."""
        if self.popover is not None:
            self.popover.close()

    def _open_at(self, id: str) -> None:
        self._canvas.select({id})
        if (problem := self.problem()) is not None:
            self.open(problem)

    def _open_next(self) -> None:
        self.close()
        self._window.build.next_problem()
        self.open_selected()

    def _take_best(self, id: str) -> None:
        problem = at_block(self._canvas, id)
        found = self.finder.known(problem) if problem is not None else None
        if found:
            self._take(found[0])

    def _take(self, fix: Fix) -> None:
        """Carry a fix out, as one step of undo."""
        self.close()
        if fix.project.graph is self._document.project.graph:
            self._document.edit(fix.title, fix.project)
        else:
            self._scope.edit_whole(fix.title, lambda: fix.project.graph)
        if fix.block and (alias := self._scope.alias(fix.path, fix.block)):
            self._canvas.show_block(alias)

    def _show(self, problem: Problem, found: tuple[Fix, ...]) -> None:
        """The fixes of a problem have been found."""
        if self.list is not None and self.list.problem == problem:
            self.list.show_fixes(found)
            self._lie_beside()
        self._offer(problem, found)

    def _offer(self, problem: Problem | None, found: tuple[Fix, ...]) -> None:
        """The best fix as a button beside the chip and in the list of problems."""
        self._window.inspector.problems.offer(problem, found)
        selected = self._canvas.selection
        (id,) = selected if len(selected) == 1 else ("",)
        here = problem is not None and problem == self.problem() and found
        self._canvas.sheet.offer(id if here else "", found[0].title if here else "")

    def _changed(self) -> None:
        self.close()  # what it lists is of the project before
        self.follow()

    def _closed(self) -> None:
        self._canvas.previewing.hide()
        self.popover = self.list = None
        focus, self._focus = self._focus, None
        stays = focus is not None and isValid(focus) and focus.isVisible()
        (focus if focus is not None and stays else self._canvas).setFocus()

    def _lie_beside(self) -> None:
        """Put the list beside the block that its problem is about."""
        if self.popover is None:
            return
        canvas, room = self._canvas, QRectF(self._canvas.viewport().rect())
        corner = canvas.viewport().mapToGlobal(room.topLeft())
        self.popover.open_beside(self._beside.translated(corner), room.translated(corner))

    def _make_room(self, problem: Problem) -> None:
        """Note where the block of the problem lies; pan so that the list fits at its right."""
        canvas, room = self._canvas, QRectF(self._canvas.viewport().rect())
        id = self._scope.alias(problem.path, problem.block) if problem.block else ""
        self._beside = QRectF(room.center() - QPointF(200, 160), QSizeF(0, 0))
        if id in canvas.cards:
            card = canvas.viewportTransform().mapRect(canvas.cards.rect(id))
            missing = max(0, math.ceil(card.right() + SPACE - room.right()))
            if card.left() - missing >= _LEAST:
                canvas.camera.pan(QPoint(-missing, 0))
            self._beside = canvas.viewportTransform().mapRect(canvas.cards.rect(id))
