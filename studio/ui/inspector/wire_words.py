"""What is told of a wire while it is drawn: what it carries, what fits, and why others do not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from studio.blocks.block import Block
from studio.graph.graph import Graph
from studio.graph.shapes import Fields, Shapes, with_wire
from studio.language import tr
from studio.schema.shape import TIMES, Shape
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.fitting import Fits, Reason, joined

MOST: Final = 7  # rows of each kind


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs of what stands at the left and at the right, and how many more there are."""

    pairs: tuple[tuple[str, str], ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class WireWords:
    """All that is told of one wire."""

    block: type[Block]  # at its fixed end
    title: str
    state: str
    carries: str
    fits: Rows
    others: Rows


def wire_words(
    graph: Graph,
    fields: Fields,
    found: Shapes,
    fits: Fits,
    order: Sequence[str],
) -> WireWords:
    """What is told while a wire from a port is drawn; blocks stand in their order."""
    start = graph.by_id[fits.start.block]
    title = tr("Wire to {block}") if fits.start.is_input else tr("Wire from {block}")
    state = tr("Not connected yet")
    if fits.moved is not None:
        other = fits.moved.source if fits.start.is_input else fits.moved.target
        state = tr("Was at {block}").format(block=graph.by_id[other].label)
    fitting = [id for id in order if id in fits.blocks]
    shown = fitting[:MOST]
    pairs = tuple((graph.by_id[id].label, _gives(graph, fields, found, fits, id)) for id in shown)
    return WireWords(
        type(start.block),
        title.format(block=start.label),
        state,
        _carried(fits.shape),
        Rows(pairs, len(fitting) - len(shown)),
        _others(graph, fits, order),
    )


def _carried(shape: Shape | None) -> str:
    if shape is None:
        return ""
    text = tr("Carries {shape}: {words}.").format(shape=shape.text(), words=shape.words())
    return text.replace(TIMES, "\u00a0×\u00a0")  # a size is not broken into two lines


def _gives(graph: Graph, fields: Fields, found: Shapes, fits: Fits, id: str) -> str:
    """What a block would give behind the wire; before it, what it gives already."""
    ports = (graph.outputs if fits.start.is_input else graph.inputs)(graph.by_id[id].block)
    ends = (PortEnd(id, port.name, not fits.start.is_input) for port in ports)
    wire = joined(fits.start, next(end for end in ends if end in fits.ports))
    if fits.start.is_input:
        shape = found.on(wire)
        return shape.text() if shape is not None else ""
    tried = with_wire(graph, fields, wire, found)
    gives = tried.outputs[0] if tried.outputs else tried.answer
    return gives.text() if gives is not None else ""


def _others(graph: Graph, fits: Fits, order: Iterable[str]) -> Rows:
    """The blocks that do not fit, those together that have the same reason."""
    first: dict[str, Reason] = {}
    for port, why in fits.reasons.items():
        first.setdefault(port.block, why)
    names: dict[str, list[str]] = {}
    for id in order:
        if id in fits.blocks or id == fits.start.block:
            continue
        reason = first[id] if id in first else fits.reason(id)
        if reason is not None:
            names.setdefault(reason.title, []).append(graph.by_id[id].label)
    pairs = [(", ".join(listed[:MOST]), title) for title, listed in names.items()]
    return Rows(tuple(pairs[:MOST]), len(pairs) - len(pairs[:MOST]))
