"""Whole sessions: minutes of mixed edits beside a training run, and projects opened and closed."""

from __future__ import annotations

import gc
import random
import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QPoint, Qt, QTimer

from studio.training.run import Run
from studio.ui.window import Window
from tests.benchmarks.canvas.beside_training import FRAME_MS, training_window, wait
from tests.benchmarks.canvas.drawn import project
from tests.benchmarks.window import project_with_blocks
from tests.wiring import block

BLOCKS = 500
EVERY = 6  # frames from one action to the next: ten actions a second
LATE_MS = 2 * FRAME_MS
OPENINGS = 50
WARM = 10  # openings after which memory is looked at first
SEED = 5


def figures(child: Callable[..., dict[str, float]], minutes: float) -> dict[str, float]:
    """How late frames are during edits, beside those of an empty loop; and the growth in MB."""
    edits, empty = child("edits", str(minutes)), child("empty", str(minutes))
    return {
        "session_frame_p999": edits["p999"],
        "session_frame_max": edits["max"],
        "session_actions": edits["actions"],
        "session_late_frames": edits["late"],
        "empty_loop_late_frames": empty["late"],
        "empty_loop_frame_p999": empty["p999"],
        **child("memory"),
    }


class Frames:
    """How long each turn of the event loop takes: the time from one tick to the next."""

    def __init__(self, each: Callable[[int], None] = lambda _n: None) -> None:
        self.times: list[float] = []
        self._clock = QElapsedTimer()
        self._each = each
        self._timer = QTimer(interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def over(self, seconds: float) -> dict[str, float]:
        """Tick for so long."""
        self._clock.start()
        self._timer.start()
        wait(seconds)
        self._timer.stop()
        self.times.sort()
        return {
            "p999": self.times[int(0.999 * len(self.times))],
            "max": self.times[-1],
            "late": float(sum(time > LATE_MS for time in self.times)),
        }

    def _tick(self) -> None:
        self.times.append(self._clock.nsecsElapsed() / 1e6)
        self._clock.restart()
        self._each(len(self.times))


class Hand:
    """Does one thing after the other in a window, drawn from a seed."""

    def __init__(self, window: Window) -> None:
        self.window, self.done = window, 0
        self._draw = random.Random(SEED)
        self._things = (
            self._select, self._move, self._add, self._settings, self._undo, self._redo,
            self._pan, self._zoom, self._copy, self._delete, self._unwire,
        )  # fmt: skip

    def tick(self, frame: int) -> None:
        """Do something in every few frames."""
        if frame % EVERY == 0:
            self._draw.choice(self._things)()
            self.done += 1

    def _extra(self) -> list[str]:
        """Blocks that may be changed without ending the run's network."""
        return [n.id for n in self.window.canvas.scope.graph.nodes if n.block.kind == "dropout"]

    def _select(self) -> None:
        self.window.canvas.select(self._draw.sample(self._extra(), 3))

    def _move(self) -> None:
        self._select()
        self.window.canvas.editing.nudge(self._draw.choice((-1, 1)), 1)

    def _add(self) -> None:
        self.window.canvas.select(self._draw.sample(self._extra(), 1))
        self.window.canvas.placing.add_block("dropout")

    def _settings(self) -> None:
        scope = self.window.canvas.scope
        id = self._draw.choice(self._extra())
        made = block("dropout", share=round(self._draw.uniform(0.1, 0.9), 3))
        scope.edit("Set", scope.graph.with_block(id, made))

    def _undo(self) -> None:
        self.window.actions_table["undo"].trigger()

    def _redo(self) -> None:
        self.window.actions_table["redo"].trigger()

    def _pan(self) -> None:
        self.window.canvas.camera.pan(QPoint(self._draw.randint(-90, 90), 40))

    def _zoom(self) -> None:
        self.window.canvas.camera.zoom_to(self._draw.choice((0.2, 0.5, 0.8, 1.0, 1.25)))

    def _copy(self) -> None:
        self._select()
        self.window.canvas.editing.duplicate()

    def _delete(self) -> None:
        if len(self._extra()) > BLOCKS // 2:
            self._select()
            self.window.canvas.editing.delete()

    def _unwire(self) -> None:
        scope = self.window.canvas.scope
        wires = scope.graph.into.get(self._draw.choice(self._extra()), ())
        scope.edit("Delete a wire", scope.graph.disconnected(*wires))


def edits(minutes: str) -> dict[str, float]:
    """Mixed edits of a network of 500 blocks while a part of it trains."""
    window = training_window(BLOCKS)
    window.steps.go("build")
    wait(3)
    hand = Hand(window)
    found = Frames(hand.tick).over(60 * float(minutes))
    window.run.trainer.stop()
    return found | {"actions": float(hand.done)}


def empty(minutes: str) -> dict[str, float]:
    """An event loop with nothing in it but the ticks, beside the same training."""
    app = QCoreApplication([])
    what = project_with_blocks(BLOCKS)
    run = Run(what.graph, what.data, what.training)
    run.start()
    drain = QTimer(interval=33)
    drain.timeout.connect(run.drain)
    drain.start()
    wait(8)
    found = Frames().over(60 * float(minutes))
    run.stop()
    del app
    return found


def memory() -> dict[str, float]:
    """By how many MB the process grows while a project is opened and closed again and again."""
    from studio.ui import app
    from studio.ui.settings import Settings
    from studio.ui.theme import theme

    theme().apply(app.application(), "light")
    window = Window(Settings())
    window.show()
    big, small = project(1_000), project(5)
    sizes = []
    for turn in range(WARM + OPENINGS):
        for each in (big, small):
            window.document.open(each, None)
            wait(0.05)
        if turn >= WARM - 1:
            gc.collect()
            sizes.append(_resident_mb())
    return {"memory_growth_mb": sizes[-1] - sizes[0]}


def _resident_mb() -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


MEASURES: dict[str, Callable[..., dict[str, float]]] = {
    "edits": edits,
    "empty": empty,
    "memory": memory,
}
