"""Cards: where all cards lie, as arrays; what lies under a point is arithmetic on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF

from studio.compiler.cost import Cost
from studio.graph.graph import Graph
from studio.graph.shapes import Shapes
from studio.ui.canvas.faces import WIDTH, Card, card, families, port_offsets
from studio.ui.canvas.primitives import Floats, Indices

MARGIN = 14.0  # rings, ports and the shade reach this far beyond a card
_RING = 5.0  # far out, a ring reaches this many pixels of the window beyond it


@dataclass(slots=True)
class Changes:
    """Areas that look different after an edit; in `moved` cards have come, gone or moved."""

    areas: list[QRectF]
    moved: list[QRectF]


@dataclass(frozen=True, slots=True)
class PortEnd:
    """One port of one block."""

    block: str
    name: str
    is_input: bool


class Cards:
    """The cards in the order of the graph: `box` has left, top, width, height of each."""

    def __init__(self) -> None:
        self.cards: list[Card] = []
        self.index: dict[str, int] = {}
        self.box: Floats = np.zeros((0, 4))
        self.family: Indices = np.zeros(0, np.intp)
        self.layout = 0  # goes up when blocks or ports come or go, so that wires start anew
        self._definitions: object = None

    def __len__(self) -> int:
        return len(self.cards)

    def __getitem__(self, id: str) -> Card:
        return self.cards[self.index[id]]

    def __contains__(self, id: object) -> bool:
        return id in self.index

    def update(
        self, graph: Graph, shapes: Shapes, costs: Mapping[str, Cost], zoom: float
    ) -> Changes:
        """Follow the graph; returns what looks different at this zoom now."""
        before = {c.node.id: (row, c) for row, c in enumerate(self.cards)}
        boxes, trusted = self.box, self._definitions is graph.definitions
        made: list[Card] = []
        for node in graph.nodes:
            known, cost = shapes.nodes.get(node.id), costs.get(node.id)
            parameters = cost.parameters if cost else 0
            had = before.get(node.id)
            if had is None or not trusted or not had[1].made_from(node, known, parameters):
                made.append(card(graph, node, known, parameters))
            else:
                made.append(had[1].at(node))
        self._take(made)
        self._definitions = graph.definitions
        return self._changes(before, boxes, zoom)

    def inside(self, area: QRectF, margin: float = MARGIN) -> Indices:
        """The rows of the cards that reach into an area."""
        left, top, width, height = self.box.T
        mask = (left < area.right() + margin) & (left + width > area.left() - margin)
        mask &= (top < area.bottom() + margin) & (top + height > area.top() - margin)
        return np.flatnonzero(mask)

    def at(self, point: QPointF) -> str:
        """The topmost block under a point, or nothing."""
        rows = self.inside(QRectF(point, point), 0.0)
        return self.cards[rows[-1]].node.id if len(rows) else ""

    def port_at(self, point: QPointF, reach: float) -> PortEnd | None:
        """The nearest port within reach of a point."""
        near = [
            (QLineF(point, at).length(), end)
            for row in self.inside(QRectF(point, point), reach)
            for end, at in self.ports(int(row))
        ]
        distance, end = min(near, key=lambda found: found[0], default=(reach + 1, None))
        return end if distance <= reach else None

    def ports(self, row: int) -> Iterator[tuple[PortEnd, QPointF]]:
        """Every port of a card with its place."""
        left, top, _, height = self.box[row].tolist()
        made = self.cards[row]
        for ports, is_input, y in ((made.inputs, True, top), (made.outputs, False, top + height)):
            for port, x in zip(ports, port_offsets(len(ports)), strict=True):
                yield PortEnd(made.node.id, port.name, is_input), QPointF(left + x, y)

    def port_place(self, end: PortEnd) -> QPointF:
        """Where a port lies."""
        return next(at for found, at in self.ports(self.index[end.block]) if found == end)

    def rect(self, id: str) -> QRectF:
        """A card's rectangle."""
        return QRectF(*self.box[self.index[id]].tolist())

    def bounds(self) -> QRectF:
        """The rectangle around all cards."""
        if not len(self.box):
            return QRectF()
        left, top = self.box[:, :2].min(axis=0).tolist()
        right, bottom = (self.box[:, :2] + self.box[:, 2:]).max(axis=0).tolist()
        return QRectF(left, top, right - left, bottom - top)

    def rows(self, ids: Iterable[str]) -> Indices:
        """The rows of these blocks, in the order of the graph."""
        return np.array(sorted(self.index[id] for id in ids if id in self.index), np.intp)

    def _take(self, made: list[Card]) -> None:
        ports = [c.ports_key for c in self.cards]
        self.layout += ports != [c.ports_key for c in made]
        self.cards = made
        self.index = {c.node.id: row for row, c in enumerate(made)}
        self.box = np.array(
            [(c.node.x, c.node.y, WIDTH, c.face.height) for c in made], np.float64
        ).reshape(-1, 4)
        number = {name: index for index, name in enumerate(families())}
        self.family = np.array([number[c.face.family] for c in made], np.intp)

    def _changes(
        self, before: Mapping[str, tuple[int, Card]], boxes: Floats, zoom: float
    ) -> Changes:
        faces: list[QRectF] = []
        now, then = self.box.tolist(), boxes.tolist()
        gone = (row for id, (row, _) in before.items() if id not in self.index)
        moved = [around(then[row], zoom) for row in gone]
        for row, made in enumerate(self.cards):
            had = before.get(made.node.id)
            if had is None:
                moved.append(around(now[row], zoom))
            elif now[row] != then[had[0]]:
                moved += (around(then[had[0]], zoom), around(now[row], zoom))
            elif had[1].face is not made.face and had[1].face != made.face:
                faces.append(around(now[row], zoom))
        return Changes(moved + faces, moved)


def reach(zoom: float) -> float:
    """How far rings, ports and the shade reach beyond a card."""
    return max(MARGIN, _RING / zoom)


def around(box: Sequence[float], zoom: float) -> QRectF:
    """All that a card in this box covers, with its rings and ports."""
    left, top, width, height = box
    edge = reach(zoom)
    return QRectF(left - edge, top - edge, width + 2 * edge, height + 2 * edge)
