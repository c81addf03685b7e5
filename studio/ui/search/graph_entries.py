"""What a search in a network finds: blocks, frames and notes, those inside of groups too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from studio.blocks.block import Block
from studio.blocks.group import Group
from studio.graph.graph import Graph, Network, Node
from studio.graph.known_shapes import NodeShapes, Shapes
from studio.language import tr
from studio.project.checks import Checked
from studio.project.place import Path
from studio.schema.shape import TIMES
from studio.schema.tags import TAGS
from studio.ui import icons, tokens
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.search.ranking import Called

_LONGEST: Final = 60  # letters of a note


@dataclass(frozen=True, slots=True)
class Entry:
    """A block by its own id, or a frame or note; `path` has the groups around it."""

    path: Path
    id: str | PieceId
    called: Called
    place: str  # the group that it lies in, in words
    shape: str = ""
    icon: str = ""
    family: str = ""


def entries(graph: Graph, checked: Checked, here: Path = ()) -> Iterator[Entry]:
    """Everything in a project's graph. A definition is looked into where it is used first, or open.

    Args:
        here: the path of the network that is shown: its definition is looked into there.
    """
    on_way = _on_way(graph, here)
    seen: set[str] = set()
    waiting: list[tuple[Path, str, Shapes | None]] = [((), "", checked.shapes)]
    while waiting:
        path, name, shapes = waiting.pop()
        network = graph.definition[name] if name else graph
        yield from _of(network, shapes, path, name)
        for node in sorted(network.of(Group), key=lambda node: not node.open):
            inner, way = _definition(node), (*path, node.id)
            if inner not in seen and on_way.get(inner, way) == way:
                seen.add(inner)
                known = shapes.nodes.get(node.id) if shapes else None
                inside = known.inside[0] if known and known.inside else None
                waiting.append((way, inner, inside))


def _on_way(graph: Graph, here: Path) -> dict[str, Path]:
    """The definitions that a path leads into, with the path of each."""
    found: dict[str, Path] = {}
    network: Network = graph
    for depth, id in enumerate(here, 1):
        name = _definition(network.by_id[id])
        found[name], network = here[:depth], graph.definition[name]
    return found


def _definition(group: Node) -> str:
    assert isinstance(group.block, Group)
    return group.block.definition


def _of(network: Network, shapes: Shapes | None, path: Path, name: str) -> Iterator[Entry]:
    for node in network.nodes:
        yield _block(node, shapes.nodes.get(node.id) if shapes else None, path, name)
    for frame in network.frames:
        called = Called(frame.title or tr("Frame"), (tr("Frame"), tr(TAGS[frame.colour])))
        yield Entry(path, PieceId("frame", frame.id), called, name, icon="frame")
    for note in network.notes:
        first = " ".join(note.text.split())
        short = first if len(first) <= _LONGEST else f"{first[:_LONGEST]}…"
        called = Called(short, (tr("Note"), tr(TAGS[note.colour]), first))
        yield Entry(path, PieceId("note", note.id), called, name, icon="type")


def _block(node: Node, known: NodeShapes | None, path: Path, name: str) -> Entry:
    block = node.block
    gives = [shape.text() for shape in known.outputs] if known else []
    names = (
        tr(block.title),
        node.id,
        *block.words,
        tr(tokens.families()[block.family].label),
        *gives,
        *(fact.replace(TIMES, "×") for fact in block.facts()),
        *_settings(block),
        *((tr(TAGS[node.colour]),) if node.colour else ()),
    )
    icon = icons.block_icon(block.kind, block.family)
    called = Called(node.label, names)
    return Entry(path, node.id, called, name, ", ".join(gives), icon, block.family)


def _settings(block: Block) -> Iterator[str]:
    """The settings with their values: "Kernel size 3×3"."""
    for field, about in type(block).model_fields.items():
        if field != "kind":
            yield f"{tr(about.title or field)} {_written(getattr(block, field))}"


def _written(value: object) -> str:
    if isinstance(value, bool):
        return tr("on") if value else tr("off")
    return "×".join(map(str, value)) if isinstance(value, tuple) else str(value)
