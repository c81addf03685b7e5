"""Small ONNX models, written by hand in the style of other exporters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from studio.exchange.onnx_import import Imported, imported

FLOAT, WHOLE = TensorProto.FLOAT, TensorProto.INT64
NEAR = 1e-4


def node(kind: str, inputs: str, outputs: str, **settings: Any) -> NodeProto:
    """An operator; names are written one after the other, "-" for one that is left out."""
    names = ([name.replace("-", "") for name in text.split()] for text in (inputs, outputs))
    return helper.make_node(kind, *names, **settings)


def written(
    nodes: Sequence[NodeProto],
    inputs: Mapping[str, Sequence[int | str]],
    weights: Mapping[str, np.ndarray] | None = None,
    *,
    outputs: Sequence[str] = ("y",),
    whole: Sequence[str] = (),
    opset: int = 18,
) -> ModelProto:
    """A model with these operators; `whole` are inputs of whole numbers."""
    graph = helper.make_graph(
        list(nodes),
        "g",
        [
            helper.make_tensor_value_info(name, WHOLE if name in whole else FLOAT, sides)
            for name, sides in inputs.items()
        ],
        [helper.make_tensor_value_info(name, FLOAT, None) for name in outputs],
        [numpy_helper.from_array(array, name) for name, array in (weights or {}).items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)


def opened(model: ModelProto, folder: Path) -> Imported:
    """The model, opened from a file; that its answers are equal is checked there and here."""
    onnx.save(model, folder / "model.onnx")
    found = imported(folder / "model.onnx")
    assert found.report.difference < NEAR
    return found


def blocks(found: Imported) -> list[str]:
    """The kinds of blocks in the order of the graph, with what they do beside: "dense relu"."""
    kinds = []
    for each in found.project.graph.nodes:
        curve = getattr(each.block, "function", getattr(each.block, "activation", "none"))
        kinds.append(each.block.kind + ("" if curve == "none" else f" {curve}"))
    return kinds


def random(*sides: int, seed: int = 0) -> np.ndarray:
    """Weights of a usual size."""
    return np.random.default_rng(seed).standard_normal(sides, np.float32) * np.float32(0.5)
