"""The Train step: the run, its dock, its settings, and what the window says about it."""

from __future__ import annotations

import os
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from studio import places
from studio.compiler.plan import plan
from studio.language import tr
from studio.project import files
from studio.project.project import Project
from studio.ui import edits
from studio.ui.background import Job
from studio.ui.training import run_words
from studio.ui.training.keeper import Keeper, fitting
from studio.ui.training.run_notice import RunNotice
from studio.ui.training.trainer import Trainer

if TYPE_CHECKING:
    from studio.training.checkpoint import RunFolder
    from studio.training.learned import Learned
    from studio.training.session import Weights
    from studio.ui.window import Window


class TrainStep:
    """Starts, pauses and stops runs, and shows how they go."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._document = window.document
        self._dock, self._setup = window.dock, window.setup
        self.trainer = Trainer(window)
        self._keeper = Keeper(window.document, self.trainer, window.setup.kept)
        self._notice = RunNotice(window.strip, self.trainer, self._document, self.start)
        self._opening = False
        self._epochs_told = 0

    def connect(self) -> None:
        """Wire the parts to each other."""
        bar = self._dock.bar
        self._window.topbar.action_clicked.connect(self.act)
        self._window.topbar.device_clicked.connect(self._choose_device)
        bar.train.connect(lambda: self.start())
        bar.pause.connect(self.pause_or_resume)
        bar.stop.connect(self.trainer.stop)
        self._setup.data_changed.connect(partial(edits.set_data, self._document))
        self._setup.training_changed.connect(partial(edits.set_training, self._document))
        self._document.changed.connect(self._edited)
        self._document.opened.connect(self.trainer.forget)
        self.trainer.state_changed.connect(self._state_changed)
        self.trainer.advanced.connect(self._advanced)
        self.trainer.drawn.connect(self._draw)
        self._state_changed()

    # ---- what a person does --------------------------------------------------------------------

    def act(self) -> None:
        """The button at the right of the top bar: train, or show the run."""
        self._window.steps.go("train")
        if not self.trainer.busy:
            self.start()

    def start(self, weights: Weights | None = None) -> None:
        """Begin a run of the document's project, if nothing speaks against it."""
        if self.refusal() or self.trainer.busy or self._opening:
            return
        self._window.steps.go("train")
        project = self._document.project
        learned = None if weights is not None else self._keeper.wanted
        self._opening = True
        self._dock.bar.show_message(tr("Preparing the run."))

        def begin(prepared: tuple[RunFolder | None, Weights | None], not_kept: str = "") -> None:
            folder, start = prepared
            if not self._opening:
                return  # the window was closed meanwhile
            self._opening = False
            self._notice.not_kept = not_kept
            threads = threads_beside_window()
            self.trainer.start(project, threads=threads, folder=folder, weights=start)
            self._notice.show()

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

    # ---- what the window asks ------------------------------------------------------------------

    def refusal(self) -> str:
        """Why no run can start now; empty: one can."""
        if errors := self._document.checked.errors:
            return errors[0].text
        missing = self._document.project.data.missing()
        return str(missing) if missing else ""

    def stop_refusal(self) -> str:
        """Why there is nothing to stop; empty: there is."""
        return "" if self.trainer.busy else tr("No run is under way.")

    def pause_refusal(self) -> str:
        """Why nothing can be paused or resumed; empty: it can."""
        if self.trainer.busy and self.trainer.state not in ("running", "pausing", "paused"):
            return tr("The run takes no steps at this moment.")
        return self.stop_refusal()

    def entered(self, training: bool) -> None:
        """The window has come to this step, or left it."""
        self._keeper.entered(training)
        if training:
            self._setup.show_project(self._document.project)
            self._draw()

    def show_action(self) -> None:
        """What the button at the right of the top bar says."""
        topbar, trainer = self._window.topbar, self.trainer
        if trainer.busy:
            share = run_words.share(trainer)
            topbar.set_action(f"{share:.0%}", role="plain", progress=share)
        else:
            topbar.set_action(tr("Train"), why_not=self.refusal())
        self._dock.bar.train_button.refuse(
            tr("A run is under way.") if trainer.busy else self.refusal()
        )

    # ---- what happens --------------------------------------------------------------------------

    def _choose_device(self) -> None:
        self._window.steps.go("train")
        self._setup.training.row("device").editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self, before: Project, after: Project) -> None:
        changed = before.data is not after.data or before.training is not after.training
        if changed and self._window.steps.current == "train":
            self._setup.show_project(after)
        self._notice.show()

    def _state_changed(self) -> None:
        state, bar = self.trainer.state, self._dock.bar
        paused = state in ("paused", "pausing")
        bar.pause_button.dress(
            tr("Resume") if paused else tr("Pause"), icon="play" if paused else "pause"
        )
        bar.pause_button.refuse(self.pause_refusal())
        bar.stop_button.refuse(self.stop_refusal())
        locked = self.trainer.busy and not paused
        self._window.focus.keep(self._setup if locked else None)
        self._setup.lock(tr("Pause the run to change its settings.") if locked else "")
        self._say_state()
        started = self.trainer.history.started if self.trainer.history else None
        if started is not None:
            self._setup.show_batches(started)
            self._window.topbar.set_device(started.device.upper(), started.device_name)
        self._notice.show()
        self._window.refresh()

    def _say_state(self) -> None:
        bar, trainer = self._dock.bar, self.trainer
        text = run_words.headline(trainer)
        if text:
            bar.show_message(text, run_words.failure(trainer) is not None)
        else:
            self._advanced()
        if trainer.state in ("idle", "preparing", "over"):
            bar.bar.show_share(run_words.share(trainer))
            self._draw()

    def _advanced(self) -> None:
        history, project, state = self.trainer.history, self.trainer.project, self.trainer.state
        if history is not None and project is not None and state in ("running", "paused"):
            paused = state == "paused"
            self._dock.bar.show_progress(history, project.training.epochs, paused)
            self.show_action()

    def _draw(self) -> None:
        history, project = self.trainer.history, self.trainer.project
        if self._window.steps.current == "train":
            self._dock.draw(history, project.training.epochs if project else 1)
        epochs = len(history.epochs) if history else 0
        if epochs != self._epochs_told:
            self._epochs_told = epochs
            self._window.refresh()


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
    files.save(project, folder.path / f"graph{files.SUFFIX}")
    return folder
