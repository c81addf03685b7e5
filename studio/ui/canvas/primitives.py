"""Qt values over the memory of a numpy array, so that one call draws thousands of them."""

from __future__ import annotations

from typing import Generic, TypeVar

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRect
from PySide6.QtGui import QPolygonF

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]
Mask = NDArray[np.bool_]

V = TypeVar("V", QLineF, QRect)


class Primitives(Generic[V]):
    """A growing array whose rows are also Qt values; making those is the slow part, done once."""

    def __init__(self, kind: type[V]) -> None:
        self._kind = kind
        self._numbers = np.float64 if kind is QLineF else np.int32
        self._rows = np.zeros((0, 4), self._numbers)
        self._values: list[V] = []

    def filled(self, rows: NDArray[np.generic]) -> list[V]:
        """The rows as Qt values; they hold until the next call."""
        count = len(rows)
        if count > len(self._rows):
            self._grow(max(count, 2 * len(self._rows)))
        self._rows[:count] = rows
        return self._values[:count]

    def _grow(self, count: int) -> None:
        self._rows = np.zeros((count, 4), self._numbers)
        start, step = self._rows.ctypes.data, self._rows.itemsize * 4
        self._values = [
            shiboken6.wrapInstance(start + row * step, self._kind) for row in range(count)
        ]


def polygon(points: Floats) -> QPolygonF:
    """Points (n, 2) as a polygon, copied in one go."""
    made = QPolygonF()
    made.resize(len(points))
    if len(points):
        memory = shiboken6.VoidPtr(made.data(), len(points) * 16, True)  # type: ignore[call-overload, arg-type]
        np.frombuffer(memory, np.float64).reshape(-1, 2)[:] = points  # type: ignore[call-overload]
    return made
