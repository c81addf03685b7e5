"""A setting of a block before, so that what arrives is what is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Final

from studio.blocks.block import Block
from studio.graph.graph import Graph, Node, Wire
from studio.language import number, tr
from studio.project.fixes.accepting import fitting_width, width
from studio.project.fixes.adapting import misfits
from studio.project.fixes.fix import Case, Draft, way
from studio.project.fixes.settings import setting

_WIDTHS: Final = ("units", "filters", "hidden_size", "size")  # settings that say how wide
_FARTHEST: Final = 12  # blocks upwards
_MOST: Final = 3


@way
def width_before(case: Case) -> Iterator[Draft]:
    """As many units, filters or values in the layer before as are wanted."""
    for known, position, wire, shape in misfits(case):
        size = width(shape)
        source = _source_of_width(case, wire)
        if size is None or source is None:
            continue

        name = _width_setting(source)
        now = getattr(source.block, name)
        fitting = fitting_width(known, position, shape)
        times, rest = divmod(size, now)
        if fitting is not None and not rest and fitting % times == 0:
            made = source.block.but(**{name: fitting // times})
            yield setting(source, made, name, 7 + position / 10, named=True)


@way
def window_before(case: Case) -> Iterator[Draft]:
    """A convolution or pooling before that shrinks less."""
    known = case.misfit
    if known is None:
        return
    nodes = dict.fromkeys(node for wire in case.wires for node in _above(case, wire))
    made = [each for node in nodes if (each := _shrinking_less(node)) is not None]
    first = 12 if len(case.wires) > 1 else 20
    if len(made) > 1:
        yield Draft(
            tr("Keep the size in the {n} blocks before").format(n=number(len(made))),
            tr('Sets their padding to "same", or their stride to 1.'),
            first + 0.5,
            partial(_with_blocks, {node.id: block for node, _, block in made}),
        )
    for rank, (node, name, block) in enumerate(made[:_MOST]):
        yield setting(node, block, name, first + rank / 10, named=True)


def _with_blocks(made: Mapping[str, Block], graph: Graph) -> Graph:
    return graph.replaced(*(graph.by_id[id].but(block=block) for id, block in made.items()))


def _shrinking_less(node: Node) -> tuple[Node, str, Block] | None:
    """A block with padding, or without its stride, if it has a window."""
    block = node.block
    padding, stride = getattr(block, "padding", None), getattr(block, "stride", None)
    if padding == "valid":
        return node, "padding", block.but(padding="same")
    if isinstance(stride, int) and stride > 1:
        return node, "stride", block.but(stride=1)
    if isinstance(stride, tuple) and max(stride) > 1:
        return node, "stride", block.but(stride=(1, 1))
    return None


def _source_of_width(case: Case, wire: Wire) -> Node | None:
    """The block upwards that says how wide this wire is, past those that keep it."""
    shape = case.shapes.on(wire)
    for node in _above(case, wire):
        if _width_setting(node):
            return node
        known = case.shapes.nodes.get(node.id)
        if known is None or len(known.inputs) != 1 or known.inputs[0] is None:
            return None
        if shape is None or width(known.inputs[0]) != width(shape):
            return None
    return None


def _width_setting(node: Node) -> str:
    """The setting that says how wide a block's output is; "" if it has none."""
    return next((name for name in _WIDTHS if isinstance(getattr(node.block, name, ""), int)), "")


def _above(case: Case, wire: Wire) -> Iterator[Node]:
    """The blocks upwards from a wire, as long as each has one input."""
    for _ in range(_FARTHEST):
        yield case.graph.by_id[wire.source]
        into = case.graph.into.get(wire.source, ())
        if len(into) != 1:
            return
        wire = into[0]
