"""Fragment: part of a network as text, for the clipboard, and how it becomes part of another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from pydantic import ValidationError

from studio.blocks.group import Group
from studio.graph.graph import Definition, Graph, Network, Node
from studio.language import tr
from studio.schema.entry import Value

MIME: Final = "application/x-layerloom-blocks+json"
_MOST_BYTES: Final = 4 * 2**20
_FARTHEST: Final = 1e7  # what a node's place allows
_MOST_ITEMS: Final = 200_000  # each costs memory before anything can be refused


class Foreign(Exception):
    """The text is no piece of a network; the message says so to people."""


class Fragment(Value):
    """Blocks with the wires among them and the definitions that they use."""

    kind: Literal["layerloom blocks"] = "layerloom blocks"
    graph: Graph


def fragment(graph: Graph, ids: Iterable[str]) -> str:
    """These blocks as text."""
    chosen = frozenset(ids)
    nodes = tuple(node for node in graph.nodes if node.id in chosen)
    wires = tuple(w for w in graph.wires if w.source in chosen and w.target in chosen)
    piece = Graph(nodes=nodes, wires=wires, definitions=_used(graph, nodes))
    return Fragment(graph=piece).model_dump_json()


def read(text: str) -> Graph:
    """The blocks in a text.

    Raises:
        Foreign: the text is not a piece of a network, or is damaged.
    """
    items = sum(text.count(sign) for sign in ",{[")
    if len(text) > _MOST_BYTES or items > _MOST_ITEMS:
        raise Foreign(tr("The clipboard holds too much to be pasted as blocks."))
    try:
        found = Fragment.model_validate_json(text).graph
    except ValidationError:
        raise Foreign(tr("The clipboard holds no blocks. Copy blocks on a canvas first.")) from None
    if not found.nodes:
        raise Foreign(tr("The clipboard holds no blocks. Copy blocks on a canvas first."))
    return found


def pasted(graph: Graph, piece: Graph, by: tuple[float, float]) -> tuple[Graph, tuple[str, ...]]:
    """The graph with a piece added, moved by an offset, and the new ids of its blocks."""
    graph, renamed = _with_definitions(graph, piece)
    ids: dict[str, str] = {}
    nodes: list[Node] = []
    for node in piece.nodes:
        block = node.block
        ids[node.id] = graph.free_id(block.kind, ids.values())
        if isinstance(block, Group):
            block = block.but(definition=renamed[block.definition])
        x, y = (min(max(at, -_FARTHEST), _FARTHEST) for at in (node.x + by[0], node.y + by[1]))
        nodes.append(node.but(id=ids[node.id], block=block, x=x, y=y))
    wires = [w.but(source=ids[w.source], target=ids[w.target]) for w in piece.wires]
    return graph.added(*nodes, wires=wires), tuple(ids.values())


def _used(graph: Graph, nodes: Iterable[Node]) -> tuple[Definition, ...]:
    """The definitions that these blocks use, and those used inside them."""
    wanted: list[str] = []
    waiting: list[Network] = [Network(nodes=tuple(nodes))]
    while waiting:
        for node in waiting.pop().nodes:
            if isinstance(node.block, Group) and node.block.definition not in wanted:
                wanted.append(node.block.definition)
                waiting.append(graph.definition[node.block.definition])
    return tuple(graph.definition[name] for name in wanted)


def _with_definitions(graph: Graph, piece: Graph) -> tuple[Graph, dict[str, str]]:
    """The graph with the piece's definitions, under new names where theirs are taken."""
    renamed: dict[str, str] = {}
    for definition in piece.definitions:
        name, number = definition.name, 1
        while name in graph.definition and graph.definition[name] != definition:
            number += 1
            name = f"{definition.name[:90]} {number}"
        renamed[definition.name] = name
    fresh = tuple(
        _renamed(definition, renamed)
        for definition in piece.definitions
        if renamed[definition.name] not in graph.definition
    )
    if fresh:
        graph = graph.with_definitions((*graph.definitions, *fresh))
    return graph, renamed


def _renamed(definition: Definition, names: dict[str, str]) -> Definition:
    nodes = tuple(
        node.but(block=node.block.but(definition=names[node.block.definition]))
        if isinstance(node.block, Group)
        else node
        for node in definition.nodes
    )
    return definition.but(name=names[definition.name], nodes=nodes)
