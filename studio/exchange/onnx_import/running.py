"""Running a piece of a model by itself, to see what it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onnx import NodeProto, helper, numpy_helper

from studio.compiler.onnx_session import run, session
from studio.exchange.onnx_import.network import Array


def answered(
    nodes: Sequence[NodeProto],
    versions: Sequence[tuple[str, int]],
    constants: Mapping[str, Array],
    values: Mapping[str, Array],
    end: str,
) -> Array | None:
    """What these nodes come to, by its name; None if they cannot be run.

    Args:
        constants: what is known, of which the nodes may read some.
        values: what they read beside.
    """
    known = {name for node in nodes for name in node.input if name in constants}
    graph = helper.make_graph(
        nodes,
        "piece",
        [helper.make_tensor_value_info(name, 1, value.shape) for name, value in values.items()],
        [helper.make_tensor_value_info(end, 1, None)],
        [numpy_helper.from_array(constants[name], name) for name in sorted(known)],
    )
    imports = [helper.make_opsetid(*entry) for entry in versions]
    model = helper.make_model(graph, opset_imports=imports, ir_version=10)
    try:
        result: Array = run(session(model.SerializeToString()), values)[0]
    except Exception:  # noqa: BLE001  (onnxruntime raises what it likes)
        return None
    return result
