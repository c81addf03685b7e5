"""What a person does with a run: start, pause, resume and stop it, and why that cannot be done."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

from studio import places
from studio.compiler.plan import plan
from studio.language import tr
from studio.project import files
from studio.project.project import Project
from studio.project.with_weights import RUN_PROJECT
from studio.ui.background import Job
from studio.ui.training.keeper import Keeper, fitting
from studio.ui.training.run_notice import RunNotice
from studio.ui.training.trainer import Trainer

if TYPE_CHECKING:
    from studio.training.checkpoint import RunFolder
    from studio.training.learned import Learned
    from studio.training.session import Weights
    from studio.ui.window import Window


class RunControl:
    """Begins runs of the document's project, with prepared weights and a folder of their own."""

    def __init__(self, window: Window) -> None:
        self._window, self._document = window, window.document
        self.trainer = Trainer(window)
        self.keeper = Keeper(window.document, self.trainer, window.setup.kept)
        self.notice = RunNotice(window.strip, self.trainer, window.document, self.start)
        self._opening = False

    def start(self, weights: Weights | None = None) -> None:
        """Begin a run of the document's project, if nothing speaks against it."""
        if self.refusal() or self.trainer.busy or self._opening:
            return
        self._window.steps.go("train")
        project = self._document.project
        learned = None if weights is not None else self.keeper.wanted
        self._opening = True
        self._window.dock.bar.show_message(tr("Preparing the run."))

        def begin(prepared: tuple[RunFolder | None, Weights | None], not_kept: str = "") -> None:
            folder, start = prepared
            if not self._opening:
                return  # the window was closed meanwhile
            self._opening = False
            self.notice.not_kept = not_kept
            threads = threads_beside_window()
            self.trainer.start(project, threads=threads, folder=folder, weights=start)
            self.notice.show()

        def without_folder(error: Exception) -> None:
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            begin((None, weights), f"{why.rstrip('.')}.")

        def prepare() -> tuple[RunFolder, Weights | None]:
            start = weights if learned is None else first_weights(project, learned)
            return run_folder(project, self._document.name), start

        Job(self._window, prepare, begin, without_folder)

    def pause_or_resume(self) -> None:
        """Pause the run, or go on with it."""
        if self.trainer.state == "paused":
            self.trainer.resume()
        else:
            self.trainer.pause()

    def close(self) -> None:
        """End the run at its next step, or before it begins."""
        self._opening = False
        self.trainer.close()

    def refusal(self) -> str:
        """Why the project can be neither trained nor exported as it is; empty: it can."""
        if problem := self._document.checked.refusal:
            return problem.text
        missing = self._document.project.data.missing()
        return str(missing) if missing else ""

    def start_refusal(self) -> str:
        """Why no run can start now; empty: one can."""
        return tr("A run is under way.") if self.trainer.busy else self.refusal()

    def stop_refusal(self) -> str:
        """Why there is nothing to stop; empty: there is."""
        return "" if self.trainer.busy else tr("No run is under way.")

    def pause_refusal(self) -> str:
        """Why nothing can be paused or resumed; empty: it can."""
        if self.trainer.busy and self.trainer.state not in ("running", "pausing", "paused"):
            return tr("The run takes no steps at this moment.")
        return self.stop_refusal()


def first_weights(project: Project, learned: Learned) -> Weights:
    """The learned weights that a run of this project begins with; brings in torch."""
    return fitting(plan(project.graph, project.fields()), learned).weights


def threads_beside_window() -> int:
    """Processor threads for a run beside a live window: one core is left to the window."""
    return max(1, (os.cpu_count() or 2) - 1)


def run_folder(project: Project, name: str) -> RunFolder:
    """A new folder for a run in the user's data directory, with the project in it.

    Raises:
        OSError: it cannot be written.
    """
    from studio.training.checkpoint import RunFolder  # not needed to show the window

    stamp = datetime.now().strftime("%Y-%m-%d_%H-%M-%S")
    safe = "".join(letter if letter.isalnum() else "_" for letter in name)[:40]
    folder = RunFolder.new(places.runs(), f"{stamp}_{safe}")
    files.save(project, folder.path / RUN_PROJECT)
    return folder
