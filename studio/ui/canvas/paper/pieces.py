"""Pieces: where all frames and notes lie, as arrays; what lies under a point is arithmetic."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple, TypeAlias

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from studio.graph.graph import Graph
from studio.graph.paper import Frame, Note
from studio.graph.paper_edits import Pieces
from studio.ui.canvas.paper.extent import extent
from studio.ui.canvas.picture import Shown
from studio.ui.canvas.primitives import Floats, Indices

HEAD: Final = 24.0  # of a frame, where its title stands
LEAST_HEAD: Final = 18.0  # pixels of the window; below that the title stands above the frame
EDGE: Final = 5.0  # pixels of the window to each side of an edge that is dragged
CORNER: Final = 12.0
REACH: Final = 4.0  # rings reach this far beyond a piece

# By which edges a piece is held: "left top" is a corner, "" all of it.
Grip: TypeAlias = str
Kind: TypeAlias = Literal["frame", "note"]


class PieceId(NamedTuple):
    """A frame or a note of the picture."""

    kind: Kind
    id: str


class Papers:
    """Frames and notes as they lie over each other; `box` has left, top, width, height of each."""

    def __init__(self) -> None:
        self.pieces: list[Frame | Note] = []
        self.ids: list[PieceId] = []
        self.index: dict[PieceId, int] = {}
        self.box: Floats = np.zeros((0, 4))
        self.depth: Indices = np.zeros(0, np.intp)  # the number of groups around each
        self.within: dict[PieceId, str] = {}  # the innermost of these groups
        self._seen: tuple[object, ...] = ((), (), {})  # what they were made from

    def __len__(self) -> int:
        return len(self.pieces)

    def __contains__(self, id: object) -> bool:
        return id in self.index

    def __getitem__(self, id: PieceId) -> Frame | Note:
        return self.pieces[self.index[id]]

    def update(self, shown: Shown, zoom: float) -> list[QRectF]:
        """Follow the picture; returns what looks different now."""
        graph = shown.graph
        seen = graph.frames, graph.notes, shown.pieces_within
        if seen == self._seen:
            return []
        self._seen = seen
        before = {id: (self.pieces[row], self.area(row, zoom)) for id, row in self.index.items()}
        self._take(graph, shown)
        now = {id: (self.pieces[row], self.area(row, zoom)) for id, row in self.index.items()}
        changed = [id for id in {*before, *now} if before.get(id) != now.get(id)]
        return [each[id][1] for id in changed for each in (before, now) if id in each]

    def at(self, point: QPointF, zoom: float) -> tuple[PieceId, Grip] | None:
        """The topmost piece under a point; a frame lies only where its title and its edges are."""
        for row in self.inside(QRectF(point, point), zoom)[::-1].tolist():
            grip = _grip(self.pieces[row], self.rect(row), point, zoom)
            if grip is not None:
                return self.ids[row], grip
        return None

    def inside(self, area: QRectF, zoom: float) -> Indices:
        """The rows of the pieces that reach into an area."""
        if not self.pieces:
            return np.zeros(0, np.intp)
        left, top, width, height = self.box.T
        edge = _reach(zoom)
        mask = (left < area.right() + edge) & (left + width > area.left() - edge)
        mask &= top < area.bottom() + edge + LEAST_HEAD / zoom
        mask &= top + height > area.top() - edge
        return np.flatnonzero(mask)

    def area(self, row: int, zoom: float) -> QRectF:
        """All that a piece covers, with its title and ring."""
        edge = _reach(zoom)
        return self.rect(row).adjusted(-edge, -edge - LEAST_HEAD / zoom, edge, edge)

    def areas(self, ids: Iterable[PieceId], zoom: float) -> list[QRectF]:
        """All that these pieces cover."""
        return [self.area(self.index[id], zoom) for id in ids if id in self.index]

    def rect(self, row: int) -> QRectF:
        """Where a piece lies."""
        return QRectF(*self.box[row].tolist())

    def rows(self, ids: Iterable[PieceId]) -> Indices:
        """The rows of these pieces."""
        return np.array(sorted(self.index[id] for id in ids if id in self.index), np.intp)

    def put(self, rows: Indices, boxes: Floats) -> None:
        """Let them lie elsewhere for the length of a drag, until the next update."""
        self.box[rows], self._seen = boxes, ()

    def listed(self) -> list[PieceId]:
        """All of them in the order in which the keyboard goes over them: down the paper."""
        return sorted(self.ids, key=lambda id: (id.kind, self[id].y, self[id].x, id.id))

    def bounds(self) -> QRectF:
        """The rectangle around all of them."""
        if not self.pieces:
            return QRectF()
        left, top = self.box[:, :2].min(axis=0).tolist()
        right, bottom = (self.box[:, :2] + self.box[:, 2:]).max(axis=0).tolist()
        return QRectF(left, top, right - left, bottom - top)

    def _take(self, graph: Graph, shown: Shown) -> None:
        kinds: list[tuple[Kind, tuple[Frame | Note, ...]]]
        kinds = [("frame", graph.frames), ("note", graph.notes)]
        found = []
        for kind, pieces in kinds:
            for piece in pieces:
                size, depth = extent(piece).size(), _depth(shown, piece.id)
                room = size.width() * size.height()
                found.append((depth, kind, -room, PieceId(kind, piece.id), piece))
        # Notes lie on frames, and small frames on large ones.
        found.sort(key=lambda each: each[:3])
        self.ids = [each[3] for each in found]
        self.pieces = [each[4] for each in found]
        self.index = {id: row for row, id in enumerate(self.ids)}
        self.depth = np.array([each[0] for each in found], np.intp)
        self.within = {
            id: shown.pieces_within[id.id] for id in self.ids if id.id in shown.pieces_within
        }
        boxes = [extent(piece).getRect() for piece in self.pieces]
        self.box = np.array(boxes, np.float64).reshape(-1, 4)


def _grip(piece: Frame | Note, rect: QRectF, point: QPointF, zoom: float) -> Grip | None:
    """By which edge a point holds a piece; None if it lies beside it, or in an open frame."""
    reach = EDGE / zoom
    if isinstance(piece, Note):
        if not rect.adjusted(0, 0, reach, 0).contains(point):
            return None
        return "right" if point.x() > rect.right() - reach else ""
    if rect.adjusted(-reach, -reach, reach, reach).contains(point):
        grip = _edges(rect, point, reach, CORNER / zoom)
        if grip and min(rect.width(), rect.height()) * zoom > 4 * CORNER:
            return grip
        if grip:
            return ""
    return "" if title_area(rect, zoom).contains(point) else None


def title_area(rect: QRectF, zoom: float) -> QRectF:
    """Where the title of a frame stands: in its head, or from far out above it."""
    if HEAD * zoom >= LEAST_HEAD:
        return QRectF(rect.left(), rect.top(), rect.width(), HEAD)
    return QRectF(rect.left(), rect.top() - LEAST_HEAD / zoom, rect.width(), LEAST_HEAD / zoom)


def pieces_of(graph: Graph) -> set[PieceId]:
    """All frames and notes of a network."""
    frames = {PieceId("frame", frame.id) for frame in graph.frames}
    return frames | {PieceId("note", note.id) for note in graph.notes}


def by_kind(ids: Iterable[PieceId]) -> Pieces:
    """These pieces as edits of a network know them."""
    listed = [*ids]
    return Pieces(
        frozenset(each.id for each in listed if each.kind == "frame"),
        frozenset(each.id for each in listed if each.kind == "note"),
    )


def _edges(rect: QRectF, point: QPointF, reach: float, corner: float) -> Grip:
    """The edges that a point near a frame's border is at; near a corner, both."""
    inner = rect.adjusted(reach, reach, -reach, -reach)
    if inner.contains(point):
        return ""
    sides = [
        ("left", point.x() - rect.left()),
        ("right", rect.right() - point.x()),
        ("top", point.y() - rect.top()),
        ("bottom", rect.bottom() - point.y()),
    ]
    return " ".join(name for name, far in sides if far <= corner)


def _reach(zoom: float) -> float:
    return REACH + 4 / zoom


def _depth(shown: Shown, id: str) -> int:
    around, depth = shown.pieces_within.get(id, ""), 0
    while around:
        around, depth = shown.within.get(around, ""), depth + 1
    return depth
