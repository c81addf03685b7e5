"""Arranging: the commands that lay blocks out. Each is one edit of the document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from studio.graph.aligning import Axis, Edge, aligned, distributed
from studio.graph.paper import Box
from studio.graph.paper_edits import kept_around
from studio.language import tr
from studio.ui.scope import Chosen

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

ALIGNED: Final[Mapping[Edge, str]] = {
    "left": "Align left edges",
    "middle": "Align middles, left to right",
    "right": "Align right edges",
    "top": "Align upper edges",
    "centre": "Align middles, top to bottom",
    "bottom": "Align lower edges",
}
DISTRIBUTED: Final[Mapping[Axis, str]] = {
    "across": "Distribute from left to right",
    "down": "Distribute from top to bottom",
}


class Arranging:
    """Aligns and distributes the selected blocks of one canvas."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope

    def align(self, edge: Edge) -> None:
        """Let an edge, or the middles, of the selected blocks lie in line."""
        if boxes := self._boxes():
            self._move(tr(ALIGNED[edge]), aligned(boxes, edge))

    def distribute(self, axis: Axis) -> None:
        """Let the gaps between the selected blocks be equal."""
        if boxes := self._boxes():
            self._move(tr(DISTRIBUTED[axis]), distributed(boxes, axis))

    def _boxes(self) -> dict[str, Box]:
        """Where the selected blocks lie; open groups with their frames."""
        rects = {id: self._view.cards.rect(id) for id in sorted(self._view.selection)}
        return {id: (r.left(), r.top(), r.right(), r.bottom()) for id, r in rects.items()}

    def _move(self, text: str, by: Mapping[str, tuple[float, float]]) -> None:
        """Move shown blocks; frames and notes around them keep to them."""
        chosen: Chosen = self._scope.chosen(by)
        graph, places = chosen.place.graph, {}
        for own, (dx, dy) in zip(chosen.ids, by.values(), strict=True):
            if dx or dy:
                node = graph.by_id[own]
                places[own] = (node.x + dx, node.y + dy)
        if places:
            after = kept_around(graph, graph.moved(places))
            self._scope.edit(text, after, at=chosen.place)
