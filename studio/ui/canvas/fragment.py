"""Fragment: part of a network as text, for the clipboard, and how it becomes part of another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from pydantic import ValidationError

from studio.blocks.group import Inlet, Outlet
from studio.graph.defining import with_names
from studio.graph.definitions import needed
from studio.graph.graph import Graph, Node
from studio.graph.merging import merged
from studio.graph.paper import on_paper
from studio.graph.paper_edits import (
    NO_PIECES,
    Pieces,
    going_along,
    lying_in,
    picked,
    with_more,
)
from studio.language import tr
from studio.project import files
from studio.schema.entry import Value

MIME: Final = "application/x-layerloom-blocks+json"
_MOST_BYTES: Final = 4 * 2**20
_MOST_ITEMS: Final = 200_000  # each costs memory before anything can be refused


class Foreign(Exception):
    """The text is no piece of a network; the message says so to people."""


class Fragment(Value):
    """Blocks with the wires among them and the definitions that they use."""

    kind: Literal["layerloom blocks"] = "layerloom blocks"
    graph: Graph


def fragment(graph: Graph, ids: Iterable[str], pieces: Pieces = NO_PIECES) -> str:
    """These blocks as text, with these frames and notes, what lies in them and what goes along."""
    held, inner = lying_in(graph, pieces.frames)
    ends = (Inlet, Outlet)  # they stay with their group
    chosen = {*ids, *(id for id in held if not isinstance(graph.by_id[id].block, ends))}
    frames, notes = picked(graph, pieces | inner | going_along(graph, chosen))
    nodes = tuple(node for node in graph.nodes if node.id in chosen)
    wires = tuple(w for w in graph.wires if w.source in chosen and w.target in chosen)
    used = tuple(graph.definition[name] for name in needed(graph, nodes))
    piece = Graph(nodes=nodes, wires=wires, frames=frames, notes=notes, definitions=used)
    return Fragment(graph=piece).model_dump_json()


def read(text: str) -> Graph:
    """The blocks in a text: a piece of a network, or the file of a whole one.

    Raises:
        Foreign: the text is not a piece of a network, or is damaged.
    """
    items = sum(text.count(sign) for sign in ",{[")
    if len(text) > _MOST_BYTES or items > _MOST_ITEMS:
        raise Foreign(tr("The clipboard holds too much to be pasted as blocks."))
    try:
        found = Fragment.model_validate_json(text).graph
    except ValidationError:
        found = _whole(text)
    if not (found.nodes or found.frames or found.notes):
        raise Foreign(tr("The clipboard holds no blocks. Copy blocks on a canvas first."))
    return found


def _whole(text: str) -> Graph:
    """The network in the text of a project's file."""
    try:
        return files.parse(text.encode(errors="replace")).graph
    except files.WrongFile:
        raise Foreign(tr("The clipboard holds no blocks. Copy blocks on a canvas first.")) from None


def pasted(graph: Graph, piece: Graph, by: tuple[float, float]) -> tuple[Graph, tuple[str, ...]]:
    """The graph with a piece added, moved by an offset, and the new ids of its blocks.

    Definitions that are equal to those of the graph are shared; others with the same name get
    another one.

    Raises:
        GroupError: the graph cannot have so many definitions.
    """
    graph, names = merged(graph, piece)
    ids: dict[str, str] = {}
    nodes: list[Node] = []
    for node in with_names(piece, names).nodes:
        ids[node.id] = graph.free_id(node.block.kind, ids.values())
        x, y = on_paper(node.x + by[0]), on_paper(node.y + by[1])
        nodes.append(node.but(id=ids[node.id], x=x, y=y))
    carried = (w.by(*by) if w.via else w for w in piece.wires)
    wires = [w.but(source=ids[w.source], target=ids[w.target]) for w in carried]
    return with_more(graph.added(*nodes, wires=wires), piece, by), tuple(ids.values())
