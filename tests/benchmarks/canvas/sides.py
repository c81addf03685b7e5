"""The two editors under the same hands: each step is done, painted, and timed."""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QGraphicsView

SIZE = (1400, 900)
TURNS = 30
FEW = 12  # of what takes the peer long
NEAR = (700.0, 450.0)  # where the middle of the near view lies


class Side(ABC):
    """An editor that shows the drawn graph."""

    view: QGraphicsView

    def __init__(self) -> None:
        self.app = QApplication.instance() or QApplication([])

    @abstractmethod
    def close(self) -> None:
        """Show nothing."""

    @abstractmethod
    def open(self) -> None:
        """Read the file, and show the graph."""

    @abstractmethod
    def near(self) -> None:
        """Show about 60 blocks at their own size."""

    @abstractmethod
    def far(self) -> None:
        """Show all blocks."""

    @abstractmethod
    def pan(self, dx: int, dy: int) -> None:
        """Move what is seen by pixels."""

    @abstractmethod
    def zoom(self, by: float) -> None:
        """Show everything larger by a factor."""

    @abstractmethod
    def grip(self) -> QPointF:
        """A point of the view where a block can be grabbed."""

    @abstractmethod
    def edit(self, turn: int) -> None:
        """Add a block, wired to another one."""

    @abstractmethod
    def undo_edit(self) -> None:
        """Take that back."""

    def paint(self) -> None:
        """Let everything happen that waits, and paint."""
        self.app.processEvents()

    def full(self) -> None:
        """Paint the whole view again."""
        self.view.viewport().repaint()

    def mouse(self, kind: QEvent.Type, at: QPointF, button: bool = True) -> None:
        """A mouse event in the view, as from a hand."""
        port, left = self.view.viewport(), Qt.MouseButton.LeftButton
        none = Qt.MouseButton.NoButton
        moved = kind == QEvent.Type.MouseMove
        event = QMouseEvent(
            kind,
            at,
            QPointF(port.mapToGlobal(at.toPoint())),
            none if moved else left,
            left if button else none,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(port, event)


def timed(step: Callable[[], object]) -> float:
    """Milliseconds of processor time that a step takes in the window's thread.

    Nothing here waits, so on a quiet machine that is the time by the clock as well.
    """
    began = time.thread_time()
    step()
    return 1000 * (time.thread_time() - began)


def measured(side: Side) -> dict[str, float]:
    """The medians of everything that both editors can do, in milliseconds."""
    figures = {"open": statistics.median(_opened(side) for _ in range(3))}
    gc.collect()
    gc.freeze()  # what was opened is no rubbish; looking through it would fall on any step
    side.near()
    side.paint()
    figures["near_full"] = _median(side.full)
    figures["pan_live"] = _median(lambda: _painted(side, lambda: side.pan(-7, -5)))
    side.near()
    figures["drag"] = _dragged(side)
    figures["edit"] = _edited(side)
    side.near()
    side.paint()
    factors = iter([1.25, 0.8, 0.8, 1.25] * TURNS)
    figures["zoom_step"] = _median(lambda: _painted(side, lambda: side.zoom(next(factors))))
    side.far()
    side.paint()
    figures["all_full"] = _median(side.full, FEW)
    return figures


def reference() -> float:
    """A thousand bare pixmap blits, in milliseconds: how fast this machine is at painting."""
    card, paper = QPixmap(192, 56), QImage(*SIZE, QImage.Format.Format_RGB32)
    card.fill(Qt.GlobalColor.darkCyan)

    def blits() -> None:
        painter = QPainter(paper)
        for n in range(1000):
            painter.drawPixmap((n * 37) % 1200, (n * 53) % 840, card)
        painter.end()

    return _median(blits)


def scratch(name: str) -> Path:
    """A place for a file that lasts as long as this process."""
    return Path(tempfile.mkdtemp(prefix="canvas-")) / name


def _median(step: Callable[[], object], turns: int = TURNS) -> float:
    step()  # the first time something is made that stays
    return statistics.median(timed(step) for _ in range(turns))


def _opened(side: Side) -> float:
    side.close()
    side.paint()
    gc.collect()
    return timed(lambda: _painted(side, side.open))


def _painted(side: Side, step: Callable[[], object]) -> None:
    step()
    side.paint()


def _dragged(side: Side) -> float:
    side.paint()
    at, kinds = side.grip(), QEvent.Type
    side.mouse(kinds.MouseButtonPress, at)
    side.mouse(kinds.MouseMove, at + QPointF(24, 16))
    side.paint()
    times = []
    for turn in range(TURNS):
        # On and on: to and fro would be a shake, which takes the block out of its wires.
        point = at + QPointF(24 + 8 * turn, 16 + 4 * turn)
        move = lambda point=point: side.mouse(kinds.MouseMove, point)  # noqa: E731
        times.append(timed(lambda move=move: _painted(side, move)))
    side.mouse(kinds.MouseButtonRelease, at, button=False)
    side.paint()
    return statistics.median(times)


def _edited(side: Side) -> float:
    times = []
    for turn in range(FEW):
        times.append(timed(lambda turn=turn: _painted(side, lambda: side.edit(turn))))
        side.undo_edit()
        side.paint()
    return statistics.median(times)
