"""Lengths: the input that says how many steps of each sequence are real, and numbers for it."""

from __future__ import annotations

from typing import Final

import numpy as np
from onnx import ModelProto, TensorProto, TypeProto, ValueInfoProto, helper

from studio.exchange.onnx_import.network import Array, Sides

WHOLE: Final = (TensorProto.INT32, TensorProto.INT64)
CHOOSING: Final = ("Gather", "OneHot")  # what reads a number as the name of something


def lengths_of(model: ModelProto) -> dict[str, str]:
    """The input with the lengths of each padded input, by the name of that one.

    Such an input has one whole number for each example, and no table is read with it. It is called
    after its sequence, else they go together in the order of the file. A sequence without one
    shares the lengths of another that is always as long.
    """
    graph = model.graph
    constants = {tensor.name for tensor in graph.initializer}
    constants |= {node.output[0] for node in graph.node if node.op_type == "Constant"}
    names = {
        name
        for node in graph.node
        if node.op_type in CHOOSING and (node.op_type == "OneHot" or node.input[0] in constants)
        for name in node.input
    }
    inputs = [value for value in graph.input if value.name not in constants]
    time = {value.name: side for value in inputs if (side := _time(value)) is not None}
    free = [value.name for value in inputs if _counts(value) and value.name not in names]
    found = {name: f"{name}_lengths" for name in time if f"{name}_lengths" in free}
    left = (name for name in free if name not in found.values())
    found |= dict(zip((name for name in time if name not in found), left, strict=False))
    by_side = {time[name]: lengths for name, lengths in reversed(found.items()) if time[name]}
    shared = {name: by_side[side] for name, side in time.items() if side in by_side}
    return shared | found


def _time(value: ValueInfoProto) -> str | None:
    """What the number of steps of a padded input is called; None for any other input."""
    kind = value.type.tensor_type
    sides = kind.shape.dim
    if len(sides) != (2 if kind.elem_type in WHOLE else 3) or sides[1].dim_value > 0:
        return None
    return str(sides[1].dim_param)


def _counts(value: ValueInfoProto) -> bool:
    kind = value.type.tensor_type
    return kind.elem_type in WHOLE and len(kind.shape.dim) == 1


def drawn_lengths(sides: Sides | None, kind: TypeProto) -> Array:
    """Lengths for sequences with these sides: (batch,), and the first of several is the longest."""
    assert sides is not None
    return random_lengths(sides, np.random.default_rng(0)).astype(
        helper.tensor_dtype_to_np_dtype(kind.tensor_type.elem_type)
    )


def random_lengths(sides: Sides, dice: np.random.Generator) -> Array:
    """Lengths (batch,) for padded sequences with these sides: batch, time, and maybe values."""
    batch, steps = sides[:2]
    lengths = dice.integers(1, steps + 1, batch)
    if batch > 1:
        lengths[0] = steps  # padding that no example needs never comes
    return lengths
