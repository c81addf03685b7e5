"""Which of the document's problems is the one that a chip on the canvas shows."""

from __future__ import annotations

from studio.blocks.group import Group
from studio.graph.graph import Graph
from studio.graph.problems import Problem
from studio.project.place import Path
from studio.ui.canvas.canvas_view import CanvasView


def at_block(canvas: CanvasView, id: str) -> Problem | None:
    """The problem that the chip of a shown block is about, as the document lists it.

    It may be listed at another group with the same inside: it is fixed in the definition.
    """
    shown = canvas.sheet.state.trouble.chips.get(id)
    if shown is None or shown.where[0] not in canvas.scope.graph.by_id:
        return None
    path, own = canvas.scope.home(shown.where[0])
    block = own
    if shown.inside:
        path, block = (*path, own, *shown.inside[:-1]), shown.inside[-1]
    graph = canvas.document.project.graph
    inside = definition(graph, path)
    listed = (p for p in canvas.document.checked.problems if p.block == block)
    return next(
        (p for p in listed if p.what.endswith(shown.what) and definition(graph, p.path) == inside),
        None,
    )


def definition(graph: Graph, path: Path) -> str:
    """The definition whose inside lies at the end of a path; "" for the graph itself."""
    name = ""
    for id in path:
        node = (graph.definition[name] if name else graph).by_id.get(id)
        name = node.block.definition if node is not None and isinstance(node.block, Group) else ""
    return name
