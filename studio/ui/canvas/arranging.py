"""Arranging: the commands that lay blocks out. Each is one edit of the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from studio.graph.aligning import Axis, Edge, aligned, distributed
from studio.graph.graph import Graph
from studio.graph.paper import Box
from studio.graph.paper_edits import kept_around
from studio.graph.tidying import tidy
from studio.language import tr
from studio.ui.background import Job
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
    """Aligns, distributes and tidies blocks of one canvas."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope
        self._job: Job | None = None  # what is being tidied

    def align(self, edge: Edge) -> None:
        """Let an edge, or the middles, of the selected blocks lie in line."""
        if boxes := self._boxes():
            self._move(tr(ALIGNED[edge]), aligned(boxes, edge))

    def distribute(self, axis: Axis) -> None:
        """Let the gaps between the selected blocks be equal."""
        if boxes := self._boxes():
            self._move(tr(DISTRIBUTED[axis]), distributed(boxes, axis))

    def tidy(self) -> None:
        """Lay the selected blocks out in rows along their wires."""
        self._tidy(self._scope.chosen(self._view.selection), tr("Tidy the selection"))

    def tidy_all(self) -> None:
        """Lay all blocks of the network that is shown out in rows along their wires."""
        chosen = self._scope.chosen(())
        whole = replace(chosen, ids=tuple(chosen.place.graph.by_id))
        self._tidy(whole, tr("Tidy everything"))

    def _tidy(self, chosen: Chosen, text: str) -> None:
        """Begin it on a thread; what comes back counts if nothing was edited meanwhile."""
        if self._job is not None or not chosen.ids:
            return
        view, project = self._view, self._scope.document.project
        place, graph, boxes = chosen.place, chosen.place.graph, {}
        for id in chosen.ids:
            rect = view.cards.rect(self._scope.alias(place.path, id)).translated(-chosen.by)
            boxes[id] = (rect.left(), rect.top(), rect.right(), rect.bottom())

        def done(after: Graph) -> None:
            self._job = None
            if self._scope.document.project is project:
                view.gliding.show(lambda: self._scope.edit(text, after, at=place))
            else:
                view.message.emit(tr("The network has changed meanwhile. Nothing was tidied."))

        def failed(error: Exception) -> None:
            self._job = None
            raise error

        self._job = Job(view, lambda: tidy(graph, boxes), done, failed)

    def _boxes(self) -> dict[str, Box]:
        """Where the selected blocks lie; open groups with their frames."""
        rects = {id: self._view.cards.rect(id) for id in sorted(self._view.selection)}
        return {id: (r.left(), r.top(), r.right(), r.bottom()) for id, r in rects.items()}

    def _move(self, text: str, by: Mapping[str, tuple[float, float]]) -> None:
        """Move shown blocks; frames and notes around them keep to them."""
        chosen = self._scope.chosen(by)
        graph, places = chosen.place.graph, {}
        for own, (dx, dy) in zip(chosen.ids, by.values(), strict=True):
            if dx or dy:
                node = graph.by_id[own]
                places[own] = (node.x + dx, node.y + dy)
        if places:
            after = kept_around(graph, graph.moved(places))
            self._view.gliding.show(lambda: self._scope.edit(text, after, at=chosen.place))
