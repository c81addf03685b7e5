"""Which lines of a text differ after an edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Final

MOST_COMPARED: Final = 4000  # lines; more are replaced as a whole, which is quicker then


@dataclass(frozen=True, slots=True)
class Change:
    """Lines of the old text, from `start` to before `end`, give way to others."""

    start: int
    end: int
    lines: Sequence[str]


def changes(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """What has to be replaced to come from one text to the other, from the last to the first."""
    start, stop = 0, min(len(before), len(after))
    while start < stop and before[start] == after[start]:
        start += 1
    same = 0
    while same < stop - start and before[-1 - same] == after[-1 - same]:
        same += 1
    old, new = before[start : len(before) - same], after[start : len(after) - same]
    if len(old) == len(new):
        found = _in_place(old, new)
    elif max(len(old), len(new)) > MOST_COMPARED or not old or not new:
        found = [Change(0, len(old), new)]
    else:
        matched = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        found = [Change(a, b, new[c:d]) for kind, a, b, c, d in matched if kind != "equal"]
    return [Change(start + c.start, start + c.end, c.lines) for c in reversed(found)]


def _in_place(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Each run of lines that differ, where none came or went."""
    found: list[Change] = []
    place = 0
    for equal, pairs in groupby(zip(old, new, strict=True), key=lambda pair: pair[0] == pair[1]):
        lines = [line for _, line in pairs]
        if not equal:
            found.append(Change(place, place + len(lines), lines))
        place += len(lines)
    return found
