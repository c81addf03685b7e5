"""Selecting: more of the network than is selected, along the wires or all the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from studio.graph.graph import Graph
from studio.graph.structure import fed_by, feeding
from studio.project.place import Place
from studio.ui.canvas.paper.pieces import pieces_of

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class Selecting:
    """Selects on one canvas what has to do with the selection, in the network that it is in."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope

    def feeding(self) -> None:
        """Add everything that the selected blocks get their data from."""
        self._along(feeding)

    def fed(self) -> None:
        """Add everything that the data of the selected blocks go to."""
        self._along(fed_by)

    def invert(self) -> None:
        """Select the blocks, frames and notes that are not selected, and no others."""
        view = self._view
        place = self._scope.chosen(view.selection, view.selected_pieces).place
        blocks = self._shown(place, (node.id for node in place.graph.nodes))
        pieces = (self._scope.piece_alias(place.path, id) for id in pieces_of(place.graph))
        others = {piece for piece in pieces if piece is not None} - view.selected_pieces
        view.select({*blocks} - view.selection, pieces=others)

    def area(self) -> QRectF:
        """All that is selected lies in this."""
        view, papers = self._view, self._view.sheet.papers
        ends = (end for wire in view.selected_wires for end in (wire.source, wire.target))
        areas = [view.cards.rect(id) for id in (*view.selection, *ends)]
        areas += [papers.rect(papers.index[piece]) for piece in view.selected_pieces]
        return reduce(QRectF.united, areas, QRectF())

    def zoom_to(self) -> None:
        """Bring what is selected into view as a whole."""
        self._view.camera.show_area(self.area())

    def _along(self, reached: Callable[[Graph, Iterable[str]], frozenset[str]]) -> None:
        view = self._view
        chosen = self._scope.chosen(view.selection)
        found = reached(chosen.place.graph, chosen.ids)
        if view.selection:
            view.select(self._shown(chosen.place, found), pieces=view.selected_pieces)

    def _shown(self, place: Place, ids: Iterable[str]) -> list[str]:
        """The blocks of a network that are shown, as they are called here."""
        aliases = (self._scope.alias(place.path, id) for id in ids)
        return [alias for alias in aliases if alias in self._view.cards]
