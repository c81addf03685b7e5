"""Editing: the commands on what is selected. Each makes one edit of the document."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPointF, QRectF
from PySide6.QtWidgets import QApplication

from studio.blocks.group import Inlet, Outlet
from studio.graph.definitions import GroupError
from studio.graph.graph import MOST_NODES, Graph
from studio.graph.paper_edits import going_along, shifted, without_pieces
from studio.language import number, tr, tr_count
from studio.ui import tokens
from studio.ui.canvas.faces import WIDTH, card_height
from studio.ui.canvas.fragment import MIME, Foreign, fragment, pasted, read
from studio.ui.canvas.healing import taken_out, without
from studio.ui.canvas.paper.extent import extent
from studio.ui.canvas.paper.pieces import PieceId, by_kind, pieces_of

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_ASIDE = 48.0  # between a copy and its original


class Editing:
    """Delete, copy, cut, paste, duplicate, nudge and select all, on one canvas."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope
        self._last = ("", QPointF())  # what was added last, and how far from where it was

    def delete(self) -> None:
        """Remove what is selected; a chain is joined again where that fits."""
        ids, wires = self._view.selection, self._view.selected_wires
        pieces, point = by_kind(self._view.selected_pieces), self._view.sheet.state.point
        if point is not None:
            self._view.rerouting.remove(*point)
            return
        if not ids and not wires and not pieces:
            return
        before, checked = self._scope.graph, self._scope.checked
        graph = without(before, checked.fields, checked.shapes, ids, wires)
        text = tr_count("Delete {n} block", "Delete {n} blocks", len(ids))
        if pieces:
            text = tr_count("Delete {n} thing", "Delete {n} things", len(ids) + len(pieces))
        elif not ids:
            text = tr_count("Delete {n} wire", "Delete {n} wires", len(wires))
        self._scope.edit(text, without_pieces(graph, pieces))

    def can_take_out(self) -> bool:
        """Whether wires lead from the selected blocks to others."""
        chosen, graph = self._view.selection, self._scope.graph
        return any(
            w.source not in chosen or w.target not in chosen
            for id in chosen
            for w in (*graph.into.get(id, ()), *graph.out_of.get(id, ()))
        )

    def take_out(self) -> None:
        """Loosen the selected blocks from all others; the chain is joined where that fits."""
        ids, checked = self._view.selection, self._scope.checked
        graph = taken_out(self._scope.graph, checked.fields, checked.shapes, ids)
        text = tr_count("Take out {n} block", "Take out {n} blocks", len(ids))
        self._scope.edit(text, graph)

    def copy(self) -> None:
        """Put the selected blocks into the clipboard, as text too."""
        if text := self._selected_text():
            data = QMimeData()
            data.setData(MIME, text.encode())
            data.setText(text)
            QApplication.clipboard().setMimeData(data)

    def cut(self) -> None:
        """Copy, and remove the originals, with the frames and notes that went along."""
        view = self._view
        if view.selection or view.selected_pieces:
            self.copy()
            chosen = self._scope.chosen(view.selection, view.selected_pieces)
            along = going_along(chosen.place.graph, frozenset(chosen.ids)).listed()
            path, shown = chosen.place.path, self._scope.piece_alias
            pieces = {id for each in along if (id := shown(path, PieceId(*each))) is not None}
            view.select(view.selection, pieces=view.selected_pieces | pieces)
            self.delete()

    def paste(self, at: QPointF | None = None) -> None:
        """Add the blocks of the clipboard and select them; foreign text is refused.

        Args:
            at: where in the window their upper left corner comes; without it, beside others.
        """
        data = QApplication.clipboard().mimeData()
        text = ""
        if data is not None:  # nothing was ever copied
            text = bytes(data.data(MIME).data()).decode(errors="replace") or data.text()
        if at is None:
            self._add(text, tr("Paste"))
            return
        origin = self._scope.chosen(self._view.selection, self._view.selected_pieces).by
        corner = self._view.camera.to_scene(at) - origin
        self._put(
            text, tr("Paste"), lambda piece: _on_grid(corner - _box(*_areas(piece)).topLeft())
        )

    def duplicate(self) -> None:
        """Add the selected blocks once more, beside themselves."""
        if text := self._selected_text():
            self._add(text, tr("Duplicate"))

    def select_all(self) -> None:
        """Select every block, frame and note."""
        self._view.select(self._view.cards.index, pieces=self._view.sheet.papers.ids)

    def nudge(self, dx: float, dy: float) -> None:
        """Move what is selected by steps of the grid; nudges in a row are one edit."""
        view, snap = self._view, tokens.sizes().snap
        if view.sheet.state.point is not None:
            view.rerouting.nudge(dx, dy)
            return
        chosen = self._scope.chosen(sorted(view.selection), sorted(view.selected_pieces))
        ids, pieces = chosen.ids, chosen.pieces
        if not ids and not pieces:
            return
        graph = shifted(chosen.place.graph, (dx * snap, dy * snap), ids, pieces)
        text = tr_count("Move {n} block", "Move {n} blocks", len(ids))
        if pieces:
            text = tr_count("Move {n} thing", "Move {n} things", len(ids) + len(pieces))
        names = [*ids, *(" ".join(piece) for piece in sorted(pieces.listed()))]
        self._scope.edit(text, graph, "nudge " + " ".join(names), chosen.place)

    def copy_by(self, by: QPointF) -> None:
        """Add copies of the selected blocks, so far from them."""
        if text := self._selected_text():
            self._put(text, tr("Copy"), lambda _piece: by)

    def _add(self, text: str, title: str) -> None:
        """Add copies, beside those that were added last if they are of the same."""
        last = self._last[1] if self._last[0] == text else QPointF()
        origin = self._scope.chosen(self._view.selection, self._view.selected_pieces).by
        if self._put(text, title, lambda piece: self._beside(piece, last, origin)):
            self._view.camera.reveal_area(self._view.selecting.area())

    def _put(self, text: str, title: str, where: Callable[[Graph], QPointF]) -> bool:
        """Add a piece to the network of what is selected, and select it; False if refused."""
        chosen = self._scope.chosen(self._view.selection, self._view.selected_pieces)
        graph = chosen.place.graph
        try:
            piece = read(text)
            by = where(piece)
            new, ids = pasted(graph, piece, (by.x(), by.y()))
        except (Foreign, GroupError) as refusal:
            self._view.message.emit(str(refusal))
            return False
        if len(new.nodes) > MOST_NODES:
            full = tr("A network has at most {n} blocks. Nothing was added.")
            self._view.message.emit(full.format(n=number(MOST_NODES)))
            return False
        if not self._scope.edit(title, new, at=chosen.place):
            return False
        self._last = (text, by)
        path, coming = chosen.place.path, sorted(pieces_of(new) - pieces_of(graph))
        pieces = (self._scope.piece_alias(path, id) for id in coming)
        shown = [self._scope.alias(path, id) for id in ids]
        self._view.select(shown, pieces=[piece for piece in pieces if piece is not None])
        return True

    def _selected_text(self) -> str:
        """The selected blocks as text; inlets and outlets stay with their group."""
        chosen = self._scope.chosen(self._view.selection, self._view.selected_pieces)
        graph = chosen.place.graph
        ids = [i for i in chosen.ids if not isinstance(graph.by_id[i].block, Inlet | Outlet)]
        if len(ids) < len(chosen.ids):
            self._view.message.emit(tr("Inlets and outlets stay with their group."))
        return fragment(graph, ids, chosen.pieces) if ids or chosen.pieces else ""

    def _beside(self, piece: Graph, by: QPointF, origin: QPointF) -> QPointF:
        """How far to lay copies from where they were: to the right, until they cover nothing.

        `origin` is where (0, 0) of their network is shown.
        """
        cards, papers = self._view.cards, self._view.sheet.papers
        rects, sheets = ([r.translated(origin) for r in each] for each in _areas(piece))
        box = _box(rects, sheets)
        seen, snap = self._view.camera.seen(), tokens.sizes().snap
        if not seen.intersects(box.translated(by)):
            by = _on_grid(seen.center() - box.center())
        step = QPointF(math.ceil((box.width() + _ASIDE) / snap) * snap, 0)
        while any(
            cards.plain[cards.inside(rect.translated(by), 0.0)].any() for rect in rects
        ) or any(len(papers.inside(rect.translated(by), 1.0)) for rect in sheets):
            by += step
        return by


def _areas(piece: Graph) -> tuple[list[QRectF], list[QRectF]]:
    """What the blocks of a piece cover, and its frames and notes."""
    rects = [QRectF(n.x, n.y, WIDTH, card_height(piece, n)) for n in piece.nodes]
    return rects, [*map(extent, piece.frames), *map(extent, piece.notes)]


def _box(rects: list[QRectF], sheets: list[QRectF]) -> QRectF:
    return reduce(QRectF.united, rects + sheets)


def _on_grid(by: QPointF) -> QPointF:
    snap = tokens.sizes().snap
    return QPointF(round(by.x() / snap) * snap, round(by.y() / snap) * snap)
