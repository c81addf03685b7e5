"""How quickly the window appears, and how alive it stays beside a training run.

    python -m tests.benchmarks.window --json

Each measurement is made in a process of its own, the sides in turns; the median counts.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.benchmarks.processes import figures_of

if TYPE_CHECKING:
    from studio.project.project import Project

BLOCKS = 200
TICK_MS = 16
SECONDS = 8.0
WARM_UP = 3.0


def measured(quick: bool) -> dict[str, float]:
    """All figures of this file."""
    rounds = 3 if quick else 5
    starts: dict[str, list[float]] = {"ours": [], "bare": []}
    child("ours")  # warms the disk
    child("bare")
    for _ in range(2 * rounds):
        for name, times in starts.items():
            times.append(child(name)["seconds"])
    sides: dict[str, list[dict[str, float]]] = {"live": [], "headless": [], "all_cores": []}
    for _ in range(rounds):
        for name, runs in sides.items():
            runs.append(child(name))
    ratios = [
        live["speed"] / alone["speed"]
        for live, alone in zip(sides["live"], sides["headless"], strict=True)
    ]
    of_all = [
        live["speed"] / whole["speed"]
        for live, whole in zip(sides["live"], sides["all_cores"], strict=True)
    ]
    return {
        "start_vs_bare_window": statistics.median(
            ours / bare for ours, bare in zip(starts["ours"], starts["bare"], strict=True)
        ),
        "start_seconds": statistics.median(starts["ours"]),
        "bare_window_seconds": statistics.median(starts["bare"]),
        "timer_late_p99_ms": statistics.median(live["late_p99_ms"] for live in sides["live"]),
        "timer_late_max_ms": max(live["late_max_ms"] for live in sides["live"]),
        "live_vs_headless": statistics.median(ratios),
        "live_vs_headless_all_cores": statistics.median(of_all),
        "live_samples_per_s": statistics.median(live["speed"] for live in sides["live"]),
    }


def child(name: str) -> dict[str, float]:
    """Run one measurement in a fresh process."""
    return figures_of("tests.benchmarks.window", name)


# ---- in the child processes ---------------------------------------------------------------------


def say(**figures: float) -> None:
    """Print the figures and end this process at once."""
    print(json.dumps(figures), flush=True)
    os._exit(0)


def say_when_painted(window: type, painted: Callable[[], None]) -> None:
    """Call back once the event loop has gone round after a window's first paint."""
    from PySide6.QtCore import QTimer

    original = window.paintEvent

    def paint(self: object, event: object) -> None:
        original(self, event)
        QTimer.singleShot(0, painted)

    window.paintEvent = paint


def began() -> float:
    return float(os.environ["LAYERLOOM_BEGAN"])


def start_ours() -> None:
    """The command, as a person types it."""
    from studio.cli import main as layerloom
    from studio.ui import window

    say_when_painted(window.Window, lambda: say(seconds=time.monotonic() - began()))
    sys.argv = ["layerloom"]
    layerloom()


def start_bare() -> None:
    """A window of PySide6 with a plot of pyqtgraph in it, and nothing else."""
    import pyqtgraph as pg
    from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

    app = QApplication([])
    window = QWidget()
    window.resize(1440, 900)
    layout = QVBoxLayout(window)
    layout.addWidget(pg.PlotWidget())
    say_when_painted(QWidget, lambda: say(seconds=time.monotonic() - began()))
    original = QWidget.paintEvent
    window.paintEvent = lambda event: original(window, event)
    window.show()
    app.exec()


def project_with_blocks(blocks_in_all: int = BLOCKS) -> Project:
    """The classic CNN on fashion, among more blocks, which lead to no output."""
    from studio.blocks import blocks
    from studio.graph.graph import Node, Wire
    from studio.project import files
    from studio.resources import path

    project = files.load(path("graphs", "fashion_cnn.layerloom"))
    graph = project.graph
    missing = blocks_in_all - len(graph.nodes)
    source = next(node.id for node in graph.nodes if node.block.kind == "picture_input")
    nodes = tuple(
        Node(
            id=f"extra_{i}",
            block=blocks["dropout"](),
            x=240.0 * (1 + i % 12),
            y=94.0 * (i // 12),
        )
        for i in range(missing)
    )
    wires = tuple(
        Wire(source=nodes[i - 1].id if i else source, target=node.id)
        for i, node in enumerate(nodes)
    )
    training = project.training.but(epochs=1000)
    return project.but(graph=graph.added(*nodes, wires=wires), training=training)


def live() -> None:
    """Train beside the window: how late is a timer, and how fast is the training?"""
    from PySide6.QtCore import QElapsedTimer, Qt, QTimer

    from studio.training.events import Progress
    from studio.ui import app
    from studio.ui.settings import Settings
    from studio.ui.theme import theme
    from studio.ui.window import Window

    application = app.application()
    theme().apply(application, "light")
    window = Window(Settings())
    window.show()
    window.document.open(project_with_blocks(), None)
    trainer = window.run.trainer
    clock, late = QElapsedTimer(), []
    timer = QTimer(interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)

    def tick() -> None:
        late.append(max(0.0, clock.nsecsElapsed() / 1e6 - TICK_MS))
        clock.restart()

    def begin() -> None:
        clock.start()
        timer.timeout.connect(tick)
        timer.start()
        before = trainer.history.latest
        QTimer.singleShot(int(SECONDS * 1000), lambda: end(before))

    def end(before: Progress) -> None:
        late.sort()
        say(
            speed=speed_between(before, trainer.history.latest),
            late_p99_ms=late[int(0.99 * len(late))],
            late_max_ms=late[-1],
        )

    def wait_for_start() -> None:
        if trainer.history is not None and trainer.history.epochs:
            QTimer.singleShot(int(WARM_UP * 1000), begin)
            return
        QTimer.singleShot(50, wait_for_start)

    window.run.start()
    wait_for_start()
    application.exec()


def headless(threads: int) -> None:
    """The same run without a window."""
    from studio.training.events import EpochEnd, Progress
    from studio.training.run import Run

    project = project_with_blocks()
    run = Run(project.graph, project.data, project.training, threads=threads)
    run.start()
    warm = first = None
    for event in run.stream():
        if isinstance(event, EpochEnd) and warm is None:
            warm = time.monotonic() + WARM_UP
        if isinstance(event, Progress) and warm is not None and time.monotonic() > warm:
            first = first or event
            if event.seconds - first.seconds > SECONDS:
                say(speed=speed_between(first, event))


def speed_between(first: object, last: object) -> float:
    """Steps per second between two Progress events, validation included."""
    steps = (last.epoch - first.epoch) * first.steps + last.step - first.step
    return steps / (last.seconds - first.seconds)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    measures: dict[str, Callable[[], None]] = {
        "ours": start_ours,
        "bare": start_bare,
        "live": live,
        "headless": lambda: headless(1),
        "all_cores": lambda: headless(os.cpu_count() or 2),
    }
    if chosen.measure:
        measures[chosen.measure]()
        return
    figures = measured(chosen.quick)
    if chosen.json:
        print(json.dumps({name: round(value, 4) for name, value in figures.items()}))
        return
    for name, value in figures.items():
        print(f"{name:32} {value:,.3f}")


if __name__ == "__main__":
    main()
