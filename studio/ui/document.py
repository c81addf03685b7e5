"""Document: the open project, its undo history, and what the checks say about it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from studio.graph.graph import Graph
from studio.language import tr
from studio.project.checks import checked
from studio.project.project import Project
from studio.training.learned import Learned

_EARLIER = 200  # edits that are looked back at


class Document(QObject):
    """Owns the current project. `edit` is the only way to change it."""

    changed = Signal(object, object)  # the project before and after
    saved_changed = Signal()
    learned_changed = Signal()
    opened = Signal()  # another document stands here now, and views begin anew

    def __init__(
        self,
        project: Project | None = None,
        path: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.project = project or Project.usual()
        self.path = path
        self.saved = self.project
        self.first = self.project  # as it was opened: what tells this document from the next one
        self._name = ""
        self.learned: Learned | None = None  # by block, so edits and undo leave it as it is
        self.checked = checked(self.project)
        self.undo_stack = QUndoStack(self)
        self._newest = self._turn = 0  # where the last edit led; how often one has gone from there
        self._passed = 0  # steps that a jump still goes past

    def open(
        self,
        project: Project,
        path: Path | None,
        name: str = "",
        learned: Learned | None = None,
    ) -> None:
        """Put another project in the place of this one; its history begins anew.

        Args:
            path: its file, or None if it has none yet.
            name: what it is called until it has a file.
            learned: the weights that it brings along.
        """
        before, self.project = self.project, project
        self.path, self.saved, self.first, self._name = path, project, project, name
        self.checked = checked(project)
        self.learned = learned
        self.undo_stack.clear()
        self.changed.emit(before, project)
        self.saved_changed.emit()
        self.opened.emit()
        self.learned_changed.emit()

    def learn(self, learned: Learned) -> None:
        """Keep the weights of a run."""
        self.learned = learned
        self.learned_changed.emit()

    @property
    def name(self) -> str:
        """What the window calls the document."""
        return self.path.stem if self.path else self._name or tr("Untitled")

    @property
    def unsaved(self) -> bool:
        """Whether the project differs from its file."""
        return self.project is not self.saved and self.project != self.saved

    def edit(self, text: str, project: Project, merge: str = "") -> None:
        """Replace the project as one undo step; steps with equal merge keys join.

        Args:
            text: what the step is called in the Edit menu.
            project: the project after the edit.
            merge: edits in a row with the same key become one step: "conv2d_1.filters". Going to
                another step ends the row.
        """
        if project == self.project:
            return
        if self.undo_stack.index() != self._newest:
            self._turn += 1
        key = f"{self._turn} {merge}" if merge else ""
        self.undo_stack.push(_Edit(self, text, self.project, project, key))
        self._newest = self.undo_stack.index()

    def edit_graph(self, text: str, graph: Graph, merge: str = "") -> None:
        """Replace the graph as one undo step."""
        if graph is not self.project.graph:
            self.edit(text, self.project.with_graph(graph), merge)

    def earlier(self) -> tuple[Project, ...]:
        """The project as it was before each of the last edits, the newest first."""
        stack = self.undo_stack
        last = range(max(0, stack.index() - _EARLIER), stack.index())
        steps = (stack.command(index) for index in reversed(last))
        return tuple(step.before for step in steps if isinstance(step, _Edit))

    def jump(self, step: int) -> None:
        """Go to where this many steps are done; what lies between is neither checked nor shown."""
        step = min(max(step, 0), self.undo_stack.count())
        self._passed = max(abs(step - self.undo_stack.index()) - 1, 0)
        self.undo_stack.setIndex(step)

    def saved_step(self) -> int:
        """How many steps lead to what is in the document's file; -1 if none do."""
        stack = self.undo_stack
        steps = [stack.command(index) for index in range(stack.count())]
        now = [step.after for step in steps if isinstance(step, _Edit)]
        projects = [self.first, *now]
        places = (i for i, project in enumerate(projects) if project is self.saved)
        return next(places, -1) if self.path else -1

    def mark_saved(self, path: Path | None, project: Project) -> None:
        """Note that a project, perhaps no longer the newest, is in the document's file."""
        self.path, self.saved = path, project
        self.undo_stack.setClean()  # the next edit joins none before it: undo leads back here
        self.saved_changed.emit()

    def put(self, project: Project) -> None:
        """Make a project current; for the undo stack alone."""
        if self._passed:
            self._passed -= 1
            return
        before, self.project = self.project, project
        self.checked = checked(project, self.checked)
        self.changed.emit(before, project)


class _Edit(QUndoCommand):
    """The only undo command: swaps the project before for the project after."""

    def __init__(
        self, document: Document, text: str, before: Project, after: Project, merge: str
    ) -> None:
        super().__init__(text)
        self.document, self.before, self.after, self.merge = document, before, after, merge

    def id(self) -> int:
        return 1 if self.merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Edit) or other.merge != self.merge:
            return False
        self.after = other.after
        self.setObsolete(self.after == self.before)  # what led back to the beginning is no step
        return True

    def undo(self) -> None:
        self.document.put(self.before)

    def redo(self) -> None:
        self.document.put(self.after)
