"""Fixing: the fixes of the problem at hand, on the canvas, in the inspector and in their list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studio.graph.problems import Problem
from studio.language import tr_count
from studio.project.fixes import Fix
from studio.ui.fixing.finder import Finder
from studio.ui.fixing.listed import at_block
from studio.ui.fixing.listing import Listing, broken_wires

if TYPE_CHECKING:
    from studio.ui.window import Window


class Fixing(QObject):
    """Asks for the fixes of what is selected, offers the best one, lists all, and takes one."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self._document, self._canvas = window.document, window.canvas
        self._scope = window.canvas.scope
        self.finder = Finder(window.document, self)
        self.listing = Listing(window)

    def connect_parts(self) -> None:
        """Listen to canvas, inspector and document."""
        self.finder.found.connect(self.listing.show_fixes)
        self.finder.found.connect(self._offer)
        self.listing.taken.connect(self._take)
        self.listing.next_wanted.connect(self._open_next)
        self.listing.help_wanted.connect(self._help)
        self.listing.unplug_wanted.connect(self._unplug)
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
        problem = self.listing.problem or self.problem()
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
        self.listing.close()
        self.listing.open(problem)
        self.finder.ask(problem)

    def _open_at(self, id: str) -> None:
        self._canvas.select({id})
        if (problem := self.problem()) is not None:
            self.open(problem)

    def _open_next(self) -> None:
        self.listing.close()
        self._window.build.next_problem()
        self.open_selected()

    def _help(self) -> None:
        """Show the help page of the block, which is selected."""
        self.listing.close()
        self._window.inspector.header.open_help()

    def _unplug(self) -> None:
        """Take the wires away that cannot carry what they do."""
        problem = self.listing.problem
        wires = broken_wires(self._canvas, problem) if problem is not None else []
        self.listing.close()
        text = tr_count("Unplug {n} wire", "Unplug {n} wires", len(wires))
        self._scope.edit(text, self._scope.graph.disconnected(*wires))

    def _take_best(self, id: str) -> None:
        problem = at_block(self._canvas, id)
        found = self.finder.known(problem) if problem is not None else None
        if found:
            self._take(found[0])

    def _take(self, fix: Fix) -> None:
        """Carry a fix out, as one step of undo."""
        self.listing.close()
        if fix.project.graph is self._document.project.graph:
            self._document.edit(fix.title, fix.project)
        else:
            self._scope.edit_whole(fix.title, lambda: fix.project.graph)
        if fix.block and (alias := self._scope.alias(fix.path, fix.block)):
            self._canvas.show_block(alias)

    def _offer(self, problem: Problem | None, found: tuple[Fix, ...]) -> None:
        """The best fix as a button beside the chip and in the list of problems."""
        self._window.inspector.problems.offer(problem, found)
        selected = self._canvas.selection
        (id,) = selected if len(selected) == 1 else ("",)
        here = problem is not None and problem == self.problem() and found
        self._canvas.sheet.lights.offer(id if here else "", found[0].title if here else "")

    def _changed(self) -> None:
        self.listing.close()  # what it lists is of the project before
        self.follow()
