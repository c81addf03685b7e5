"""Usual values of a number, for a small list at its field: from its limits and its default."""

from __future__ import annotations

from typing import Final

from studio.ui.controls.number_field import Limits

_SMALL: Final = (0, 1, 2, 3, 4, 5, 6, 8, 10)
_POWERS: Final = (8, 16, 32, 64, 128, 256, 512)
_ROUND: Final = (1, 5, 10, 20, 50, 100, 200, 500)
_SHARES: Final = (0.0, 0.1, 0.2, 0.25, 0.3, 0.5, 0.75, 0.9)
_TINY: Final = 0.01  # no share of something
_AROUND: Final = (0.01, 0.1, 0.3, 1.0, 3.0, 10.0)  # times the default


def usual_values(limits: Limits, default: object) -> tuple[int | float, ...]:
    """What is often chosen within these limits; nothing where that is hardly a choice."""
    begin = default if isinstance(default, int | float) else None
    values = _whole(begin) if limits.whole else _decimal(limits, begin)
    allowed = sorted({value for value in values if limits.allow(value)})
    return tuple(allowed) if len(allowed) > 1 else ()


def _whole(default: float | None) -> tuple[int | float, ...]:
    if default is None:
        return _ROUND
    if default <= max(_SMALL[:-1]):
        return (*_SMALL, default)
    is_power = int(default) & (int(default) - 1) == 0
    return (*(_POWERS if is_power else _ROUND), default)


def _decimal(limits: Limits, default: float | None) -> tuple[int | float, ...]:
    is_share = limits.low is not None and limits.high is not None and limits.high <= 1
    if is_share and (not default or default >= _TINY):
        return (*_SHARES, default or 0.0)
    if not default:
        return (0.0, 0.1, 0.5, 1.0, 2.0, 5.0)
    return tuple(float(f"{default * times:.6g}") for times in _AROUND)
