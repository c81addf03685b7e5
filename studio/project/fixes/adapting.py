"""A block in between that turns what arrives into what is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

from studio.blocks import blocks
from studio.blocks.block import Block
from studio.blocks.joins import Elementwise
from studio.graph.graph import Wire
from studio.graph.shapes import NodeShapes
from studio.project.fixes.accepting import fitting_width, gives, other_widths, takes
from studio.project.fixes.converters import chains, ways
from studio.project.fixes.fix import Case, Draft, way
from studio.project.fixes.inserting import Chain, insertion, insertions
from studio.schema.shape import Picture, Shape

_WAYS: Final = 8  # for each of several inputs
_COMBINED: Final = 400  # ways for all of them together
_OFFERED: Final = 3


@way
def adapters(case: Case) -> Iterator[Draft]:
    """A block that rearranges, shrinks or looks up what arrives at one of the inputs."""
    for known, position, wire, shape in misfits(case):
        for rank, chain in enumerate(chains(known, position, shape)):
            far = 18 if isinstance(known.block, Elementwise) else 0  # it would add a row to all
            yield insertion(case, wire, chain, shape, 10 + far + rank + position / 10)


@way
def adapters_together(case: Case) -> Iterator[Draft]:
    """Blocks that rearrange what arrives at several of the inputs."""
    known = case.misfit
    if known is None or len(case.wires) < 2:
        return
    given = [(position, wire, shape) for _, position, wire, shape in misfits(case)]
    sizes = tuple(dict.fromkeys(n for i, _, _ in given for n in other_widths(known, i)))
    each = [[((), shape), *islice(_plain(shape, sizes), _WAYS)] for _, _, shape in given]
    combined = sorted(islice(product(*each), _COMBINED), key=_blocks)
    found = 0
    for chosen in combined:
        changed = [(wire, chain) for (_, wire, _), (chain, _) in zip(given, chosen, strict=True)]
        changed = [(wire, chain) for wire, chain in changed if chain]
        if len(changed) > 1 and found < _OFFERED and _taken(known, given, chosen):
            yield insertions(case, changed, given[0][2], 16 + found)
            found += 1


@way
def as_wide_as_needed(case: Case) -> Iterator[Draft]:
    """A small layer that brings one of the inputs to another width, or to another size."""
    rank = 15 if len(case.wires) > 1 else 30
    for known, position, wire, shape in misfits(case):
        for block in _layers(known, position, shape):
            yield insertion(case, wire, (block,), shape, rank + position)


def misfits(case: Case) -> Iterator[tuple[NodeShapes, int, Wire, Shape]]:
    """Of a block that does not take what it gets: each input, by number, wire and shape."""
    known = case.misfit
    if known is None:
        return
    ports = [port.name for port in case.graph.inputs(known.block)]
    for wire in case.wires:
        shape = case.shapes.on(wire)
        if shape is not None and wire.input in ports:
            yield known, ports.index(wire.input), wire, shape


def _plain(shape: Shape, sizes: tuple[int, ...]) -> Iterator[tuple[Chain, Shape]]:
    """One block for an input; two only behind an embedding, which is hardly ever enough."""
    for chain, made in ways(shape, sizes):
        if len(chain) == 1 or chain[0].kind == "embedding":
            yield chain, made


def _blocks(chosen: tuple[tuple[Chain, Shape], ...]) -> tuple[int, int]:
    """How many blocks there would be, of how many kinds."""
    kinds = {block.kind for chain, _ in chosen for block in chain}
    return sum(len(chain) for chain, _ in chosen), len(kinds)


def _taken(
    known: NodeShapes,
    given: list[tuple[int, Wire, Shape]],
    chosen: tuple[tuple[Chain, Shape], ...],
) -> bool:
    args = [*known.args]
    for (position, _, _), (_, shape) in zip(given, chosen, strict=True):
        args[position] = shape
    return gives(known.block, *args) is not None


def _layers(known: NodeShapes, position: int, shape: Shape) -> Iterator[Block]:
    if isinstance(shape, Picture):
        for block in _resizing(shape, known, position):
            made = gives(block, shape)
            if made is not None and takes(known, position, made):
                yield block
    fitting = fitting_width(known, position, shape)
    if fitting is not None:
        yield _layer(shape, fitting)


def _layer(shape: Shape, size: int) -> Block:
    if isinstance(shape, Picture):
        return blocks["conv2d"].usual().but(filters=size, kernel=(1, 1), activation="none")
    return blocks["dense"].usual().but(units=size, activation="none")


def _resizing(shape: Picture, known: NodeShapes, position: int) -> Iterator[Block]:
    """Blocks that bring a picture to the size of another one that is wanted."""
    others = [s for i, s in enumerate(known.inputs) if i != position]
    others.append(known.data.shape if known.data else None)
    for other in others:
        if not isinstance(other, Picture) or other == shape:
            continue
        down, across = other.height, other.width
        if other.channels != shape.channels and shape.height % down == shape.width % across == 0:
            stride = (shape.height // down, shape.width // across)
            yield (
                blocks["conv2d"]
                .usual()
                .but(filters=other.channels, kernel=(1, 1), stride=stride, activation="none")
            )
        if (down, across) != (shape.height, shape.width):
            yield blocks["adaptive_avg_pool2d"].usual().but(size=(down, across))
