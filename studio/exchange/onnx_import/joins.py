"""Joins of several values, and constants that are folded into the layer before."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.blocks.joins import Add, Average
from studio.exchange.onnx_import.dense import shifted
from studio.exchange.onnx_import.drawing import Axes, Drawing, NoBlock, Source, behind, made
from studio.exchange.onnx_import.for_each import for_each_example
from studio.exchange.onnx_import.network import Array, Operator
from studio.exchange.onnx_import.positions import placed, step_before
from studio.exchange.onnx_import.reads import reads

KINDS = {
    "Add": "add",
    "Sum": "add",
    "Mul": "multiply",
    "Sub": "subtract",
    "Max": "maximum",
    "Mean": "average",
}
MOST_PORTS = 16


@reads(*KINDS, "Div")
def elementwise(drawing: Drawing, op: Operator) -> None:
    names = [name for name in op.inputs if name]
    constants = [drawing.network.constants.get(name) for name in names]
    if len(names) == 2 and any(value is not None for value in constants):
        _with_constant(drawing, op, *constants)
        return
    if op.kind not in KINDS or any(value is not None for value in constants):
        raise NoBlock("no join does this")
    if len(names) == 1:
        held = drawing.held(names[0])
        drawing.hold(op.outputs[0], held.source, held.axes)
        return
    if len(names) > MOST_PORTS:
        raise NoBlock("more inputs than a join has")
    _joined(drawing, op, KINDS[op.kind], names)


def _joined(drawing: Drawing, op: Operator, kind: str, names: list[str]) -> None:
    helds = [drawing.held(name) for name in names]
    rank = max(len(held.axes) for held in helds)
    given = [(None,) * (rank - len(held.axes)) + held.axes for held in helds]
    first = given[[len(held.axes) for held in helds].index(rank)]
    order = [first.index(axis) for axis in range(rank) if axis in first]
    order += [
        n for n in range(rank) if n not in order and any(axes[n] is not None for axes in given)
    ]
    if first[order[0]] != 0:
        raise NoBlock("the batch is no axis of the largest value")
    places = [tuple(axes[n] for n in order) for axes in given]
    sources = [
        _beside(drawing, held.source, axes) for held, axes in zip(helds, places, strict=True)
    ]
    settings = {"ports": len(sources)} if len(sources) > 2 else {}
    (out,) = drawing.put(made(kind, **settings), *sources)
    place = tuple(order.index(n) if n in order else None for n in range(rank))
    drawing.hold(op.outputs[0], out, place)


def _beside(drawing: Drawing, source: Source, axes: Axes) -> Source:
    """A source with these axes, or as a row if it counts for every place of a picture."""
    if len(axes) == 4 and axes[1] is not None and axes[2] is axes[3] is None:
        axes = axes[:2]
    elif len(axes) == 3 and axes[1] is None and axes[2] is not None:
        axes = (axes[0], axes[2])
    return drawing.with_axes(source, axes)


def _with_constant(drawing: Drawing, op: Operator, one: Array | None, other: Array | None) -> None:
    if one is not None and other is not None:
        raise NoBlock("two constants")
    value = for_each_example(drawing, op)
    factor: Array | None = None
    shift: Array | None = None
    minus = np.float32(-1)
    match op.kind, one is not None:
        case (("Add" | "Sum"), _):
            shift = value
        case "Mul", _:
            factor = value
        case "Sub", False:
            shift = -value
        case "Sub", True:
            factor, shift = np.array(minus), value
        case "Div", False if not (value == 0).any():
            factor = 1 / value
        case _:
            raise NoBlock("a constant divided by a value")
    if shifted(drawing, op, factor, shift):
        return
    name = next(name for name in op.inputs if name not in drawing.network.constants)
    if factor is None and shift is not None and placed(drawing, op, name, shift):
        return
    if shift is not None or factor is None or not _mean(drawing, op, name, factor):
        raise NoBlock("a constant with no layer before it")


def _mean(drawing: Drawing, op: Operator, name: str, factor: Array) -> bool:
    """Make an average of a sum that is divided by how many values it adds."""
    held = drawing.held(name)
    join = behind(drawing, held.source)
    if not isinstance(join, Add) or drawing.network.only_reader(name) is not op:
        return False
    if factor.size != 1 or not np.isclose(factor.item() * join.ports, 1):
        return False
    drawing.replace(held.source.node, Average(ports=join.ports))
    drawing.hold(op.outputs[0], held.source, held.axes)
    return True


@reads("Concat")
def concatenation(drawing: Drawing, op: Operator) -> None:
    names = [name for name in op.inputs if name]
    if step_before(drawing, op):
        return
    helds = [drawing.held(name) for name in names]
    rank = len(helds[0].axes)
    axis = op.settings["axis"] % rank
    first = helds[0]
    if axis == first.batch:
        raise NoBlock("examples put together")
    order = [first.axes.index(n) for n in range(rank) if n in first.axes]
    order += [n for n in range(rank) if n not in order]
    if rank != 3 and order[1] != axis:
        order = [order[0], axis, *(n for n in order[1:] if n != axis)]
    settings: dict[str, Any] = {}
    if rank == 3 and order[1] == axis:
        settings["along"] = "steps"
    sources = [drawing.arranged(name, order) for name in names]
    drawing.hold(
        op.outputs[0],
        _in_turns(drawing, sources, settings),
        tuple(order.index(n) for n in range(rank)),
    )


def _in_turns(drawing: Drawing, sources: list[Source], settings: dict[str, Any]) -> Source:
    while len(sources) > 1:
        now, sources = sources[:MOST_PORTS], sources[MOST_PORTS:]
        ports = {"ports": len(now)} if len(now) > 2 else {}
        sources.insert(0, drawing.put(made("concatenate", **ports, **settings), *now)[0])
    return sources[0]


@reads("DotProduct")
def dot_product(drawing: Drawing, op: Operator) -> None:
    first = drawing.held(op.input(0))
    rank = len(first.axes)
    order = [first.batch, *(n for n in range(rank) if n != first.batch)]
    sources = [drawing.arranged(name, order) for name in op.inputs]
    (out,) = drawing.put(made("dot_product"), *sources)
    place = [order.index(n) for n in range(rank)]
    drawing.hold(op.outputs[0], out, tuple(place if op.settings["keep"] else place[:-1]))
