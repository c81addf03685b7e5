"""What the Source panel shows and does: it follows every edit and the selected blocks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from studio.compiler.answers import learnable
from studio.compiler.plan import Memory, NotReady, Plan, planned
from studio.exchange.python_source import About, Printer, Source
from studio.exchange.source_files import source_files, write
from studio.exchange.training_script import training
from studio.language import tr, tr_count
from studio.project.place import way_to
from studio.project.project import Project
from studio.ui import messages
from studio.ui.background import Job
from studio.ui.choosing import file_to_write

SUFFIX: Final = ".py"

if TYPE_CHECKING:
    from studio.ui.window import Window


class SourceStep:
    """Writes the document's network as source whenever it changes while the panel is open."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._document, self._panel = window.document, window.source_panel
        self._canvas, self._scope = window.canvas, window.canvas.scope
        self._memory, self._printer = Memory(), Printer()
        self.source: Source | None = None
        self._of: tuple[Project, Plan] | None = None  # what the source was written from
        self.wanted = False  # whether a person has opened the panel
        # Several changes in one turn of the event loop are written once.
        self._soon = QTimer(window, singleShot=True, interval=0)
        self._soon.timeout.connect(self.renew)

    def connect(self) -> None:
        """Wire panel, document and canvas to each other."""
        self._document.changed.connect(lambda _before, _after: self._later())
        self._document.opened.connect(self._begin_anew)
        self._document.saved_changed.connect(self._later)
        self._canvas.selection_changed.connect(lambda _ids: self._mark(reveal=True))
        self._panel.code.line_chosen.connect(self._choose)
        self._panel.kind.changed.connect(lambda _kind: self.renew())
        self._panel.copied.connect(self.copy)
        self._panel.saving.connect(self.save)
        self._panel.closed.connect(self.toggle)

    def toggle(self) -> None:
        """Open the panel in the Build step, or close it."""
        opened = not self._panel.isVisible()
        if opened and self._window.steps.current != "build":
            self._window.steps.go("build")
        if not opened:
            self._window.focus.keep(self._panel)
        self.wanted = opened
        self.entered()
        if opened:  # once the panel has taken its room from the canvas
            QTimer.singleShot(0, self._panel, self._reveal)

    def entered(self) -> None:
        """Another step is shown, or the panel was opened or closed."""
        shown = self.wanted and self._window.steps.current == "build"
        self._panel.setVisible(shown)
        if shown:
            self.renew()

    def renew(self) -> None:
        """Write the source of the network as it is now; with problems, say so instead."""
        self._soon.stop()
        if not self._panel.isVisibleTo(self._window):
            return
        checked, graph = self._document.checked, self._document.project.graph
        try:
            plan = planned(graph, checked.shapes, checked.problems, self._memory)
        except NotReady as not_ready:
            self._panel.show_problem(_why(not_ready), anything=self.source is not None)
            return
        about = About(self._document.name, checked.parameters)
        settings = self._document.project.training
        script = self._panel.kind.value() and learnable(plan).outputs
        ending = training(plan, settings) if script else None
        self.source = self._printer.printed(plan, about, ending)
        self._of = self._document.project, plan
        self._panel.show_source(self._file_name(), self.source)
        self._mark(reveal=False)

    def copy(self) -> None:
        """Put the whole source on the clipboard."""
        if self.source is not None:
            QApplication.clipboard().setText(self.source.text)
            self._window.statusbar.set_tip(tr("The source was copied."))

    def save(self) -> None:
        """Ask for a file and write the source there."""
        if self.source is None:
            return
        folder = (self._document.path or self._window.settings.folder() / "x").parent
        path = file_to_write(
            self._window,
            tr("Save the source"),
            folder / self._file_name(),
            tr("Python modules (*.py)"),
            SUFFIX,
        )
        if path is not None:
            self._write(path, self.source.text)

    def _write(self, path: Path, text: str) -> None:
        """Write the source, and what belongs beside it, in the background."""
        assert self._of is not None
        (project, plan), script = self._of, bool(self._panel.kind.value())

        def work() -> list[Path]:
            files = source_files(text, path, project, plan, training_script=script)
            write(files)
            return list(files)

        def failed(error: Exception) -> None:
            why = error.strerror if isinstance(error, OSError) else error
            messages.tell(self._window, tr("The source was not saved."), f"{why}.".strip())

        Job(self._window, work, self._saved, failed)

    def _saved(self, files: list[Path]) -> None:
        listed = ", ".join(str(file) for file in files)
        self._window.statusbar.set_tip(tr("Written to {file}").format(file=listed))

    def _file_name(self) -> str:
        words = "_".join(self._document.name.lower().split())
        return f"{words or 'network'}{SUFFIX}"

    def _later(self) -> None:
        if self._panel.isVisibleTo(self._window):
            self._soon.start()

    def _begin_anew(self) -> None:
        self._memory, self._printer, self.source = Memory(), Printer(), None
        self._panel.code.show_lines(())
        self.renew()

    def _mark(self, reveal: bool) -> None:
        """Mark the lines of the selected blocks."""
        if self.source is None or not self._panel.isVisibleTo(self._window):
            return
        ids = self._canvas.selection & self._scope.graph.by_id.keys()
        chosen = [self._scope.chosen((id,)) for id in ids]
        owners = {(each.place.definition, own) for each in chosen for own in each.ids}
        self._panel.code.mark(self.source.about(owners), reveal)

    def _reveal(self) -> None:
        """Bring the selected blocks and their lines into view."""
        self._mark(reveal=True)
        if self._canvas.selection:
            self._canvas.camera.reveal(*self._canvas.selection)

    def _choose(self, line: int) -> None:
        """Select the block that a line is about, wherever it is."""
        owner = self.source.owners[line] if self.source and line < len(self.source.owners) else None
        if owner is None:
            return
        definition, id = owner
        if self._scope.place.definition != definition:
            path = way_to(self._document.project.graph, definition)
            if path is None:
                return
            if not self._scope.alias(path, id):
                self._scope.go(path)
            self._canvas.show_block(self._scope.alias(path, id))
            return
        self._canvas.show_block(self._scope.alias(self._scope.path, id))


def _why(not_ready: NotReady) -> str:
    first, *more = not_ready.problems
    also = tr_count("{n} more problem.", "{n} more problems.", len(more)) if more else ""
    return (
        tr("No source while there is a problem. {what} {more}")
        .format(what=first.what, more=also)
        .strip()
    )
