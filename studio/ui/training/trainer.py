"""Trainer: the run beside the window. Drains its events on a timer and tells who listens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from studio.project.project import Project
from studio.training.events import Failed, Finished, Paused, Progress, Resumed, Started, Waiting
from studio.training.history import History

if TYPE_CHECKING:
    from studio.training.checkpoint import RunFolder
    from studio.training.run import Run
    from studio.training.session import Weights

State: TypeAlias = Literal[
    "idle", "preparing", "waiting", "running", "pausing", "paused", "stopping", "over"
]

DRAIN_MS = 33  # at most 30 times a second
DRAW_MS = 200  # at most 5 times a second


class Trainer(QObject):
    """Owns at most one run. `project` is the value that the run trains or trained."""

    state_changed = Signal()
    advanced = Signal()  # new numbers, at most 30 times a second
    drawn = Signal()  # time to redraw curves, at most 5 times a second

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state: State = "idle"
        self.history: History | None = None
        self.project: Project | None = None
        self._run: Run | None = None
        self._fresh = False
        self._drain = QTimer(self, interval=DRAIN_MS)
        self._drain.timeout.connect(self.drain)
        self._draw = QTimer(self, interval=DRAW_MS)
        self._draw.timeout.connect(self._redraw)

    @property
    def busy(self) -> bool:
        """Whether a run is under way, paused ones included."""
        return self.state not in ("idle", "over")

    @property
    def best(self) -> Weights | None:
        """The best weights of the run, once there are some."""
        return self._run.best if self._run else None

    @property
    def last(self) -> Weights | None:
        """The weights at the end of the run, to go on from."""
        return self._run.last if self._run else None

    def start(
        self,
        project: Project,
        *,
        threads: int | None = None,
        folder: RunFolder | None = None,
        weights: Weights | None = None,
    ) -> None:
        """Begin a run of this project; with weights, go on from them."""
        from studio.training.run import Run  # not needed to show the window

        self.project = project
        self.history = History()
        self._run = Run(
            project.graph,
            project.data,
            project.training,
            start=weights,
            threads=threads,
            folder=folder,
        )
        self._run.start()
        self._drain.start()
        self._draw.start()
        self._enter("preparing")

    def pause(self) -> None:
        """Take no further step until `resume`."""
        if self._run and self.state == "running":
            self._run.pause()
            self._enter("pausing")

    def resume(self) -> None:
        """Go on as if there had been no pause."""
        if self._run and self.state in ("paused", "pausing"):
            self._run.resume()
            if self.state == "pausing":  # a run that has not noticed the pause tells nothing of it
                self._enter("running")

    def stop(self) -> None:
        """End the run at the next step; its best weights are scored and kept."""
        if self._run and self.busy:
            self._run.stop()
            self._enter("stopping")

    def forget(self) -> None:
        """Let go of a run that is over: another network is on the canvas now."""
        if not self.busy:
            self._run = self.history = self.project = None
            self._enter("idle")

    def drain(self) -> None:
        """Take in what the run has told since the last time."""
        if self._run is None or self.history is None:
            return
        events = self._run.drain()
        over = any(isinstance(event, Finished | Failed) for event in events)
        if over:
            self._run.join()  # it has nothing left to do but to say that it could not be saved
            events += self._run.drain()
        for event in events:
            self.history.append(event)
            match event:
                case Waiting():
                    self._enter("waiting")
                case Started() | Resumed():
                    self._enter("running")
                case Paused():
                    self._enter("paused")
        if over:
            self._end()
        if events:
            self._fresh = True
            if any(isinstance(event, Progress) for event in events):
                self.advanced.emit()

    def close(self, patience: float = 10.0) -> bool:
        """End at the next step and wait for the thread; says whether it ended in time."""
        self._drain.stop()
        self._draw.stop()
        if self._run is None:
            return True
        self._run.close()
        return self._run.join(patience)

    def _enter(self, state: State) -> None:
        if state != self.state and not (self.state == "stopping" and state != "over"):
            self.state = state
            self.state_changed.emit()

    def _end(self) -> None:
        self._drain.stop()
        self._draw.stop()
        self._enter("over")
        self.drawn.emit()

    def _redraw(self) -> None:
        if self._fresh:
            self._fresh = False
            self.drawn.emit()
