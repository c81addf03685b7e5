"""Frames: how large a group is that is open in place, and where its inside lies in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from PySide6.QtCore import QRectF

from studio.blocks.group import Group, Inlet, Outlet
from studio.graph.graph import MOST_NODES, Definition, Graph, Node
from studio.graph.paper import on_paper
from studio.schema.entry import Value
from studio.ui.canvas.faces import COMPACT, WIDTH, card_height, port_offsets
from studio.ui.canvas.paper.extent import extent

V = TypeVar("V", bound=Value)

SIDE: Final = 48.0  # from a frame to the cards in it: beside them, above and below
HEAD: Final = 42.0
FOOT: Final = 24.0
_SIGN: Final = 20.0


def fold_button(frame: QRectF) -> QRectF:
    """Where a frame that lies here has the sign that folds it up."""
    return QRectF(frame.right() - 12 - _SIGN, frame.top() + 11, _SIGN, _SIGN)


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame has its middle where the card would have it, and begins as high.

    What lies in the definition at (0, 0) lies at `origin` from the node's place.
    """

    width: float
    height: float
    origin: tuple[float, float]

    @property
    def left(self) -> float:
        """From the node's place to the frame's left edge."""
        return (WIDTH - self.width) / 2

    def rect(self, node: Node) -> QRectF:
        """Where it lies."""
        return QRectF(node.x + self.left, node.y, self.width, self.height)

    def inner(self, group: Node, node: Node) -> tuple[float, float]:
        """Where a block that is shown in the frame of a group lies in the definition."""
        return node.x - group.x - self.origin[0], node.y - group.y - self.origin[1]


def spots(graph: Graph, frame: Frame, group: Node) -> dict[str, tuple[float, float]]:
    """Where the blocks of an inside are shown; inlets and outlets lie on the frame's edges."""
    found: dict[str, tuple[float, float]] = {}
    inlets = [node.id for node in graph.nodes if isinstance(node.block, Inlet)]
    outlets = [node.id for node in graph.nodes if isinstance(node.block, Outlet)]
    for node in graph.nodes:
        found[node.id] = node.x + group.x + frame.origin[0], node.y + group.y + frame.origin[1]
    for ends, y in ((inlets, group.y), (outlets, group.y + frame.height)):
        for id, x in zip(ends, port_offsets(len(ends)), strict=True):
            found[id] = group.x + x, y
    return {id: (on_paper(x), on_paper(y)) for id, (x, y) in found.items()}


def like(value: V, **changes: object) -> V:
    """A node or wire of a picture: it may lie where, and have an id that, no file could hold."""
    return value.rebuilt(**changes)


class Frames:
    """The frames of the groups that use some definitions, each definition looked at once."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._frames: dict[str, Frame] = {}
        self._sizes: dict[str, int] = {}

    def opened(self, nodes: Iterable[Node], most: int = MOST_NODES) -> dict[str, Frame]:
        """The frames of the open groups among these blocks, by their ids.

        Open groups in open groups can be more than anyone could look at: beyond `most` blocks,
        they are drawn as cards.
        """
        found: dict[str, Frame] = {}
        for node in nodes:
            if not node.open or not isinstance(node.block, Group):
                continue
            size = self._size(node.block.definition)
            if size <= most:
                most -= size
                found[node.id] = self._frame(node.block.definition)
        return found

    def one(self, node: Node) -> Frame | None:
        """The frame of a group if it were open; None if that would show too much."""
        return self.opened((like(node, open=True),)).get(node.id)

    def _size(self, name: str) -> int:
        """How many blocks an open group of this definition shows."""
        if name not in self._sizes:
            nodes = self._graph.definition[name].nodes
            inner = (n.block.definition for n in nodes if n.open and isinstance(n.block, Group))
            self._sizes[name] = len(nodes) + sum(map(self._size, inner))
        return self._sizes[name]

    def _frame(self, name: str) -> Frame:
        if name not in self._frames:
            area = self._area(self._graph.definition[name])
            width = area.width() + 2 * SIDE
            origin = ((WIDTH - width) / 2 + SIDE - area.left(), HEAD - area.top())
            self._frames[name] = Frame(width, HEAD + area.height() + FOOT, origin)
        return self._frames[name]

    def _area(self, definition: Definition) -> QRectF:
        """What the blocks of a definition cover, and the frames and notes around them."""
        area = QRectF()
        for room in (*map(extent, definition.frames), *map(extent, definition.notes)):
            area = area.united(room)
        frames = self.opened(definition.nodes)
        for node in definition.nodes:
            if node.id in frames:
                area = area.united(frames[node.id].rect(node))
            elif not isinstance(node.block, Inlet | Outlet):
                high = card_height(self._graph, node)
                area = area.united(QRectF(node.x, node.y, WIDTH, high))
        return area if not area.isEmpty() else QRectF(0, 0, WIDTH, COMPACT)
