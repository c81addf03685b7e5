"""Opening and saving documents, with a guard before unsaved work is left."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from studio.graph.repeats import repeats
from studio.language import number, tr
from studio.project import files, with_weights
from studio.project.project import Project
from studio.project.with_weights import Trained
from studio.resources import path as shipped
from studio.ui import messages, model_opening
from studio.ui.background import Job
from studio.ui.document import Document
from studio.ui.model_opening import ModelOpening
from studio.ui.settings import Settings
from studio.ui.strip import Strip

if TYPE_CHECKING:
    from studio.exchange.onnx_import import Imported

Then = Callable[[], object]
FIRST_EXAMPLE = "digits_cnn"
_ACRONYMS = {"cnn", "lstm", "gru", "mlp"}


class Files:
    """What the File menu does with the window's document."""

    def __init__(
        self,
        window: QWidget,
        document: Document,
        settings: Settings,
        notice: Strip,
        fold: Then,
    ) -> None:
        self._window, self._document, self._settings = window, document, settings
        self.notice, self._fold = notice, fold

    def new(self) -> None:
        """Begin an empty project."""
        self.guard(lambda: self._document.open(Project.usual(), None))

    def ask_open(self) -> None:
        """Let a person choose a file and open it."""
        self.guard(self._choose_and_open)

    def open(self, path: Path) -> None:
        """Open a file, once unsaved work is safe."""
        self.guard(lambda: self.load(path))

    def open_example(self, path: Path) -> None:
        """Open an example as a document without a file, so that saving asks for one."""
        self.guard(lambda: self.load_example(path))

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
        self.guard(self._choose_and_start)

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
            self.notice.say(tr("The network begins with the weights it has learned."))

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
            offers.append((tr("Fold {n} equal parts").format(n=number(equal)), self._fold))
        if parts:
            offers.append((tr("Sealed parts…"), show))
        self.notice.say(told(made), *offers, (tr("Close"), self.notice.hide))

    def save(self, then: Then | None = None) -> None:
        """Save the document to its file, or to one that is asked for."""
        if self._document.path is None:
            self.save_as(then)
        else:
            self._write(self._document.path, then)

    def save_as(self, then: Then | None = None) -> None:
        """Ask for a file and save the document to it."""
        begin = self._document.path or self._settings.folder() / f"{self._document.name}.layerloom"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save as"), str(begin), _save_filter()
        )
        if chosen:
            path = Path(chosen)
            if path.suffix != files.SUFFIX:
                path = path.with_name(f"{path.name}{files.SUFFIX}")
                # The file dialog has asked about the name as it was typed, not about this one.
                if path.exists() and not messages.may_replace(self._window, path):
                    return
            self._write(path, then)

    def guard(self, then: Then) -> None:
        """Do something that leaves the document, once its unsaved work is saved or given up."""
        if not self._document.unsaved:
            then()
            return
        answer = messages.choose(
            self._window,
            tr('"{name}" has changes that are not saved.').format(name=self._document.name),
            tr("If you go on without saving, they are lost."),
            tr("Save"),
            tr("Go on without saving"),
            tr("Cancel"),
        )
        if answer == 0:
            self.save(then)
        elif answer == 1:
            then()

    def fill_recent(self, menu: QMenu) -> None:
        """List the recent files."""
        menu.clear()
        for path in self._settings.recent():
            menu.addAction(path.name, partial(self.open, path)).setToolTip(str(path))
        if menu.isEmpty():
            menu.addAction(tr("Files you save will be listed here.")).setEnabled(False)

    def fill_examples(self, menu: QMenu) -> None:
        """List the examples."""
        menu.clear()
        for path in examples():
            menu.addAction(title(path), partial(self.open_example, path))

    def _choose_and_open(self) -> None:
        folder = str(self._settings.folder())
        chosen, _ = QFileDialog.getOpenFileName(self._window, tr("Open"), folder, _filter())
        if chosen:
            self.load(Path(chosen))

    def _choose_and_start(self) -> None:
        folder = str(self._settings.folder())
        what = tr("Start from a trained network")
        chosen, _ = QFileDialog.getOpenFileName(self._window, what, folder, _filter())
        if chosen:
            self.start_from_file(Path(chosen))

    def _read(self, path: Path, opened: Callable[[Trained], object]) -> None:
        def failed(error: Exception) -> None:
            self._explain(tr('"{name}" could not be opened.').format(name=path.name), error)

        Job(self._window, lambda: with_weights.load(path), opened, failed)

    def _write(self, path: Path, then: Then | None) -> None:
        project, document = self._document.project, self._document.first
        learned = self._document.learned

        def written(_: object) -> None:
            self._settings.remember(path)
            if self._document.first is not document:
                return  # another one was opened meanwhile
            self._document.mark_saved(path, project)
            if then is not None:
                self.guard(then)  # there may be changes since

        def failed(error: Exception) -> None:
            self._explain(tr('"{name}" could not be saved.').format(name=path.name), error)

        Job(self._window, lambda: with_weights.save(project, learned, path), written, failed)

    def _explain(self, what: str, error: Exception) -> None:
        if isinstance(error, files.WrongFile):
            faults = [str(fault) for fault in error.faults]
            more = tr("{n} faults in all.").format(n=len(faults)) if len(faults) > 1 else ""
            messages.tell(self._window, what, f"{faults[0]} {more}", "\n".join(faults[:200]))
        elif isinstance(error, OSError):
            messages.tell(self._window, what, f"{error.strerror}. {tr('Nothing was changed.')}")
        else:
            raise error


def examples() -> list[Path]:
    """The example networks that come with the app."""
    return sorted(shipped("graphs").glob(f"*{files.SUFFIX}"))


def first_example() -> Path:
    """The example that a new window shows."""
    return shipped("graphs", f"{FIRST_EXAMPLE}{files.SUFFIX}")


def title(path: Path) -> str:
    """What an example is called: "Digits CNN" for digits_cnn.layerloom."""
    words = [word.upper() if word in _ACRONYMS else word for word in path.stem.split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _filter() -> str:
    return tr("Networks (*{suffix} *{model})").format(
        suffix=files.SUFFIX, model=model_opening.SUFFIX
    )


def _save_filter() -> str:
    return tr("Layerloom networks (*{suffix})").format(suffix=files.SUFFIX)
