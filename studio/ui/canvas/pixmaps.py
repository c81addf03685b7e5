"""Pixmaps: what has been drawn, kept for the next frame, with a limit in time and in memory."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

FRAME_BUDGET: Final = 0.004  # seconds of new pixmaps in one frame
MOST_BYTES: Final = 96 * 2**20


@dataclass(frozen=True, slots=True)
class Scale:
    """How large things are drawn: zoom, and pixels of the screen for one unit of the window."""

    zoom: float
    ratio: float

    @property
    def pixels(self) -> float:
        """Pixels of the screen for one unit of the scene."""
        return self.zoom * self.ratio


class Pixmaps:
    """Pixmaps by key. `made` counts those drawn so far."""

    def __init__(self) -> None:
        self.made = 0
        self._kept: dict[Hashable, QPixmap] = {}
        self._bytes = 0
        self._until = float("inf")
        self._drawn = False  # whether this frame has drawn one

    def frame(self) -> None:
        """A new frame begins: there is time again."""
        self._until = perf_counter() + FRAME_BUDGET
        self._drawn = False

    def get(self, key: Hashable, draw: Callable[[], QPixmap]) -> QPixmap:
        """The pixmap of this key, drawn now if it is new."""
        found = self._kept.get(key)
        return found if found is not None else self._keep(key, draw())

    def get_in_time(self, key: Hashable, draw: Callable[[], QPixmap]) -> QPixmap | None:
        """The same, or None if this frame has used up its time; each frame draws one at least."""
        found = self._kept.get(key)
        if found is None and (not self._drawn or perf_counter() < self._until):
            self._drawn = True
            return self._keep(key, draw())
        return found

    def clear(self) -> None:
        """Forget everything: the colours have changed."""
        self._kept.clear()
        self._bytes = 0

    def _keep(self, key: Hashable, pixmap: QPixmap) -> QPixmap:
        self.made += 1
        self._kept[key] = pixmap
        self._bytes += _bytes(pixmap)
        while self._bytes > MOST_BYTES:
            self._bytes -= _bytes(self._kept.pop(next(iter(self._kept))))
        return pixmap


def _bytes(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4


def blank(width: float, height: float, ratio: float) -> QPixmap:
    """A clear pixmap for this many units of the window."""
    made = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
    made.fill(Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(ratio)
    return made


@contextmanager
def drawing(pixmap: QPixmap) -> Iterator[QPainter]:
    """A smooth painter on a pixmap, ended in any case."""
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield painter
    finally:
        painter.end()
