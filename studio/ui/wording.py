"""Large numbers in few letters."""

from __future__ import annotations

from studio.language import number, tr


def short(value: int) -> str:
    """A large number in few letters: "1.2 million"."""
    if value >= 1_000_000_000:
        return tr("{n} billion").format(n=number(round(value / 1e9, 1)))
    if value >= 1_000_000:
        return tr("{n} million").format(n=number(round(value / 1e6, 1)))
    return number(value)
