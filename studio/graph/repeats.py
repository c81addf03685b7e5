"""Repeats: equal parts of a network that follow each other, and so could be one group × N.

A part is what lies between two blocks through which all ways lead. Two parts are equal if they have
the same blocks, with the same settings, wired alike; what these are called does not matter.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from studio.blocks.activation import Activation
from studio.blocks.block import InputBlock, OutputBlock
from studio.blocks.group import MOST_REPEATED, Group, Inlet, Outlet
from studio.graph.dominators import dominators
from studio.graph.graph import Graph, Node
from studio.graph.shapes import Shapes

LEAST_SAVED: Final = 2  # blocks; a group of one block for two equal ones would hide more
MOST_ROWS: Final = 20  # at once; among more new groups nobody would find their way


@dataclass(frozen=True, slots=True)
class Repeat:
    """Equal parts one after the other: the blocks of each, in the same order.

    The last block of a part is the one through which it is left.
    """

    copies: tuple[tuple[str, ...], ...]

    @property
    def saved(self) -> int:
        """How many blocks one part fewer has to stand for."""
        return (len(self.copies) - 1) * len(self.copies[0])


def repeats(view: Graph, found: Shapes) -> tuple[Repeat, ...]:
    """What repeats in a network and can be folded, without overlaps; what saves most comes first.

    Each part gives the shape that it takes, as far as `found` knows, so that any number fits. There
    are at most MOST_ROWS.
    """
    numbers = count()
    known: dict[object, int] = {}
    made: list[Repeat] = []
    for points in _chains(view):
        chain = _Chain.of(view, found, points, known, numbers)
        made += [chain.repeat(*each) for each in _chosen(chain)]
    return tuple(sorted(made, key=lambda repeat: -repeat.saved)[:MOST_ROWS])


def _chains(view: Graph) -> Iterator[list[str]]:
    """The blocks, one after the other, between which a network has one way in and one way out."""
    ordered = frozenset(view.order)

    def before(id: str) -> Iterable[str]:
        return (wire.source for wire in view.into.get(id, ()))

    def after(id: str) -> Iterable[str]:
        # What leads into a loop leads nowhere.
        targets = (wire.target for wire in view.out_of.get(id, ()))
        return (target if target in ordered else "" for target in targets)

    above = dominators(view.order, before)
    below = dominators(reversed(view.order), after)
    follows = {above[id]: id for id in view.order if above[id] and below[above[id]] == id}
    inner = frozenset(follows.values())
    for id in view.order:
        if id in follows and id not in inner:
            chain = [id]
            while chain[-1] in follows:
                chain.append(follows[chain[-1]])
            yield chain


@dataclass(frozen=True, slots=True, eq=False)
class _Chain:
    """Part i lies between the points i and i + 1.

    Parts with equal numbers in `kinds` are equal; points with equal numbers in `shapes` are left by
    one port each, with the same shape. `begins`: a part is more than a curve or a norm, which
    people draw after the block that they belong to.
    """

    parts: tuple[tuple[str, ...], ...]
    kinds: NDArray[np.int64]  # (parts,)
    shapes: NDArray[np.int64]  # (parts + 1,)
    begins: NDArray[np.bool_]  # (parts,)

    @classmethod
    def of(
        cls,
        view: Graph,
        found: Shapes,
        points: Sequence[str],
        known: dict[object, int],
        numbers: Iterator[int],
    ) -> _Chain:
        def number(key: object | None) -> int:
            if key is None:  # nothing is equal to it
                return next(numbers)
            if key not in known:
                known[key] = next(numbers)
            return known[key]

        ports = [_left_by(view, point) for point in points]
        at = (
            found.at(p, used[0]) if len(used) == 1 else None
            for p, used in zip(points, ports, strict=True)
        )
        parts, kinds = [], []
        for index in range(len(points) - 1):
            part, form = _part(view, points[index], points[index + 1], len(ports[index]) > 1)
            parts.append(part)
            kinds.append(number(form and (form, ports[index + 1])))
        shapes = [number(shape) for shape in at]
        begins = [len(part) > 1 or not _follows(view.by_id[part[0]]) for part in parts]
        return cls(tuple(parts), np.array(kinds), np.array(shapes), np.array(begins))

    def first(self, low: int, high: int, length: int) -> tuple[int, int]:
        """Where in a stretch that repeats after `length` parts copies begin, and how many fit.

        Of places that give as many, the first of those where a part begins as people draw it.
        """
        last = high - 2 * length
        alike = self.shapes[low : last + 1] == self.shapes[low + length : last + length + 1]
        fitting = low + np.flatnonzero(alike)
        if not len(fitting):
            return low, 0
        copies = (high - fitting) // length
        most = fitting[copies == copies[0]]
        usual = most[self.begins[most]]
        start = usual[0] if len(usual) else most[0]
        return int(start), min(int(copies[0]), MOST_REPEATED)

    def repeat(self, start: int, length: int, copies: int) -> Repeat:
        """These copies, of so many parts each."""
        ends = range(start, start + length * copies, length)
        return Repeat(tuple(sum(self.parts[i : i + length], ()) for i in ends))


def _left_by(view: Graph, id: str) -> tuple[str, ...]:
    return tuple(sorted({wire.output for wire in view.out_of.get(id, ())}))


def _part(view: Graph, start: str, end: str, ports: bool) -> tuple[tuple[str, ...], Any]:
    """The blocks after `start` up to `end`, and their form: equal for equal parts, None for none.

    They are numbered on a walk against the wires, in the order of the ports, so that equal parts
    are numbered alike. `ports`: the form says by which ports `start` is left.
    """
    numbers, waiting = {end: 0}, [end]
    rows: list[object] = []
    ids: list[str] = []
    while waiting:
        id = waiting.pop()
        ids.append(id)
        ends: list[tuple[str, int, str]] = []
        for wire in sorted(view.into.get(id, ()), key=lambda wire: wire.input):
            if wire.source == start:
                ends.append((wire.input, -1, wire.output if ports else ""))
                continue
            if wire.source not in numbers:
                numbers[wire.source] = len(numbers)
                waiting.append(wire.source)
            ends.append((wire.input, numbers[wire.source], wire.output))
        node = view.by_id[id]
        rows.append((type(node.block), node.block, node.frozen, tuple(ends)))
    foldable = all(_foldable(view.by_id[id]) for id in ids)
    return tuple(reversed(ids)), tuple(rows) if foldable else None


def _foldable(node: Node) -> bool:
    """Whether a block can be in a group that repeats: shared weights would be those of a copy."""
    if isinstance(node.block, Group):
        return not node.block.shared
    return not isinstance(node.block, InputBlock | OutputBlock | Inlet | Outlet)


def _follows(node: Node) -> bool:
    return isinstance(node.block, Activation) or node.block.family == "norm"


def _chosen(chain: _Chain) -> Iterator[tuple[int, int, int]]:
    """The first part, the length in parts and the copies of each repeat, best first."""
    before = np.cumsum([0, *(len(part) for part in chain.parts)])  # blocks before each part
    taken = np.zeros(len(chain.parts), bool)
    waiting: list[tuple[int, int, int, int, int, int]] = []

    def consider(low: int, high: int, length: int) -> None:
        start, copies = chain.first(low, high, length)
        saved = (copies - 1) * int(before[start + length] - before[start])
        if saved >= LEAST_SAVED:
            heapq.heappush(waiting, (-saved, length, start, copies, low, high))

    for length in range(1, len(chain.parts) // 2 + 1):
        for low, high in _stretches(chain.kinds[:-length] == chain.kinds[length:], length):
            consider(low, high + length, length)
    while waiting:
        _, length, start, copies, low, high = heapq.heappop(waiting)
        if not taken[low:high].any():
            yield start, length, copies
            taken[start : start + length * copies] = True
        for left, right in _stretches(~taken[low:high], 2 * length):
            consider(low + left, low + right, length)


def _stretches(true: NDArray[np.bool_], least: int) -> list[tuple[int, int]]:
    """Where at least so many values in a row are true: from, and up to."""
    if np.count_nonzero(true) < least:
        return []
    edges = np.flatnonzero(np.diff(true, prepend=False, append=False)).reshape(-1, 2)
    return [(int(a), int(b)) for a, b in edges[edges[:, 1] - edges[:, 0] >= least]]
