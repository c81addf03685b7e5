"""How the numbers of a run are said: durations, speeds, counts."""

from __future__ import annotations

from studio.language import number, tr


def duration(seconds: float) -> str:
    """A time in whole units: "9 s", "1 min 32 s", "2 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return tr("{s} s").format(s=whole)
    if whole < 3600:
        return tr("{m} min {s} s").format(m=whole // 60, s=whole % 60)
    return tr("{h} h {m} min").format(h=whole // 3600, m=whole % 3600 // 60)


def left(seconds: float) -> str:
    """A rounded time that is still to go: "about 3 min left"."""
    if seconds < 5:
        return tr("a few seconds left")
    if seconds < 50:
        return tr("about {s} s left").format(s=max(5, round(seconds / 5) * 5))
    if seconds < 3600:
        return tr("about {m} min left").format(m=max(1, round(seconds / 60)))
    return tr("about {h} h left").format(h=max(1, round(seconds / 3600)))


def speed(samples_per_s: float) -> str:
    """How many examples a second: "4,120 examples/s"."""
    rounded = float(f"{samples_per_s:.3g}")
    shown = number(int(rounded)) if rounded >= 10 else number(rounded)
    return tr("{n} examples/s").format(n=shown)
