"""The light networks of the onnx wheel: model-zoo graphs whose weights are all one constant."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import onnx
from onnx import ModelProto, numpy_helper

from tests.exchange.onnx_import.wheel import DATA, array

LIGHT = sorted(path.stem for path in (DATA / "light").glob("*.onnx"))
QUICK = ("light_inception_v1", "light_shufflenet", "light_squeezenet")


def light(name: str) -> Path:
    """The file of a network."""
    return DATA / "light" / f"{name}.onnx"


def ramp(name: str) -> list[np.ndarray]:
    """What onnx's own tests feed to it."""
    graph = onnx.load(light(name)).graph
    weights = {tensor.name for tensor in graph.initializer}
    (given,) = (value for value in graph.input if value.name not in weights)
    sides = [side.dim_value for side in given.type.tensor_type.shape.dim]
    count = math.prod(sides)
    return [(np.arange(count, dtype=np.float32) / count).reshape(sides)]


def wanted(name: str) -> list[np.ndarray]:
    """What they expect of it."""
    return [array(DATA / "light" / f"{name}_output_0.pb")]


def with_random_weights(name: str) -> ModelProto:
    """The network with seeded random weights of a usual size."""
    model = onnx.load(light(name))
    known = {tensor.name: tensor for tensor in model.graph.initializer}
    dice, kept = np.random.default_rng(0), []
    for node in model.graph.node:
        if node.op_type != "ConstantOfShape":
            kept.append(node)
            continue
        sides = tuple(numpy_helper.to_array(known[node.input[0]]).tolist())
        values = dice.standard_normal(sides, np.float32)
        if len(sides) > 1:
            values *= math.sqrt(2 / math.prod(sides[1:]))
        else:
            values = 0.5 + 0.5 * np.abs(values)
        model.graph.initializer.append(numpy_helper.from_array(values, node.output[0]))
    del model.graph.node[:]
    model.graph.node.extend(kept)
    model.ir_version = 8  # in older ones every weight is an input, too
    return model
