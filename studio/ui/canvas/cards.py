"""Cards: where all cards lie, as arrays; what lies under a point is arithmetic on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF

from studio.blocks.group import Group
from studio.graph.graph import Node
from studio.ui.canvas.faces import Card, Kind, card, families, framed, on_edge
from studio.ui.canvas.picture import Shown
from studio.ui.canvas.primitives import Floats, Indices, Mask

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
        self.plain: Mask = np.zeros(0, np.bool_)  # cards, not frames or their ends
        self.framed: Mask = np.zeros(0, np.bool_)  # frames
        self.visible: Mask = np.zeros(0, np.bool_)  # both
        self.home: Indices = np.zeros(0, np.intp)  # the row of the frame around each, or -1
        self.layout = 0  # goes up when blocks or ports come or go, so that wires start anew
        self._within: Mapping[str, Sequence[int]] = {}
        self._definitions: object = None

    def __len__(self) -> int:
        return len(self.cards)

    def __getitem__(self, id: str) -> Card:
        return self.cards[self.index[id]]

    def __contains__(self, id: object) -> bool:
        return id in self.index

    def update(self, shown: Shown, zoom: float) -> Changes:
        """Follow the picture; returns what looks different at this zoom now."""
        before = {c.node.id: (row, c) for row, c in enumerate(self.cards)}
        boxes, trusted = self.box, self._definitions is shown.graph.definitions
        made: list[Card] = []
        for node in shown.graph.nodes:
            had = before.get(node.id)
            known = had[1] if had and (trusted or not isinstance(node.block, Group)) else None
            made.append(_made(shown, node, known))
        self.layout += [c.ports_key for c in self.cards] != [c.ports_key for c in made]
        self.cards = made
        self.index = {c.node.id: row for row, c in enumerate(made)}
        self.box, self.family = _boxes(made), _families(made)
        self.plain = np.array([c.kind == "card" for c in made], np.bool_)
        self.framed = np.array([c.kind == "frame" for c in made], np.bool_)
        self.visible = self.plain | self.framed
        around = (shown.within.get(c.node.id, "") for c in made)
        self.home = np.array([self.index.get(frame, -1) for frame in around], np.intp)
        self._within = _descendants(shown.within, self.index)
        self._definitions = shown.graph.definitions
        return _changes(before, boxes, self, zoom)

    def inside(self, area: QRectF, margin: float = MARGIN) -> Indices:
        """The rows of the cards that reach into an area."""
        left, top, width, height = self.box.T
        mask = (left < area.right() + margin) & (left + width > area.left() - margin)
        mask &= (top < area.bottom() + margin) & (top + height > area.top() - margin)
        return np.flatnonzero(mask)

    def at(self, point: QPointF) -> str:
        """The topmost block under a point, or nothing. A frame lies under all cards."""
        rows = self.inside(QRectF(point, point), 0.0)
        plain = rows[self.plain[rows]]
        rows = plain if len(plain) else rows[self.visible[rows]]
        return self.cards[rows[-1]].node.id if len(rows) else ""

    def frame_at(self, point: QPointF) -> int:
        """The row of the innermost frame around a point, or -1."""
        rows = self.inside(QRectF(point, point), 0.0)
        rows = rows[self.framed[rows]]
        return int(rows[-1]) if len(rows) else -1

    def with_insides(self, ids: Iterable[str]) -> Indices:
        """The rows of these blocks, those in frames among them included."""
        rows = self.rows(ids)
        inner = [r for row in rows for r in self._within.get(self.cards[row].node.id, ())]
        return np.unique(np.concatenate([rows, np.array(inner, np.intp)]))

    def port_at(self, point: QPointF, reach: float) -> PortEnd | None:
        """The nearest port within reach of a point."""
        near = []
        for row in self.inside(QRectF(point, point), reach):
            for port, at in self.ports(int(row)):
                distance = QLineF(point, at).length()
                if distance <= reach:
                    near.append((_wrong_side(self.cards[row], port, point, at), distance, port))
        return min(near, key=lambda found: found[:2])[2] if near else None

    def ports(self, row: int) -> Iterator[tuple[PortEnd, QPointF]]:
        """Every port of a card with its place."""
        left, top, _, height = self.box[row].tolist()
        made = self.cards[row]
        for name, x in made.input_offsets.items():
            yield PortEnd(made.node.id, name, True), QPointF(left + x, top)
        for name, x in made.output_offsets.items():
            yield PortEnd(made.node.id, name, False), QPointF(left + x, top + height)

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


def _boxes(cards: Sequence[Card]) -> Floats:
    boxes = [(c.node.x + c.left, c.node.y, c.width, c.height) for c in cards]
    return np.array(boxes, np.float64).reshape(-1, 4)


def _families(cards: Sequence[Card]) -> Indices:
    number = {name: index for index, name in enumerate(families())}
    return np.array([number[c.face.family] for c in cards], np.intp)


def _changes(
    before: Mapping[str, tuple[int, Card]], boxes: Floats, cards: Cards, zoom: float
) -> Changes:
    """What looks different from before, when these cards, with their rows, lay in these boxes."""
    faces: list[QRectF] = []
    now, then = cards.box.tolist(), boxes.tolist()
    gone = (row for id, (row, _) in before.items() if id not in cards)
    moved = [around(then[row], zoom) for row in gone]
    for row, made in enumerate(cards.cards):
        had = before.get(made.node.id)
        if had is None:
            moved.append(around(now[row], zoom))
        elif now[row] != then[had[0]] or had[1].kind != made.kind:
            moved += (around(then[had[0]], zoom), around(now[row], zoom))
        elif had[1].face is not made.face and had[1].face != made.face:
            faces.append(around(now[row], zoom))
    return Changes(moved + faces, moved)


def _wrong_side(card: Card, end: PortEnd, point: QPointF, at: QPointF) -> bool:
    """On a frame, a port for wires outside and one for those inside lie at one place."""
    return card.kind != "card" and (point.y() > at.y()) == end.is_input


def _made(shown: Shown, node: Node, had: Card | None) -> Card:
    """The card of a block; the one that it has already, if it would look the same."""
    known, cost = shown.checked.shapes.nodes.get(node.id), shown.checked.costs.get(node.id)
    parameters, frame = cost.parameters if cost else 0, shown.frames.get(node.id)
    kind: Kind = "frame" if frame else "end" if shown.is_end(node) else "card"
    if had is not None and had.made_from(node, known, parameters, kind):
        return had.at(node)
    made = card(shown.graph, node, known, parameters)
    if frame is not None:
        return framed(made, frame.left, frame.width, frame.height)
    return on_edge(made) if kind == "end" else made


def _descendants(within: Mapping[str, str], index: Mapping[str, int]) -> dict[str, list[int]]:
    """For each frame the rows of all that lies in it, further in too."""
    found: dict[str, list[int]] = {}
    for id in within:
        frame = within.get(id)
        while frame is not None:
            found.setdefault(frame, []).append(index[id])
            frame = within.get(frame)
    return found


def reach(zoom: float) -> float:
    """How far rings, ports and the shade reach beyond a card."""
    return max(MARGIN, _RING / zoom)


def around(box: Sequence[float], zoom: float) -> QRectF:
    """All that a card in this box covers, with its rings and ports."""
    left, top, width, height = box
    edge = reach(zoom)
    return QRectF(left - edge, top - edge, width + 2 * edge, height + 2 * edge)
