"""What one operator of a model makes of known values."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
from onnx import NodeProto, TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from studio.exchange.onnx_import.network import Array, settings


def calculated(node: NodeProto, known: Mapping[str, Array], opset: int) -> list[Any]:
    if node.op_type == "Constant":  # quicker, and there are many
        value = dict(settings(node)).popitem()[1]
        if isinstance(value, TensorProto):
            return [numpy_helper.to_array(value)]
    if node.op_type == "ConstantOfShape":
        given = dict(settings(node)).get("value")
        fill = (
            numpy_helper.to_array(given).ravel() if given is not None else np.zeros(1, np.float32)
        )
        return [np.full(known[node.input[0]].tolist(), fill[0], fill.dtype)]
    copy = NodeProto()
    copy.CopyFrom(node)
    graph = helper.make_graph(
        [copy],
        "one",
        [helper.make_empty_tensor_value_info(n) for n in dict.fromkeys(node.input) if n],
        [helper.make_empty_tensor_value_info(n) for n in node.output if n],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        values = ReferenceEvaluator(model).run(
            None, {name: known[name] for name in node.input if name}
        )
    assert isinstance(values, list)
    found = iter(values)
    return [next(found) if name else None for name in node.output]
