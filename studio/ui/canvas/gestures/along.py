"""Along: what a frame takes with it, and all else that is selected, where it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.graph.paper_edits import lying_in
from studio.ui.canvas.paper.pieces import PieceId

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


def along(view: CanvasView) -> tuple[frozenset[str], frozenset[PieceId]]:
    """The selected blocks, frames and notes, with all that lies in the frames."""
    chosen = view.scope.chosen(view.selection, view.selected_pieces)
    held, inner = lying_in(chosen.place.graph, chosen.pieces.frames)
    path, alias, piece_alias = chosen.place.path, view.scope.alias, view.scope.piece_alias
    blocks = (shown for id in held if (shown := alias(path, id)))
    aliases = (piece_alias(path, PieceId(*each)) for each in inner.listed())
    pieces = (piece for piece in aliases if piece is not None)
    return view.selection | {*blocks}, view.selected_pieces | {*pieces}
