"""A block in between that turns what arrives into what is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from math import isqrt

from studio.blocks import blocks
from studio.blocks.block import Block
from studio.blocks.joins import Elementwise
from studio.graph.graph import Graph, Node, Wire
from studio.graph.shapes import NodeShapes
from studio.language import number, tr
from studio.project.fixes.accepting import (
    as_wide,
    gives,
    nearest,
    other_widths,
    width,
    with_input,
)
from studio.project.fixes.fix import Case, Draft, way
from studio.schema.shape import (
    Array,
    Category,
    Features,
    Picture,
    Sequence,
    Shape,
    Tokens,
    count,
)

MOST_SIDE = 4096


@way
def adapters(case: Case) -> Iterator[Draft]:
    """A block that rearranges, shrinks or looks up what arrives at one of the inputs."""
    known = case.misfit
    if known is None:
        return
    for position, wire, shape in arriving(case):
        for rank, chain in enumerate(chains(known, position, shape)):
            far = 18 if isinstance(known.block, Elementwise) else 0  # it would add a row to all
            yield _insertion(case, wire, chain, shape, 10 + far + rank + position / 10)


@way
def as_wide_as_needed(case: Case) -> Iterator[Draft]:
    """A small layer that brings one of the inputs to another width, or to another size."""
    known = case.misfit
    if known is None:
        return
    for position, wire, shape in arriving(case):
        for block in _layers(known, position, shape):
            yield _insertion(
                case, wire, (block,), shape, (15 if len(case.wires) > 1 else 30) + position
            )


def arriving(case: Case) -> Iterator[tuple[int, Wire, Shape]]:
    """What arrives at the block: the number of the input, the wire, and its shape."""
    assert case.node is not None
    ports = [port.name for port in case.graph.inputs(case.node.block)]
    for wire in case.wires:
        shape = case.shapes.on(wire)
        if shape is not None and wire.input in ports:
            yield ports.index(wire.input), wire, shape


def chains(known: NodeShapes, position: int, shape: Shape) -> Iterator[tuple[Block, ...]]:
    """One block, or if there is none two of them, that make what the block takes."""
    found = False
    for block in converters(shape):
        made = gives(block, shape)
        if made is not None and gives(known.block, *with_input(known, position, made)):
            found = True
            yield (block,)
    if found:
        return
    for block in converters(shape):
        made = gives(block, shape)
        for second in converters(made) if made is not None else ():
            after = gives(second, made)
            if type(after) is type(shape):
                continue  # there and back
            if after is not None and gives(known.block, *with_input(known, position, after)):
                yield (block, second)


def converters(shape: Shape) -> Iterator[Block]:
    """Blocks that make something of another kind of a shape, the usual ones first."""
    made = {name: blocks[name].usual() for name in ("flatten", "last_step", "mean_over_time")}
    reshape = partial(blocks["reshape"].usual().but, to="sequence")
    match shape:
        case Tokens() | Category():
            yield blocks["embedding"].usual()
        case Picture(channels, height, _):
            yield made["flatten"]
            yield blocks["global_avg_pool"].usual()
            yield reshape(steps=height if channels == 1 else channels)
        case Sequence(length, size):
            yield made["last_step"]
            yield made["mean_over_time"]
            if isinstance(length, int):
                yield made["flatten"]
                yield from _as_picture(length, size)
        case Features(size):
            yield from _square(size)
            yield reshape(steps=size)
        case Array():
            yield made["flatten"]


def _as_picture(height: int, across: int) -> Iterator[Block]:
    if max(height, across) <= MOST_SIDE:
        yield blocks["reshape"].usual().but(to="picture", height=height, width=across)


def _square(size: int) -> Iterator[Block]:
    """A picture of a row: as large a square as comes out even."""
    for side in range(min(isqrt(size), MOST_SIDE), 0, -1):
        if size % (side * side) == 0:
            yield from _as_picture(side, side)
            return


def _layers(known: NodeShapes, position: int, shape: Shape) -> Iterator[Block]:
    def takes(made: Shape | None) -> bool:
        return made is not None and bool(gives(known.block, *with_input(known, position, made)))

    size = width(shape)
    if size is None:
        return
    wanted = other_widths(known, position)
    if isinstance(shape, Picture):
        for block in _resizing(shape, known, position):
            if takes(gives(block, shape)):
                yield block
    fitting = nearest(size, lambda n: takes(as_wide(shape, n)), wanted)
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


def _insertion(
    case: Case, wire: Wire, chain: tuple[Block, ...], shape: Shape, rank: float
) -> Draft:
    titles = tr(" and ").join(tr(block.title) for block in chain)
    into = case.graph.by_id[wire.target].label
    several = len(case.wires) > 1
    title = tr("Add {block} before {port}") if several else tr("Add {block}")
    port = _port_title(case, wire) if several else into
    edit, ids = inserting(case.graph, wire, chain)
    return Draft(title.format(block=titles, port=port), why(chain[0], shape), rank, edit, ids[0])


def _port_title(case: Case, wire: Wire) -> str:
    assert case.node is not None
    ports = case.graph.inputs(case.node.block)
    title = next((tr(port.title) for port in ports if port.name == wire.input), "")
    return title.lower() if title else wire.input


def inserting(
    graph: Graph, wire: Wire, chain: tuple[Block, ...]
) -> tuple[Callable[[Graph], Graph], list[str]]:
    """The edit that puts new blocks into a wire, one after the other, and their ids."""
    ids: list[str] = []
    for block in chain:
        ids.append(graph.free_id(block.kind, ids))
    nodes = tuple(Node(id=id, block=block) for id, block in zip(ids, chain, strict=True))
    return partial(_with_chain, wire, nodes), ids


def _with_chain(wire: Wire, chain: tuple[Node, ...], graph: Graph) -> Graph:
    """The graph with new blocks from the beginning of a wire to its end, instead of the wire."""
    graph = graph.connected(wire)
    for node in chain:
        graph = graph.inserted(node, wire)
        wire = wire.but(source=node.id, output=graph.outputs(node.block)[0].name)
    return graph


def why(block: Block, shape: Shape) -> str:
    """What a converting block does to this shape, in a sentence."""
    n = number(count(shape) or 0)
    match block.kind, shape:
        case "flatten", _:
            return tr("Lays all {n} numbers in one row. Keeps every detail.").format(n=n)
        case "global_avg_pool", _:
            return tr("Keeps one number for each channel. Smaller and faster.")
        case "last_step", _:
            return tr("Keeps the last step, which has seen all others after a recurrent layer.")
        case "mean_over_time", _:
            return tr("Takes the mean of all steps. Each counts the same.")
        case "embedding", _:
            return tr("Gives each of the names a row of values that is learned.")
        case "reshape", _:
            return tr("Lays the same numbers out anew. Nothing is computed.")
        case "adaptive_avg_pool2d", _:
            return tr("Takes means of parts, so that the picture has the size that is wanted.")
        case "conv2d", _:
            return tr("Mixes the channels pixel by pixel into as many as are wanted.")
        case "dense", _:
            return tr("Mixes the values into as many as are wanted.")
    return tr(type(block).summary())
