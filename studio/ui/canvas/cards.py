"""Cards: where all cards lie, as arrays; what lies under a point is arithmetic on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF

from studio.ui.canvas import shares
from studio.ui.canvas.faces import Card, families
from studio.ui.canvas.picture import Shown
from studio.ui.canvas.primitives import Floats, Indices, Mask
from studio.ui.canvas.renewal import renewed, stale_rows

MARGIN = 14.0  # rings, ports and the shade reach this far beyond a card
MANY = 40  # cards, of which the areas are taken together
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
        self.parameters: Floats = np.zeros(0)
        self.share: Indices = np.zeros(0, np.intp)  # the step of the bar of each
        self.layout = 0  # goes up when blocks or ports come or go, so that wires start anew
        self.was: Indices = np.zeros(0, np.intp)  # the row of each before the last update, or -1
        self.other_ports: Indices = np.zeros(0, np.intp)  # rows whose ports that update changed
        self._within: Mapping[str, Sequence[int]] = {}
        self._shown: Shown | None = None

    def __len__(self) -> int:
        return len(self.cards)

    def __getitem__(self, id: str) -> Card:
        return self.cards[self.index[id]]

    def __contains__(self, id: object) -> bool:
        return id in self.index

    def update(self, shown: Shown, zoom: float) -> Changes:
        """Follow the picture; returns what looks different at this zoom now.

        Looks only at blocks that are other objects than before, or about which other things are
        known.
        """
        nodes, boxes, before = shown.graph.nodes, self.box, self.cards
        rows = {id(c.node): row for row, c in enumerate(before)}
        was = [rows.get(id(node), -1) for node in nodes]
        index = {node.id: row for row, node in enumerate(nodes)}
        stale = stale_rows(shown, self._shown, was, index)
        made: list[Any] = [before[row] if row >= 0 else None for row in was]
        for row in stale:
            was[row] = self.index.get(nodes[row].id, -1)
            had = before[was[row]] if was[row] >= 0 else None
            made[row] = renewed(shown, self._shown, nodes[row], had)
        self.was = np.array(was, np.intp)
        ports = [r for r in stale if was[r] < 0 or before[was[r]].ports_key != made[r].ports_key]
        self.other_ports = np.array(ports, np.intp)
        self.layout += bool(ports) or was != list(range(len(before)))
        self.cards, self.index, self._shown = made, index, shown
        self.box, self.family = _taken(self.box, self.was), _taken(self.family, self.was)
        self.box[stale], self.family[stale] = _boxes(made, stale), _families(made, stale)
        shares_before = _taken(self.share, self.was)
        self.parameters = _taken(self.parameters, self.was)
        self.parameters[stale] = shares.counted(made, stale)
        self.share = shares.steps(self.parameters)
        self.plain = np.array([c.kind == "card" for c in made], np.bool_)
        self.framed = np.array([c.kind == "frame" for c in made], np.bool_)
        self.visible = self.plain | self.framed
        self.home = np.full(len(made), -1, np.intp)
        for inner, frame in shown.within.items():
            self.home[index[inner]] = index.get(frame, -1)
        self._within = _descendants(shown.within, index)
        changes = _changes(before, boxes, self, stale, zoom)
        others = np.flatnonzero((self.share != shares_before) & (self.was >= 0))
        changes.areas += [around(box, zoom) for box in self.box[others].tolist()]
        return changes

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


def _taken(values: Any, was: Indices) -> Any:
    """The rows that values have now; those of new cards hold anything."""
    return values[was] if len(values) else np.zeros((len(was), *values.shape[1:]), values.dtype)


def _boxes(cards: Sequence[Card], rows: Sequence[int]) -> Floats:
    some = (cards[row] for row in rows)
    boxes = [(c.node.x + c.left, c.node.y, c.width, c.height) for c in some]
    return np.array(boxes, np.float64).reshape(-1, 4)


def _families(cards: Sequence[Card], rows: Sequence[int]) -> Indices:
    number = {name: index for index, name in enumerate(families())}
    return np.array([number[cards[row].face.family] for row in rows], np.intp)


def _changes(
    before: Sequence[Card], boxes: Floats, cards: Cards, stale: Sequence[int], zoom: float
) -> Changes:
    """What looks different from before, when those cards lay in these boxes."""
    faces: list[QRectF] = []
    gone = np.setdiff1d(np.arange(len(before)), cards.was)
    moved = [around(box, zoom) for box in boxes[gone].tolist()]
    now = cards.box[stale].tolist()
    for row, box in zip(stale, now, strict=True):
        made, was = cards.cards[row], int(cards.was[row])
        if was < 0:
            moved.append(around(box, zoom))
        elif box != (then := boxes[was].tolist()) or before[was].kind != made.kind:
            moved += (around(then, zoom), around(box, zoom))
        elif before[was].face is not made.face and before[was].face != made.face:
            faces.append(around(box, zoom))
    return Changes(moved + faces, moved)


def _wrong_side(card: Card, end: PortEnd, point: QPointF, at: QPointF) -> bool:
    """On a frame, a port for wires outside and one for those inside lie at one place."""
    return card.kind != "card" and (point.y() > at.y()) == end.is_input


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


def covered(boxes: Floats, zoom: float) -> list[QRectF]:
    """All that cards in these boxes cover: of many, one area around them."""
    if len(boxes) > MANY:
        begin, end = boxes[:, :2].min(axis=0), (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
        boxes = np.array([[*begin, *(end - begin)]])
    return [around(box, zoom) for box in boxes.tolist()]
