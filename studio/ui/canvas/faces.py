"""Face: everything that a card shows, apart from its place and its state."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal, TypeAlias

from studio.blocks.block import Block, InputBlock, OutputBlock, Port
from studio.blocks.group import Group, Inlet, Outlet
from studio.graph.graph import Graph, Node
from studio.graph.shapes import NodeShapes
from studio.language import number, tr, tr_count
from studio.schema.shape import TIMES, Array, Category, Features, Picture, Sequence, Tokens, steps
from studio.schema.tags import TAGS, Tag
from studio.ui import icons, tokens

WIDTH: Final = 192.0
FULL: Final = 56.0
COMPACT: Final = 36.0

# An end is an inlet or outlet on the edge of a frame: a place for wires, and nothing to see.
Kind: TypeAlias = Literal["card", "frame", "end"]


@dataclass(frozen=True, slots=True)
class Face:
    """What is written and drawn on a card. Equal faces share their pixmaps."""

    family: str
    icon: str
    name: str
    facts: tuple[str, ...]
    count: str
    chip: str
    compact: bool
    inputs: int
    outputs: int
    group: bool = False
    locked: bool = False
    tag: Tag | Literal[""] = ""

    @property
    def look(self) -> Hashable:
        """What the card has in common with others whose text differs."""
        ports = self.inputs, self.outputs
        return self.family, self.icon, self.compact, self.group, self.tag, *ports

    @property
    def height(self) -> float:
        return COMPACT if self.compact else FULL


@dataclass(frozen=True, slots=True)
class Card:
    """A block as the canvas keeps it: the values it was made from, its face and its ports."""

    node: Node
    known: NodeShapes | None
    parameters: int
    face: Face
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    input_offsets: Mapping[str, float]  # from the card's left
    output_offsets: Mapping[str, float]
    kind: Kind = "card"
    left: float = 0.0  # from the node's place
    width: float = WIDTH
    height: float = FULL

    @property
    def ports_key(self) -> tuple[str, Kind, float, tuple[Port, ...], tuple[Port, ...]]:
        """What wires depend on, apart from places."""
        return self.node.id, self.kind, self.left, self.inputs, self.outputs

    def at(self, node: Node, known: NodeShapes | None) -> Card:
        """This card for other values from which it would look the same."""
        if self.node is node and self.known is known:
            return self
        return replace(self, node=node, known=known)

    def made_from(
        self, node: Node, known: NodeShapes | None, parameters: int, kind: Kind = "card"
    ) -> bool:
        """Whether a card made from these values would look the same."""
        return (
            self.node.block is node.block
            and self.kind == kind
            and self.parameters == parameters
            and self.node.name == node.name
            and self.node.frozen == node.frozen
            and self.node.colour == node.colour
            and (self.known is known or self._shows(known))
        )

    def _shows(self, known: NodeShapes | None) -> bool:
        """Whether of other shapes it would show the same."""
        had = self.known
        if (had.data if had else None) != (known.data if known else None):
            return False
        return bool(self.face.facts) or _new_size(had) == _new_size(known)


def card(graph: Graph, node: Node, known: NodeShapes | None, parameters: int) -> Card:
    """The card of a block, with what the checks know about it."""
    block = node.block
    inputs, outputs = graph.inputs(block), graph.outputs(block)
    name, chip, facts = node.label, "", _facts(graph, block, known)
    if isinstance(block, Group):
        chip = f"× {number(block.repeat)}" if block.repeat > 1 else ""
    face = Face(
        family=block.family,
        icon=icons.block_icon(block.kind, block.family),
        name=name,
        facts=tuple(fact.replace(TIMES, "×") for fact in facts),
        count=number(parameters) if parameters else "" if facts else _aside(node, known),
        chip=chip,
        compact=not facts,
        inputs=len(inputs),
        outputs=len(outputs),
        group=isinstance(block, Group),
        locked=node.frozen,
        tag=node.colour,
    )
    offsets = _by_name(inputs), _by_name(outputs)
    return Card(node, known, parameters, face, inputs, outputs, *offsets, height=face.height)


def framed(made: Card, left: float, width: float, height: float) -> Card:
    """The card of a group as a frame; its ports lie where those of the card would."""
    inputs, outputs = (
        {name: x - left for name, x in offsets.items()}
        for offsets in (made.input_offsets, made.output_offsets)
    )
    return replace(
        made,
        input_offsets=inputs,
        output_offsets=outputs,
        kind="frame",
        left=left,
        width=width,
        height=height,
    )


def on_edge(made: Card) -> Card:
    """An inlet or outlet that has no card, but lies on the edge of a frame."""
    inputs = dict.fromkeys(made.input_offsets, 0.0)
    outputs = dict.fromkeys(made.output_offsets, 0.0)
    return replace(
        made, input_offsets=inputs, output_offsets=outputs, kind="end", width=0.0, height=0.0
    )


def card_height(graph: Graph, node: Node) -> float:
    """How high a block's card is."""
    return FULL if _facts(graph, node.block, None) else COMPACT


