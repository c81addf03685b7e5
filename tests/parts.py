"""Small ONNX models for sealed parts, and networks with such parts inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from studio.blocks.sealed import Sealed
from studio.compiler.sealing import sealed
from studio.graph.graph import Graph
from studio.schema.shape import Features
from tests.wiring import block, graph

FLOAT = TensorProto.FLOAT


def model(
    nodes: Sequence[onnx.NodeProto],
    takes: Mapping[str, Sequence[int | str]],
    gives: Mapping[str, Sequence[int | str]],
    constants: Mapping[str, object] | None = None,
    opset: int = 18,
    types: Mapping[str, int] | None = None,
) -> onnx.ModelProto:
    """A model of these nodes; inputs and outputs are float32 where `types` says nothing else."""
    known = types or {}
    infos = [
        [helper.make_tensor_value_info(n, known.get(n, FLOAT), list(s)) for n, s in ends.items()]
        for ends in (takes, gives)
    ]
    tensors = [
        numpy_helper.from_array(np.asarray(value), name)
        for name, value in (constants or {}).items()
    ]
    made = helper.make_graph(list(nodes), "g", *infos, initializer=tensors)
    imports = [helper.make_opsetid("", opset)]
    domains = sorted({node.domain for node in nodes if node.domain})
    imports += [helper.make_opsetid(domain, 1) for domain in domains]
    return helper.make_model(made, opset_imports=imports, ir_version=8)


def scaled(size: int = 4, factor: float = 2.0) -> Sealed:
    """A part that torch can run: y = factor · x + sin x."""
    nodes = [
        helper.make_node("Mul", ["x", "factor"], ["scaled"]),
        helper.make_node("Sin", ["x"], ["wave"]),
        helper.make_node("Add", ["scaled", "wave"], ["y"]),
    ]
    made = model(
        nodes,
        {"x": ["n", size]},
        {"y": ["n", size]},
        {"factor": np.full(size, factor, np.float32)},
    )
    return sealed(made, {"x": Features(size)}, {"y": Features(size)})


def opaque(size: int = 4) -> Sealed:
    """A part that only onnxruntime can run: the determinants of 2 × 2 matrices, and x itself."""
    nodes = [
        helper.make_node("Reshape", ["x", "square"], ["matrices"]),
        helper.make_node("Det", ["matrices"], ["found"]),
        helper.make_node("Unsqueeze", ["found", "last"], ["column"]),
        helper.make_node("Add", ["x", "column"], ["y"]),
    ]
    constants = {"square": np.array([-1, 2, 2]), "last": np.array([1])}
    made = model(nodes, {"x": ["n", size]}, {"y": ["n", size]}, constants)
    return sealed(made, {"x": Features(size)}, {"y": Features(size)})


def around(part: Sealed, before: bool = True) -> Graph:
    """Iris through a sealed part: x, dense (unless it is left out), part, out."""
    made_of = {"x": block("features_input")}
    if before:
        made_of["dense"] = block("dense", units=4)
    made_of |= {"part": part, "out": block("class_output")}
    return graph(made_of, *(f"{a} > {b}" for a, b in pairwise(made_of)))
