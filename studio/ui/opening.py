"""Opening documents: projects, examples, trained networks and models of ONNX."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from studio.graph.repeats import repeats
from studio.language import number, tr
from studio.project import files, with_weights
from studio.project.project import Project
from studio.project.with_weights import Trained
from studio.ui import messages, model_opening
from studio.ui.background import Job
from studio.ui.choosing import file_to_open
from studio.ui.examples import title
from studio.ui.model_opening import ModelOpening
from studio.ui.saving import Then
from studio.ui.strip import Tone
from studio.ui.windows import to_front

if TYPE_CHECKING:
    from studio.exchange.onnx_import import Imported
    from studio.ui.window import Window


class Opening:
    """Puts other documents in the place of the window's, once unsaved work is safe.

    Whoever wants to keep the unsaved work in view can have the other document in a new window.
    """

    def __init__(self, window: Window) -> None:
        self._window, self._document, self._settings = window, window.document, window.settings
        self._windows, self._notice = window.windows, window.strip

    def new(self) -> None:
        """Begin an empty project."""
        here = partial(self._document.open, Project.usual(), None)
        self._window.saving.guard(here, self._windows.create)

    def ask_open(self) -> None:
        """Let a person choose a file and open it."""
        self._choose(tr("Open"), self.open)

    def ask_open_elsewhere(self) -> None:
        """Let a person choose a file and open it in a new window."""
        self._choose(tr("Open in a new window"), self.open_elsewhere)

    def open(self, path: Path) -> None:
        """Open a file, once unsaved work is safe; where it is open already, show that window."""
        other = self._windows.having(path)
        if other is not None and other is not self._window:
            to_front(other)
        else:
            self._leave(lambda opening: opening.load(path))

    def open_elsewhere(self, path: Path) -> None:
        """Open a file in a new window; where it is open already, show that window."""
        if (window := self._windows.having(path)) is not None:
            to_front(window)
        else:
            self._windows.create().opening.load(path)

    def open_example(self, path: Path) -> None:
        """Open an example as a document without a file, so that saving asks for one."""
        self._leave(lambda opening: opening.load_example(path))

    def load_example(self, path: Path) -> None:
        """Open an example without asking."""
        name = title(path)
        self._read(path, lambda t: self._document.open(t.project, None, name, t.learned))

    def load(self, path: Path) -> None:
        """Open a file without asking."""

        if path.is_dir():
            self.start_from_file(path)
            return
        if path.suffix.lower() == model_opening.SUFFIX:
            ModelOpening(self._window, path, partial(self._model_opened, path))
            return

        def opened(found: Trained) -> None:
            self._document.open(found.project, path, learned=found.learned)
            self._settings.remember(path)

        self._read(path, opened)

    def start_from(self) -> None:
        """Let a person choose a trained network, and open it as a new document."""
        what = tr("Start from a trained network")
        self._choose(what, lambda path: self._leave(lambda o: o.start_from_file(path)))

    def start_from_file(self, path: Path) -> None:
        """Open a trained network as a document without a file."""
        if path.suffix.lower() == model_opening.SUFFIX:
            self.load(path)
            return

        def opened(found: Trained) -> None:
            if found.learned is None:
                what = tr('"{name}" is not trained.').format(name=path.name)
                remedy = tr("Train it and save it first, or choose a network that has learned.")
                messages.tell(self._window, what, f"{found.why_not} {remedy}")
                return
            name = path.stem
            if path.name == with_weights.RUN_PROJECT:
                name = path.parent.name  # of a run, its folder has the name
            self._document.open(found.project, None, name, found.learned)
            begins = tr("The network begins with the weights it has learned.")
            self._notice.say(begins, (tr("Close"), self._notice.hide), tone="success")

        self._read(path, opened)

    def _model_opened(self, path: Path, made: Imported, found: Trained) -> None:
        from studio.exchange.import_words import sealed_parts, summary, told

        self._document.open(found.project, None, path.stem, found.learned)
        self._settings.remember(path)
        parts = "\n\n".join(sealed_parts(made))
        show = partial(messages.tell, self._window, summary(made), parts)
        offers: list[tuple[str, Then]] = []
        rows = repeats(found.project.graph, self._document.checked.shapes)
        if equal := sum(len(repeat.copies) for repeat in rows):
            offers.append(
                (
                    tr("Fold {n} equal parts").format(n=number(equal)),
                    self._window.canvas.groups.fold,
                )
            )
        if parts:
            offers.append((tr("Sealed parts…"), show))
        tone: Tone = "warning" if parts else "success"
        self._notice.say(told(made), *offers, (tr("Close"), self._notice.hide), tone=tone)

    def _leave(self, do: Callable[[Opening], object]) -> None:
        """Do it here once unsaved work is safe, or in a new window."""
        self._window.saving.guard(lambda: do(self), lambda: do(self._windows.create().opening))

    def _choose(self, what: str, opened: Callable[[Path], object]) -> None:
        kinds = tr("Networks (*{suffix} *{model})").format(
            suffix=files.SUFFIX, model=model_opening.SUFFIX
        )
        path = file_to_open(self._window, what, self._settings.folder(), kinds)
        if path is not None:
            opened(path)

    def _read(self, path: Path, opened: Callable[[Trained], object]) -> None:
        def failed(error: Exception) -> None:
            what = tr('"{name}" could not be opened.').format(name=path.name)
            messages.explain(self._window, what, error)

        Job(self._window, lambda: with_weights.load(path), opened, failed)
