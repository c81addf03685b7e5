"""Dice: random numbers of a run, kept apart from those of everyone else."""

from __future__ import annotations

import threading
from collections.abc import Generator
from typing import TypeVar

import torch

T = TypeVar("T")

# torch's layers draw from one state for the whole process and take no other.
_lock = threading.Lock()


def with_own_dice(events: Generator[T, None, None], seed: int) -> Generator[T, None, None]:
    """The same events; whatever draws random numbers between two pulls changes nothing in them."""
    mine: torch.Tensor | None = None
    try:
        while True:
            with _lock:
                theirs = torch.get_rng_state()
                if mine is None:
                    torch.manual_seed(seed)
                else:
                    torch.set_rng_state(mine)
                try:
                    event = next(events)
                except StopIteration:
                    return
                finally:
                    mine = torch.get_rng_state()
                    torch.set_rng_state(theirs)
            yield event
    finally:
        events.close()