def _facts(graph: Graph, block: Block, known: NodeShapes | None) -> tuple[str, ...]:
    if isinstance(block, Group):
        used = graph.definition.get(block.definition)
        count = tr_count("{n} block", "{n} blocks", used.size if used else 0)
        return (count, tr("shared weights")) if block.shared else (count,)
    return (*_of_data(block, known), *block.facts())


def _of_data(block: Block, known: NodeShapes | None) -> tuple[str, ...]:
    """What the data says about an input or an output: "28×28", "grey"; "10 classes"."""
    data = known.data if known else None
    if isinstance(block, OutputBlock) and data is not None and data.classes:
        return (tr_count("{n} class", "{n} classes", len(data.classes)),)
    if not isinstance(block, InputBlock):
        return ()
    match data.shape if data else None:
        case Picture(channels, height, width):
            colour = {1: tr("grey"), 3: tr("colour")}.get(channels)
            side = f"{number(height)}{TIMES}{number(width)}"
            return (side, colour or tr("{n} channels").format(n=number(channels)))
        case Sequence(length, size):
            return (tr("{t} steps of {n}").format(t=steps(length), n=number(size)),)
        case Features(size):
            return (tr_count("{n} number", "{n} numbers", size),)
        case Tokens() | Category() | Array() as other:
            return (other.text(),)
        case _:
            return (tr("no data"),)


def _by_name(ports: tuple[Port, ...]) -> Mapping[str, float]:
    places = port_offsets(len(ports))
    return {port.name: x for port, x in zip(ports, places, strict=True)}


def _aside(node: Node, known: NodeShapes | None) -> str:
    """At the right of a small card: what it is, if its name does not say so, or a new shape."""
    if isinstance(node.block, Inlet | Outlet):
        return tr(node.block.title) if node.name else ""
    return _new_size(known)


def _new_size(known: NodeShapes | None) -> str:
    """On a small card: what comes out, if that is another shape than what came in."""
    if known is None or not known.outputs or not known.inputs:
        return ""
    given, gives = known.inputs[0], known.outputs[0]
    return gives.text() if type(given) is not type(gives) else ""


@cache
def port_offsets(count: int) -> tuple[float, ...]:
    """Where the ports of one edge lie, from the card's left."""
    if count < 2:
        return (WIDTH / 2,) * count
    gap = min(64.0, (WIDTH - 48) / (count - 1))
    return tuple(WIDTH / 2 + (index - (count - 1) / 2) * gap for index in range(count))


@cache
def families() -> tuple[str, ...]:
    """The families in order; arrays keep their numbers."""
    return tuple(tokens.families())


def tagged(tag: Tag | Literal[""]) -> str:
    """A colour tag in words; "" for none."""
    return tr("tag {colour}").format(colour=tr(TAGS[tag])) if tag else ""


def spoken(card: Card, problem: str = "") -> str:
    """The card in a sentence, for screen readers."""
    face = card.face
    gives = card.known.outputs if card.known else ()
    shape = ", ".join(given.text() for given in gives)
    parts = [
        face.name,
        ", ".join(face.facts),
        tr("frozen") if face.locked else "",
        tagged(face.tag),
        tr("output {shape}").format(shape=shape) if shape else "",
        tr_count("{n} parameter", "{n} parameters", card.parameters) if card.parameters else "",
        problem or tr("no problems"),
    ]
    return ", ".join(part for part in parts if part)
