"""Shapes that only running tells: those of what loops and branches give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from onnx import ModelProto, NodeProto, TypeProto, helper

from studio.compiler.onnx_session import run, session
from studio.exchange.onnx_import.network import Array, Sides

MOST_SECONDS: Final = 20.0
WORDS: Final = 2  # what whole numbers stay below: every vocabulary has so many


def measured(
    model: ModelProto, names: list[str], types: Mapping[str, TypeProto], known: Mapping[str, Array]
) -> dict[str, TypeProto]:
    """What these values of a model are, if they have the same sides whatever goes in.

    Args:
        types: of the inputs, with a number for every side.
        known: the inputs whose values are known.
    """
    copy = ModelProto()
    copy.CopyFrom(model)
    del copy.graph.output[:]
    copy.graph.output.extend(helper.make_empty_tensor_value_info(name) for name in names)
    stored = {tensor.name for tensor in model.graph.initializer}
    inputs = [value.name for value in model.graph.input if value.name not in stored]
    found: list[list[Array]] = []
    try:
        runtime = session(copy.SerializeToString())
        for seed in range(2):
            dice = np.random.default_rng(seed)
            given = {
                name: known[name] if name in known else _random(types[name], dice)
                for name in inputs
            }
            found.append(run(runtime, given, MOST_SECONDS))
    except Exception:  # noqa: BLE001  (onnxruntime raises what it likes)
        return {}
    return {
        name: helper.make_tensor_type_proto(helper.np_dtype_to_tensor_dtype(one.dtype), one.shape)
        for name, one, other in zip(names, *found, strict=True)
        if one.shape == other.shape
    }


def _random(kind: TypeProto, dice: np.random.Generator) -> Array:
    sides = [side.dim_value for side in kind.tensor_type.shape.dim]
    dtype: np.dtype[Any] = helper.tensor_dtype_to_np_dtype(kind.tensor_type.elem_type)
    if dtype.kind == "f":
        return dice.standard_normal(sides).astype(dtype)
    return dice.integers(0, WORDS, sides).astype(dtype)


def shapeless(node: NodeProto, types: Mapping[str, TypeProto]) -> list[str]:
    """The outputs of a node whose sides are not all known."""
    kinds = ((name, types.get(name)) for name in node.output if name)
    return [name for name, kind in kinds if kind is None or sides_of(kind) is None]


def sides_of(kind: TypeProto) -> Sides | None:
    """The sides of values of this kind; None if not all are known."""
    if not kind.HasField("tensor_type") or not kind.tensor_type.HasField("shape"):
        return None
    sides = [
        side.dim_value if side.HasField("dim_value") else -1 for side in kind.tensor_type.shape.dim
    ]
    return None if -1 in sides else tuple(sides)
