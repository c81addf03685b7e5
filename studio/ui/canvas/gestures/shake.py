"""Shake: a pointer that goes to and fro quickly."""

from __future__ import annotations

from typing import Final

_LEG: Final = 20.0  # pixels of the window; a hand that only searches goes less far or slower
_TURNS: Final = 3
_WITHIN: Final = 0.8  # seconds


class Shake:
    """Counts the turns of one coordinate."""

    def __init__(self, start: float) -> None:
        self._far = start  # the farthest since the last turn
        self._side = 0
        self._turns: list[float] = []

    def follow(self, place: float, now: float) -> bool:
        """Whether the pointer, here at this time in seconds, has been shaken."""
        off = place - self._far
        if self._side and off * self._side > 0:
            self._far = place
        elif abs(off) >= _LEG:
            if self._side:
                self._turns.append(now)
            self._far, self._side = place, 1 if off > 0 else -1
        self._turns = [turn for turn in self._turns if now - turn <= _WITHIN]
        return len(self._turns) >= _TURNS
