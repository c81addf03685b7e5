"""Estimate: how long an epoch takes here, from a run of two seconds whose weights are let go."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from studio.project.checks import Checked
from studio.project.project import Project
from studio.training.events import Event, Failed, Finished, Started, Waiting
from studio.training.pace import seconds_per_epoch
from studio.ui.document import Document
from studio.ui.training.run_control import RunControl, threads_beside_window

if TYPE_CHECKING:
    from studio.training.run import Run

PROBE: Final = 2.0  # seconds of training
REST: Final = 5000  # milliseconds without an edit until it is estimated unasked
_LOOK: Final = 50
_READY: Final = "studio.training.recipes.supervised"  # what the window loads once it is shown


class Estimate(QObject):
    """Trains for two seconds beside the window when asked to, or once the network rests.

    `seconds` is what an epoch takes, or None where that is not known. An edit that changes what is
    computed, and a run that a person begins, end the probe at its next step.
    """

    changed = Signal()

    def __init__(self, document: Document, control: RunControl, parent: QObject) -> None:
        super().__init__(parent)
        self._document, self._control = document, control
        self.seconds: float | None = None
        self._run: Run | None = None
        self._events: list[Event] = []
        self._checked = document.checked
        self._look = QTimer(self, interval=_LOOK)
        self._look.timeout.connect(self._follow)
        self._end = QTimer(self, singleShot=True, interval=round(PROBE * 1000))
        self._end.timeout.connect(self._conclude)
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._rested)
        document.changed.connect(self._edited)
        control.trainer.state_changed.connect(self._run_changed)

    @property
    def busy(self) -> bool:
        """Whether it trains now."""
        return self._run is not None

    def watch(self) -> None:
        """From now on, estimate unasked whenever the network has rested for some seconds."""
        self._document.changed.connect(lambda *_: self._wait())
        self._control.trainer.state_changed.connect(self._wait)
        self._wait()

    def begin(self) -> None:
        """Train for two seconds; what comes out is told by `changed`."""
        from studio.training.run import Run  # not needed to show the window

        self.cancel()
        project = self._document.project
        self._checked, self._events = self._document.checked, []
        self._run = Run(
            project.graph, project.data, project.training, threads=threads_beside_window()
        )
        self._run.start()
        self._look.start()

    def refusal(self) -> str:
        """Why it cannot be estimated now; empty: it can."""
        return self._control.start_refusal()

    def cancel(self) -> None:
        """Stop training at the next step; nothing comes out."""
        self._look.stop()
        self._end.stop()
        if self._run is not None:
            self._run.close()
            self._run = None

    def close(self) -> None:
        """Stop for good: the window closes."""
        self._rest.stop()
        run = self._run
        self.cancel()
        if run is not None:
            run.join(PROBE)

    def _follow(self) -> None:
        """Take in what the run has told."""
        if self._run is None:
            return
        came = self._run.drain()
        self._events += came
        for event in came:
            match event:
                case Waiting() | Failed():
                    self.cancel()  # another window trains, or training will say what is wrong
                    return
                case Started():
                    self._end.start()
                case Finished():
                    self._conclude()
                    return

    def _conclude(self) -> None:
        """Two seconds are over."""
        if self._run is not None:
            self._events += self._run.drain()
        self.cancel()
        self._know(seconds_per_epoch(self._events))

    def _know(self, seconds: float | None) -> None:
        if seconds != self.seconds:
            self.seconds = seconds
            self.changed.emit()

    def _edited(self, before: Project, after: Project) -> None:
        same = (before.data, before.training) == (after.data, after.training)
        if not same or not _cost_the_same(self._checked, self._document.checked):
            self.cancel()
            self._know(None)
        self._checked = self._document.checked

    def _run_changed(self) -> None:
        if self._control.trainer.busy:
            self.cancel()

    def _wait(self) -> None:
        self._rest.start()

    def _rested(self) -> None:
        """Nothing has happened for a while: estimate, if that is not known and disturbs nobody."""
        if _READY not in sys.modules:
            self._rest.start()
        elif self.seconds is None and not self.busy and not self.refusal():
            self.begin()


def _cost_the_same(before: Checked, after: Checked) -> bool:
    """Whether an edit has left alone what is computed: it moved or named blocks."""
    had, has = before.costs, after.costs
    return had.keys() == has.keys() and all(had[id] is has[id] for id in has)
