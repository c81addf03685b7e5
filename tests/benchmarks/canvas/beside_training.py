"""A canvas of 1,000 blocks that is painted 60 times a second while the classic CNN trains."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, Qt, QTimer

from studio.training.events import Progress
from studio.ui import app
from studio.ui.settings import Settings
from studio.ui.theme import theme
from studio.ui.window import Window
from tests.benchmarks.processes import figures_of
from tests.benchmarks.window import SECONDS, WARM_UP, project_with_blocks, speed_between

BLOCKS = 1_000
FRAME_MS = 16


def figures(child: Callable[..., dict[str, float]], rounds: int) -> dict[str, float]:
    """The slowest frames, and the share of its speed that the training keeps."""
    shares, p99 = [], []
    for _ in range(rounds):
        live = child("training")
        alone = figures_of("tests.benchmarks.window", "headless")
        shares.append(live["speed"] / alone["speed"])
        p99.append(live["p99"])
    return {
        "frame_p99_training": statistics.median(p99),
        "trainer_share": statistics.median(shares),
    }


def training() -> dict[str, float]:
    """Paint the whole canvas at every tick, and time it."""
    window = training_window(BLOCKS)
    trainer, port = window.run.trainer, window.canvas.viewport()
    window.steps.go("build")
    window.canvas.camera.zoom_reset()
    wait(WARM_UP)
    frames: list[float] = []

    def frame() -> None:
        began = time.perf_counter()
        port.repaint()
        frames.append(1000 * (time.perf_counter() - began))

    timer = QTimer(interval=FRAME_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(frame)
    timer.start()
    before = progress(window)
    wait(SECONDS)
    timer.stop()
    speed = speed_between(before, progress(window))
    trainer.stop()
    frames.sort()
    return {"p99": frames[int(0.99 * len(frames))], "speed": speed}


def training_window(blocks: int) -> Window:
    """A window with a network of so many blocks, of which the classic CNN is being trained."""
    application = app.application()
    theme().apply(application, "light")
    window = Window(Settings())
    window.show()
    window.document.open(project_with_blocks(blocks), None)
    window.run.start()
    until(lambda: window.run.trainer.history is not None and _epochs(window) > 0)
    return window


def progress(window: Window) -> Progress:
    """How far the training is."""
    history = window.run.trainer.history
    assert history is not None
    assert history.latest is not None
    return history.latest


def wait(seconds: float) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(1000 * seconds), loop.quit)
    loop.exec()


def until(done: Callable[[], bool], most: float = 120.0) -> None:
    """Let the window live until something is so."""
    end = time.monotonic() + most
    while not done():
        if time.monotonic() > end:
            raise TimeoutError("the training did not begin")
        wait(0.05)


def _epochs(window: Window) -> int:
    history = window.run.trainer.history
    return len(history.epochs) if history else 0


MEASURES = {"training": training}
