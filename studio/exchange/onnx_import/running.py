"""Running a piece of a model by itself, to see what it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onnx import GraphProto, helper

from studio.compiler.onnx_session import run, session
from studio.exchange.onnx_import.network import Array


def answered(
    graph: GraphProto, versions: Sequence[tuple[str, int]], values: Mapping[str, Array]
) -> Array | None:
    """What the only output of a graph gives; None if it cannot be run."""
    imports = [helper.make_opsetid(*entry) for entry in versions]
    model = helper.make_model(graph, opset_imports=imports, ir_version=10)
    try:
        result: Array = run(session(model.SerializeToString()), values)[0]
    except Exception:  # noqa: BLE001  (onnxruntime raises what it likes)
        return None
    return result
