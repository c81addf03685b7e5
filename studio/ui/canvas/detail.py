"""Level of detail: how much of a card is drawn at which zoom."""

from __future__ import annotations

from enum import IntEnum
from functools import cache

from studio.ui import tokens


class Detail(IntEnum):
    """From far to near."""

    PLAIN = 0  # a rectangle in the family's colour
    ICON = 1  # a card in the family's colour with its icon
    NAME = 2  # tile, name and ports
    FULL = 3  # settings, parameters and shapes too


def detail(zoom: float) -> Detail:
    """How much is drawn at this zoom."""
    for level, least in zip(reversed(Detail), _thresholds(), strict=True):
        if zoom >= least - 1e-6:
            return level
    return Detail.PLAIN


@cache
def _thresholds() -> tuple[float, ...]:
    return tuple(float(level["minZoom"]) for level in tokens.raw()["levelOfDetail"])
