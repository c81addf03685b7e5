"""The Train step: the dock of the run, its settings, and what the window says about it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from studio.language import tr
from studio.project.project import Project
from studio.ui import edits
from studio.ui.training import run_words

if TYPE_CHECKING:
    from studio.ui.window import Window


class TrainStep:
    """Shows how the run goes, and carries settings to the document."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._document = window.document
        self._dock, self._setup = window.dock, window.setup
        self._run, self._trainer = window.run, window.run.trainer
        self._epochs_told = 0

    def connect(self) -> None:
        """Wire the parts to each other."""
        bar = self._dock.bar
        self._window.topbar.action_clicked.connect(self.act)
        self._window.topbar.device_clicked.connect(self._choose_device)
        bar.train.connect(lambda: self._run.start())
        bar.pause.connect(self._run.pause_or_resume)
        bar.stop.connect(self._trainer.stop)
        self._setup.data_changed.connect(partial(edits.set_data, self._document))
        self._setup.training_changed.connect(partial(edits.set_training, self._document))
        self._document.changed.connect(self._edited)
        self._document.opened.connect(self._trainer.forget)
        self._trainer.state_changed.connect(self._state_changed)
        self._trainer.advanced.connect(self._advanced)
        self._trainer.drawn.connect(self._draw)
        self._state_changed()

    def act(self) -> None:
        """The button at the right of the top bar: train, or show the run."""
        self._window.steps.go("train")
        if not self._trainer.busy:
            self._run.start()

    # ---- what the window asks ------------------------------------------------------------------

    def entered(self, training: bool) -> None:
        """The window has come to this step, or left it."""
        self._run.keeper.entered(training)
        if training:
            self._setup.show_project(self._document.project)
            self._draw()

    def show_action(self) -> None:
        """What the button at the right of the top bar says."""
        topbar, trainer = self._window.topbar, self._trainer
        if trainer.busy:
            share = run_words.share(trainer)
            topbar.set_action(f"{share:.0%}", role="plain", progress=share)
        else:
            topbar.set_action(tr("Train"), why_not=self._run.refusal())
        self._dock.bar.train_button.refuse(self._run.start_refusal())

    # ---- what happens --------------------------------------------------------------------------

    def _choose_device(self) -> None:
        self._window.steps.go("train")
        self._setup.training.row("device").editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _edited(self, before: Project, after: Project) -> None:
        changed = before.data is not after.data or before.training is not after.training
        if changed and self._window.steps.current == "train":
            self._setup.show_project(after)
        self._run.notice.show()

    def _state_changed(self) -> None:
        state, bar = self._trainer.state, self._dock.bar
        paused = state in ("paused", "pausing")
        bar.pause_button.dress(
            tr("Resume") if paused else tr("Pause"), icon="play" if paused else "pause"
        )
        bar.pause_button.refuse(self._run.pause_refusal())
        bar.stop_button.refuse(self._run.stop_refusal())
        locked = self._trainer.busy and not paused
        self._window.focus.keep(self._setup if locked else None)
        self._setup.lock(tr("Pause the run to change its settings.") if locked else "")
        self._say_state()
        started = self._trainer.history.started if self._trainer.history else None
        if started is not None:
            self._setup.show_batches(started)
            self._window.topbar.set_device(started.device.upper(), started.device_name)
        self._run.notice.show()
        self._window.refresh()

    def _say_state(self) -> None:
        bar, trainer = self._dock.bar, self._trainer
        text = run_words.headline(trainer)
        if text:
            bar.show_message(text, run_words.failure(trainer) is not None)
        else:
            self._advanced()
        if trainer.state in ("idle", "preparing", "over"):
            bar.bar.show_share(run_words.share(trainer))
            self._draw()

    def _advanced(self) -> None:
        history, project, state = self._trainer.history, self._trainer.project, self._trainer.state
        if history is not None and project is not None and state in ("running", "paused"):
            paused = state == "paused"
            self._dock.bar.show_progress(history, project.training.epochs, paused)
            self.show_action()

    def _draw(self) -> None:
        history, project = self._trainer.history, self._trainer.project
        if self._window.steps.current == "train":
            self._dock.draw(history, project.training.epochs if project else 1)
        epochs = len(history.epochs) if history else 0
        if epochs != self._epochs_told:
            self._epochs_told = epochs
            self._window.refresh()
