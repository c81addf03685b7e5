"""Held: what a pressed button has hold of, until it is dragged or let go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from studio.ui.canvas.gestures.gesture import Gesture


@dataclass(frozen=True)
class Held:
    """What is pressed: a gesture begins if it is dragged, else `click` is called at the end."""

    drag: Callable[[], Gesture | None] = lambda: None
    click: Callable[[], None] = lambda: None
