"""Layout: tidy places for blocks, in rows along the order of computation.

Sugiyama's method in four steps: rows by the longest path, an order in each row with few crossings,
columns that keep chains straight, and rows as far apart as their cards are high. The same graph is
always laid out the same way.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean, median
from typing import Final, TypeAlias

from studio.blocks.block import InputBlock, OutputBlock, Port
from studio.blocks.group import Group
from studio.graph.defining import COLUMN, snapped
from studio.graph.graph import Network, Node
from studio.graph.paper import CARD, Box

FULL: Final = CARD[1]  # the height of a card, and of one without settings
COMPACT: Final = 36.0
GAP: Final = 38.0  # between rows
LANE: Final = 48.0  # what a wire takes that passes a row
SWEEPS: Final = 12
PATIENCE: Final = 4  # sweeps without fewer crossings

_MIDDLE: Final = 0.5

Places: TypeAlias = Mapping[str, tuple[float, float]]
Boxes: TypeAlias = Mapping[str, Box]
_Rows: TypeAlias = list[list[str]]


def tidied(network: Network, boxes: Boxes | None = None) -> Places:
    """A place for each block of a network, from its top left.

    Args:
        boxes: where the cards of the blocks lie now, if somebody has laid them out. What lies to
            the left of another in its row then stays so, unless wires would cross.
    """
    if not network.nodes:
        return {}
    layers = _layers(network, boxes or {})
    rows = _ordered(layers, _read(layers, boxes) if boxes else _walked(layers))
    across = _columns(layers, rows)
    down = _heights(network, rows, boxes or {})
    left = min(across[node.id] for node in network.nodes)
    return {node.id: (across[node.id] - left, down[layers.row[node.id]]) for node in network.nodes}


@dataclass
class _Layers:
    """Blocks in rows; a wire over several rows passes each of them in a lane of its own."""

    row: dict[str, int] = field(default_factory=dict)
    above: dict[str, list[str]] = field(default_factory=dict)
    below: dict[str, list[str]] = field(default_factory=dict)
    lanes: dict[str, tuple[str, str]] = field(default_factory=dict)  # the blocks a wire joins
    wide: dict[str, float] = field(default_factory=dict)  # what cards take that are wider
    # How far along the edge of a card a wire leaves it and enters one, from 0 to 1.
    leaves: dict[tuple[str, str], float] = field(default_factory=dict)
    enters: dict[tuple[str, str], float] = field(default_factory=dict)

    def add(self, id: str, row: int) -> None:
        self.row[id], self.above[id], self.below[id] = row, [], []

    def connect(self, one: str, other: str, leaves: float, enters: float) -> None:
        self.below[one].append(other)
        self.above[other].append(one)
        self.leaves[one, other], self.enters[one, other] = leaves, enters

    def gap(self, one: str, other: str) -> float:
        """How far apart two neighbours of a row stand."""
        return (self._width(one) + self._width(other)) / 2

    def _width(self, id: str) -> float:
        return LANE if id in self.lanes else self.wide.get(id, COLUMN)


def _layers(network: Network, boxes: Boxes) -> _Layers:
    row = _rows(network)
    beside = COLUMN - CARD[0]
    layers = _Layers(wide={id: box[2] - box[0] + beside for id, box in boxes.items()})
    for node in network.nodes:
        layers.add(node.id, row[node.id])
    first = {(w.source, w.target): w for w in reversed(network.wires)}
    for (source, target), wire in reversed(first.items()):
        if row[source] >= row[target]:
            continue  # the wire that closes a loop
        last, leaves = source, _along(network.by_id[source].block.outputs(), wire.output)
        for between in range(row[source] + 1, row[target]):
            lane = f"{source} {target} {between}"  # no id has a space
            layers.add(lane, between)
            layers.lanes[lane] = (source, target)
            layers.connect(last, lane, leaves, _MIDDLE)
            last, leaves = lane, _MIDDLE
        enters = _along(network.by_id[target].block.inputs(), wire.input)
        layers.connect(last, target, leaves, enters)
    return layers


def _along(ports: Sequence[Port], name: str) -> float:
    """How far along the edge of its card a port lies."""
    names = [port.name for port in ports]
    return (names.index(name) + 1) / (len(names) + 1) if name in names else _MIDDLE


def _rows(network: Network) -> dict[str, int]:
    """The row of each block: below all that it needs, and inputs just above what needs them."""
    sequence = network.order
    row: dict[str, int] = {}
    for id in sequence:
        before = [row[wire.source] for wire in network.into.get(id, ())]
        row[id] = max(before, default=-1) + 1
    for id in reversed(sequence):
        after = [row[w.target] for w in network.out_of.get(id, ()) if w.target in row]
        if not network.into.get(id) and after:
            row[id] = min(after) - 1
    lowest = max(row.values(), default=-1)
    for node in network.nodes:  # in or after a loop
        if node.id not in row:
            lowest += 1
            row[node.id] = lowest
    first = min(row.values())
    return {id: place - first for id, place in row.items()}


def _ordered(layers: _Layers, sequence: Iterable[str]) -> _Rows:
    """The rows, each in an order in which few wires cross, at first in this one."""
    rows: _Rows = [[] for _ in range(1 + max(layers.row.values()))]
    for id in sequence:
        rows[layers.row[id]].append(id)
    best, fewest, waited = rows, _crossings(layers, rows), 0
    for sweep in range(SWEEPS):
        if not fewest or waited == PATIENCE:
            break
        rows = _swept(layers, rows, down=sweep % 2 == 0)
        crossings = _crossings(layers, rows)
        waited += 1
        if crossings < fewest:
            best, fewest, waited = rows, crossings, 0
    return best


def _read(layers: _Layers, boxes: Boxes) -> list[str]:
    """Everything from left to right; the lanes of a wire between the blocks that it joins."""
    middle = {id: (box[0] + box[2]) / 2 for id, box in boxes.items()}
    for lane, (source, target) in layers.lanes.items():
        way = layers.row[target] - layers.row[source]
        along = (layers.row[lane] - layers.row[source]) / way
        middle[lane] = middle[source] + along * (middle[target] - middle[source])
    return sorted(layers.row, key=middle.__getitem__)


def _walked(layers: _Layers) -> list[str]:
    """Everything in the order in which one comes to it along the wires, chain by chain."""
    seen: dict[str, None] = {}
    for start in sorted(layers.row, key=layers.row.__getitem__):
        waiting = [start]
        while waiting:
            id = waiting.pop()
            if id not in seen:
                seen[id] = None
                waiting += reversed(layers.below[id])
    return list(seen)


def _swept(layers: _Layers, rows: _Rows, down: bool) -> _Rows:
    """Every row in the order of the means of its neighbours in the row before."""
    neighbours = layers.above if down else layers.below
    along = layers.leaves if down else layers.enters
    swept = [list(row) for row in rows]
    for row in swept[1:] if down else swept[-2::-1]:
        index = layers.row[row[0]] - 1 if down else layers.row[row[0]] + 1
        place = {id: n for n, id in enumerate(swept[index])}
        own = {id: n for n, id in enumerate(row)}
        mean = {
            id: fmean(
                place[other] + along[(other, id) if down else (id, other)]
                for other in neighbours[id]
            )
            if neighbours[id]
            else own[id] + _MIDDLE
            for id in row
        }
        row.sort(key=mean.__getitem__)
    return swept


def _crossings(layers: _Layers, rows: _Rows) -> int:
    """How often wires cross between the rows."""
    total = 0
    for upper, lower in pairwise(rows):
        place = {id: n for n, id in enumerate(lower)}
        seen: list[float] = []
        for id in upper:
            wires = [(id, other) for other in layers.below[id]]
            for _, end in sorted((layers.leaves[w], place[w[1]] + layers.enters[w]) for w in wires):
                total += len(seen) - bisect_right(seen, end)
                insort(seen, end)
    return total


def _columns(layers: _Layers, rows: _Rows) -> dict[str, float]:
    """How far to the right everything stands: near its neighbours, and apart in its row."""
    across: dict[str, float] = {}
    for row in rows:
        across.update(zip(row, _offsets(layers, row), strict=True))
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for row in rows if down else reversed(rows):
            wanted = []
            for id in row:
                near = (layers.above if down else layers.below)[id] or [id]
                wanted.append(median(across[other] for other in near))
            across.update(zip(row, _apart(wanted, _offsets(layers, row)), strict=True))
    return {id: snapped(x) for id, x in across.items()}


def _offsets(layers: _Layers, row: Sequence[str]) -> list[float]:
    offsets = [0.0]
    for one, other in pairwise(row):
        offsets.append(offsets[-1] + layers.gap(one, other))
    return offsets


def _apart(wanted: Sequence[float], offsets: Sequence[float]) -> list[float]:
    """The places nearest to those wanted that keep these distances: an isotonic regression."""
    pools: list[tuple[float, int]] = []  # the mean and the number of those that stand together
    for place, offset in zip(wanted, offsets, strict=True):
        mean, many = place - offset, 1
        while pools and pools[-1][0] > mean:
            other, more = pools.pop()
            mean, many = (mean * many + other * more) / (many + more), many + more
        pools.append((mean, many))
    means = [mean for mean, many in pools for _ in range(many)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]


def _heights(network: Network, rows: _Rows, boxes: Boxes) -> list[float]:
    """How far down each row stands."""
    down, y = [], 0.0
    for row in rows:
        down.append(y)
        nodes = (network.by_id[id] for id in row if id in network.by_id)
        y += GAP + max((_height(node, boxes.get(node.id)) for node in nodes), default=0.0)
    return down


def _height(node: Node, box: Box | None) -> float:
    if box is not None:
        return box[3] - box[1]
    told = node.block.facts() or isinstance(node.block, InputBlock | OutputBlock | Group)
    return FULL if told else COMPACT
