"""The notice over the canvas about a run: what it trains, what failed, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from studio.language import tr
from studio.ui.document import Document
from studio.ui.strip import Strip
from studio.ui.training import run_words
from studio.ui.training.trainer import Trainer

if TYPE_CHECKING:
    from studio.training.session import Weights

Start = Callable[["Weights | None"], object]


class RunNotice:
    """Compares the document with what the run trains."""

    def __init__(self, strip: Strip, trainer: Trainer, document: Document, start: Start) -> None:
        self._strip, self._trainer, self._document = strip, trainer, document
        self._start = start
        self.not_kept = ""  # why the run is not kept on disk; nothing: it is

    def show(self) -> None:
        """Say that the document is no longer what the run trains, or why the run failed."""
        trained, now = self._trainer.project, self._document.project
        if (end := run_words.failure(self._trainer)) is not None:
            self._strip.say(f"{end.why} {end.remedy}", (tr("Close"), self._strip.hide))
            return
        if not self._trainer.busy or trained is None:
            self._say_not_kept()
            return
        network = trained.graph != now.graph or trained.data != now.data
        settings = trained.training != now.training
        if self._trainer.state == "paused" and settings and not network:
            self._strip.say(
                tr("The settings of this run were changed while it is paused."),
                (tr("Continue with the change"), self._continue_changed),
                (tr("Resume without it"), self._trainer.resume),
            )
        elif network or settings:
            self._strip.say(
                tr("The run goes on with the project as it was when the run started."),
                (tr("Start a new run"), lambda: self._after_this_run(lambda: self._start(None))),
            )
        else:
            self._say_not_kept()

    def _say_not_kept(self) -> None:
        """Of this run nothing else is to be said."""
        if not self.not_kept or self._trainer.project is None:
            self._strip.hide()
            return
        text = tr("This run is not kept on disk: {why} Its weights are only in memory.")
        self._strip.say(text.format(why=self.not_kept), (tr("Close"), self._let_go))

    def _let_go(self) -> None:
        self.not_kept = ""
        self._strip.hide()

    def _continue_changed(self) -> None:
        """Go on from the weights of the paused run, with the settings as they are now."""

        def begin() -> None:
            if self._trainer.last is not None:  # else the run has failed, and says so itself
                self._start(self._trainer.last)

        self._after_this_run(begin)

    def _after_this_run(self, begin: Callable[[], object]) -> None:
        """Stop the run, and begin when it is over."""

        def over() -> None:
            if not self._trainer.busy:
                self._trainer.state_changed.disconnect(over)
                begin()

        self._trainer.state_changed.connect(over)
        self._trainer.stop()
