"""What torch cannot run of an ONNX model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import onnx

from studio.compiler.operators.elementwise import TYPES
from studio.compiler.operators.table import SINCE, operators
from studio.compiler.part_model import OWN
from studio.language import tr


def unknown(model: onnx.ModelProto) -> Iterator[str]:
    """What torch cannot run of a model, each said once."""
    versions = [entry.version for entry in model.opset_import if entry.domain in OWN]
    if not versions or versions[0] < SINCE:
        yield f"opset {versions[0] if versions else 0}"
    yield from unknown_nodes(model.graph)
    if any(tensor.data_type not in TYPES for tensor in model.graph.initializer):
        yield tr("constants of a type that PyTorch lacks")


def unknown_nodes(graph: onnx.GraphProto) -> Iterator[str]:
    """The operators of a graph that torch cannot run as they stand there, each said once."""
    said: set[str] = set()
    for node in graph.node:
        name = node.op_type if node.domain in OWN else f"{node.domain}.{node.op_type}"
        if name not in said and not _runs(node):
            said.add(name)
            yield name


def _runs(node: onnx.NodeProto) -> bool:
    """Whether the table has this node: its operator, its attributes and its outputs."""
    if node.domain not in OWN:
        return False
    if node.op_type == "Constant":
        return all(attribute.name in _CONSTANTS for attribute in node.attribute)
    found = operators.get(node.op_type)
    if found is None:
        return False
    given = {attribute.name for attribute in node.attribute}
    wanted = sum(1 for name in node.output if name)
    return given <= found.attributes and wanted <= found.outputs


_CONSTANTS: Final = frozenset({"value", "value_float", "value_floats", "value_int", "value_ints"})
