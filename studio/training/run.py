"""Run: pumps a recipe on a background thread; its events wait in a queue."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Iterator

from studio.data.dataset import Dataset
from studio.graph.graph import Graph
from studio.training import failures
from studio.training.checkpoint import RunFolder
from studio.training.events import Event, Failed, Finished, Paused, Resumed, Waiting
from studio.training.history import History
from studio.training.session import Session, Weights
from studio.training.settings import TrainingSettings

# One run at a time in a process: two would only take the processor from each other.
_turn = threading.Lock()
LOOK_UP = 0.05  # seconds between looks whether a waiting run is still wanted


class Run:
    """One training run. It trains the values that it was given; nothing can change them.

    Every method returns at once, but `join` and `stream`; what happens is told by the events, the
    last of which is Finished or Failed (after `close` there may be none).

    Args:
        start: weights to begin with instead of new ones.
        threads: processor threads for this run, and for torch in threads that begin later; None
            leaves them as they are.
        folder: where history and best weights are written when the run ends.
    """

    def __init__(
        self,
        graph: Graph,
        data: Dataset,
        settings: TrainingSettings,
        *,
        start: Weights | None = None,
        threads: int | None = None,
        folder: RunFolder | None = None,
    ) -> None:
        self._session = Session(start)
        self._pump = _Pump(graph, data, settings, self._session, threads, folder)
        self._thread = threading.Thread(target=self._pump.work, name="training", daemon=True)

    def start(self) -> None:
        """Begin, or wait for the run that goes on now."""
        self._thread.start()

    def pause(self) -> None:
        """Take no further step until resumed. A run that was stopped ends all the same."""
        if not self._session.stopping:
            self._pump.going.clear()

    def resume(self) -> None:
        """Go on after a pause."""
        self._pump.going.set()

    def stop(self) -> None:
        """End after this step; the best weights so far get their test score and are kept."""
        self._session.stopping = True
        self._pump.going.set()

    def close(self) -> None:
        """End after this step, without a test score and without a last event."""
        self._pump.closing = True
        self.stop()

    def join(self, timeout: float | None = None) -> bool:
        """Wait until the run has ended; whether it has."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def drain(self) -> list[Event]:
        """The events since the last time, without waiting."""
        events: list[Event] = []
        while True:
            try:
                event = self._pump.events.get_nowait()
            except queue.Empty:
                return events
            if event is not None:
                events.append(event)

    def stream(self) -> Iterator[Event]:
        """Every event as it comes, until the run has ended."""
        while (event := self._pump.events.get()) is not None:
            yield event

    @property
    def running(self) -> bool:
        """Whether the run has begun and not ended; also while it waits or pauses."""
        return self._thread.is_alive()

    @property
    def paused(self) -> bool:
        """Whether a pause was asked for."""
        return not self._pump.going.is_set()

    @property
    def best(self) -> Weights | None:
        """The best weights so far; complete once the run has ended."""
        return self._session.best

    @property
    def last(self) -> Weights | None:
        """The weights at the end of the run, to go on from."""
        return self._session.last


class _Pump:
    """What happens on the training thread."""

    def __init__(
        self,
        graph: Graph,
        data: Dataset,
        settings: TrainingSettings,
        session: Session,
        threads: int | None,
        folder: RunFolder | None,
    ) -> None:
        self.events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()  # None: the run is over
        self.going = threading.Event()
        self.going.set()
        self.closing = False
        self._task = graph, data, settings
        self._seed = settings.seed
        self._session, self._threads, self._folder = session, threads, folder
        self._history = History()

    def work(self) -> None:
        """Wait for the turn, train, and say that the run is over."""
        try:
            if self._wait_for_turn():
                try:
                    self._train()
                finally:
                    _turn.release()
            elif not self.closing:
                self._tell(Finished(stopped=True, epochs=0, best_epoch=None, test=None))
        finally:
            self.events.put(None)

    def _wait_for_turn(self) -> bool:
        """Whether it is this run's turn; not if it was stopped before."""
        if _turn.acquire(blocking=False):
            return True
        self._tell(Waiting())
        while not self._session.stopping:
            if _turn.acquire(timeout=LOOK_UP):
                return True
        return False

    def _train(self) -> None:
        end: Event | None
        try:
            end = self._pull()
        except Exception as error:  # noqa: BLE001 (whatever it is, it ends in a sentence)
            end = failures.explained(error, self._session.best_epoch)
        if end is not None:
            self._history.append(end)
        unsaved = self._save()
        for event in (end, unsaved):
            if event is not None:
                self.events.put(event)

    def _pull(self) -> Event | None:
        """Pull the recipe to its end; its last event is not told yet."""
        self._session.began = time.perf_counter()
        events = self._recipe()
        try:
            for event in events:
                if isinstance(event, Finished | Failed):
                    return event
                if event is not None:
                    self._tell(event)
                if not self.going.is_set():
                    self._rest()
                if self.closing:
                    break
        finally:
            events.close()
        return None

    def _recipe(self) -> Generator[Event | None, None, None]:
        # torch takes a second to import, and only this thread waits for it.
        import torch

        from studio.training.recipes.dice import with_own_dice
        from studio.training.recipes.supervised import supervised

        if self._threads is not None:
            torch.set_num_threads(self._threads)
        recipe = supervised(*self._task, self._session)
        return with_own_dice(recipe, self._seed)

    def _rest(self) -> None:
        """Do nothing until the run is resumed or stopped."""
        since = time.perf_counter()
        self._tell(Paused())
        self.going.wait()
        self._session.paused += time.perf_counter() - since
        if not self._session.stopping:
            self._tell(Resumed())

    def _tell(self, event: Event) -> None:
        self._history.append(event)
        self.events.put(event)

    def _save(self) -> Failed | None:
        """Write what the run leaves behind, before its end is told; an event if that failed."""
        if self._folder is None:
            return None
        try:
            self._folder.write(self._history, self._session.best)
        except OSError as error:
            return failures.unsaved(self._folder.path, error, self._session.best_epoch)
        return None
