"""Saving the document, with a guard before unsaved work is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from studio.language import tr
from studio.project import files, with_weights
from studio.ui import messages
from studio.ui.background import Job
from studio.ui.choosing import file_to_write

if TYPE_CHECKING:
    from studio.ui.window import Window

Then = Callable[[], object]


class Saving:
    """Keeps the window's document in its file."""

    def __init__(self, window: Window) -> None:
        self._window, self._document, self._settings = window, window.document, window.settings

    def save(self, then: Then | None = None) -> None:
        """Save the document to its file, or to one that is asked for."""
        if self._document.path is None:
            self.save_as(then)
        else:
            self._write(self._document.path, then)

    def save_as(self, then: Then | None = None) -> None:
        """Ask for a file and save the document to it."""
        begin = self._document.path or self._settings.folder() / f"{self._document.name}.layerloom"
        kinds = tr("Layerloom networks (*{suffix})").format(suffix=files.SUFFIX)
        path = file_to_write(self._window, tr("Save as"), begin, kinds, files.SUFFIX)
        if path is None:
            return
        if self._window.windows.having(path) not in (None, self._window):
            what = tr('"{name}" is open in another window.').format(name=path.name)
            remedy = tr("Save under another name, or close that window first.")
            messages.tell(self._window, what, f"{tr('Nothing was saved.')} {remedy}")
            return
        self._write(path, then)

    def guard(self, then: Then, elsewhere: Then | None = None) -> None:
        """Do something that leaves the document, once its unsaved work is saved or given up.

        Args:
            elsewhere: the same in a new window, which leaves the document as it is.
        """
        if not self._document.unsaved:
            then()
            return
        ways: list[tuple[str, Then]] = [
            (tr("Save"), lambda: self.save(then)),
            (tr("Go on without saving"), then),
        ]
        if elsewhere is not None:
            ways.append((tr("Use a new window"), elsewhere))
        answer = messages.choose(
            self._window,
            tr('"{name}" has changes that are not saved.').format(name=self._document.name),
            tr("If you go on without saving, they are lost."),
            *(text for text, _ in ways),
            tr("Cancel"),
        )
        if answer < len(ways):
            ways[answer][1]()

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
            what = tr('"{name}" could not be saved.').format(name=path.name)
            messages.explain(self._window, what, error)

        Job(self._window, lambda: with_weights.save(project, learned, path), written, failed)
