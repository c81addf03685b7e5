"""Colouring: the tags of the selected blocks, frames and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from studio.graph.paper_edits import with_pieces
from studio.language import tr
from studio.schema.tags import TAGS, Tag

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


def colour(view: CanvasView, tag: Tag | Literal[""]) -> None:
    """Give what is selected a colour tag, as one step; "" takes those of blocks away."""
    scope, papers = view.scope, view.sheet.papers
    graph = scope.graph
    blocks = [node for id in sorted(view.selection) if (node := graph.by_id[id]).colour != tag]
    if blocks:
        graph = graph.replaced(*(node.but(colour=tag) for node in blocks))
    if tag:
        pieces = [papers[id] for id in sorted(view.selected_pieces)]
        other = [piece.but(colour=tag) for piece in pieces if piece.colour != tag]
        graph = with_pieces(graph, *other)
    text = tr("Colour: {colour}").format(colour=tr(TAGS[tag])) if tag else tr("Take the colour off")
    scope.edit(text, graph)
