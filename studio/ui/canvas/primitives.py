"""Qt values over the memory of a numpy array, so that one call draws thousands of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar, cast

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
        self._kind: type[V] = kind
        self._rows: NDArray[Any] = np.zeros((0, 4), np.float64 if kind is QLineF else np.int32)
        self._values: list[V] = []

    def filled(self, rows: NDArray[np.generic]) -> list[V]:
        """The rows as Qt values; they hold until the next call."""
        count = len(rows)
        if count > len(self._rows):
            self._grow(max(count, 2 * len(self._rows)))
        self._rows[:count] = rows
        return self._values[:count]

    def _grow(self, count: int) -> None:
        self._rows = np.zeros((count, 4), self._rows.dtype)
        start, step = self._rows.ctypes.data, self._rows.itemsize * 4
        wrapped = (shiboken6.wrapInstance(start + row * step, self._kind) for row in range(count))
        self._values = cast(list[V], list(wrapped))


def among(parts: Sequence[Indices]) -> Indices:
    """The rows of several parts, each once, in order."""
    if len(parts) == 1:
        return parts[0]
    found: Indices = np.unique(np.concatenate(parts))
    return found


def polygon(points: Floats) -> QPolygonF:
    """Points (n, 2) as a polygon, copied in one go."""
    made = QPolygonF()
    made.resize(len(points))
    if len(points):
        # Its stubs know neither the arguments of VoidPtr nor that it is a buffer.
        memory: Any = shiboken6.VoidPtr(made.data(), len(points) * 16, True)  # type: ignore[call-arg, arg-type]
        np.frombuffer(memory, np.float64).reshape(-1, 2)[:] = points
    return made
