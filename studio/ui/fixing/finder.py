"""Finder: looks for the fixes of one problem at a time, on a thread, so that nothing waits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from studio.graph.problems import Problem
from studio.project.checks import Checked
from studio.project.fixes import Fix
from studio.project.project import Project
from studio.ui.background import Job
from studio.ui.document import Document

_PAUSE = 60  # milliseconds without another question, before the search begins


class Finder(QObject):
    """Answers for the problem that was asked about last, as the document is now."""

    found = Signal(object, object)  # the problem and its fixes

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._wanted: Problem | None = None
        self._busy = False
        self._known: dict[Problem, tuple[Fix, ...]] = {}
        self._of: Project | None = None  # what is known is known of this project
        self._later = QTimer(self, singleShot=True, interval=_PAUSE)
        self._later.timeout.connect(self._begin)

    def ask(self, problem: Problem | None) -> None:
        """Look for the fixes of this problem; `found` comes when there are some, or none."""
        self._wanted = problem
        if problem is None:
            self._later.stop()
        else:
            self._later.start(_PAUSE if self.known(problem) is None else 0)

    def known(self, problem: Problem) -> tuple[Fix, ...] | None:
        """The fixes of a problem, if they have been looked for."""
        return self._known.get(problem) if self._of is self._document.project else None

    def _begin(self) -> None:
        wanted = self._wanted
        if wanted is None:
            return
        if (known := self.known(wanted)) is not None:
            self.found.emit(wanted, known)
        elif not self._busy:
            self._busy = True
            about = self._document.project, wanted
            checked, earlier = self._document.checked, self._document.earlier()
            work = partial(self._through, *about, checked, earlier)
            Job(self, work, partial(self._keep, *about), partial(self._fail, *about))

    def _through(
        self, project: Project, problem: Problem, checked: Checked, earlier: Sequence[Project]
    ) -> tuple[Fix, ...] | None:
        """What the search finds; None if meanwhile something else is wanted."""
        from studio.project.fixes.search import search  # not needed while nothing is wrong

        found: tuple[Fix, ...] = ()
        for so_far in search(project, checked, problem, earlier):
            found = so_far
            if self._wanted != problem or self._document.project is not project:
                return None
        return found

    def _keep(self, project: Project, problem: Problem, found: tuple[Fix, ...] | None) -> None:
        self._busy = False
        if found is not None and project is self._document.project:
            if self._of is not project:
                self._of, self._known = project, {}
            self._known[problem] = found
        self.ask(self._wanted)

    def _fail(self, project: Project, problem: Problem, error: Exception) -> None:
        self._keep(project, problem, ())  # who waits for it is told, and it is not tried again
        raise error
