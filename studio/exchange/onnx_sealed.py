"""Sealed parts in an exported model: their own nodes are put back, unchanged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import onnx
import torch
from onnx import version_converter
from torch import Tensor, nn

from studio.compiler.onnx_names import renamed
from studio.compiler.part_model import OWN, known_part
from studio.compiler.sealed import SealedPart

# A node that torch's exporter writes for us and that never leaves this folder.
DOMAIN: Final = "layerloom"
LEAST: Final = 18  # the oldest of ONNX's opsets that torch writes
_TYPES: Final = {onnx.TensorProto.FLOAT: torch.float32, onnx.TensorProto.INT64: torch.int64}


class Placeholder(nn.Module):
    """Stands for a sealed part while torch's exporter works."""

    def __init__(self, sealed: SealedPart) -> None:
        super().__init__()
        self.digest = sealed.digest
        graph = known_part(sealed.digest).model.graph
        self._takes = [_sides(value) for value in graph.input]
        self._gives = [_sides(value) for value in graph.output]
        self._types = [_TYPES[value.type.tensor_type.elem_type] for value in graph.output]

    def forward(self, *values: Tensor) -> Any:
        """(batch, ...) each → what the part gives, by its shapes alone."""
        known: dict[int | str, Any] = {}
        for sides, value in zip(self._takes, values, strict=True):
            known.update(zip(sides, value.shape, strict=True))
        results = torch.onnx.ops.symbolic_multi_out(
            f"{DOMAIN}::Sealed",
            values,
            {"digest": self.digest},
            dtypes=self._types,
            shapes=[[known.get(side, side) for side in sides] for sides in self._gives],
            version=1,
        )
        return tuple(results) if len(results) > 1 else results[0]


def opset(network: nn.Module) -> int:
    """The opset that a network with these sealed parts is written in: the newest of them."""
    return max((_version(known_part(d).model) for d in _digests(network)), default=LEAST)


def put_back(model: onnx.ModelProto) -> None:
    """Replace every placeholder by the nodes of its part, with their constants and opsets."""
    nodes: list[onnx.NodeProto] = []
    imports = {entry.domain: entry.version for entry in model.opset_import}
    imports.pop(DOMAIN, None)
    for node in model.graph.node:
        if node.domain != DOMAIN:
            nodes.append(node)
            continue
        part = _lifted(node.attribute[0].s.decode(), imports[""])
        graph = _inside(part.graph, node, f"sealed_{len(nodes)}_")
        nodes += graph.node
        model.graph.initializer.extend(graph.initializer)
        model.graph.sparse_initializer.extend(graph.sparse_initializer)
        for entry in part.opset_import:
            if entry.domain not in OWN:
                imports[entry.domain] = max(entry.version, imports.get(entry.domain, 0))
    kept = [onnx.NodeProto.FromString(node.SerializeToString()) for node in nodes]
    del model.graph.node[:]
    model.graph.node.extend(kept)
    del model.opset_import[:]
    model.opset_import.extend(onnx.helper.make_opsetid(*entry) for entry in imports.items())


def _inside(graph: onnx.GraphProto, at: onnx.NodeProto, prefix: str) -> onnx.GraphProto:
    """A part's graph with the names that it has in the place of a node."""
    names = dict(zip((value.name for value in graph.input), at.input, strict=True))
    for value, output in zip(graph.output, at.output, strict=True):
        names[value.name] = output or f"{prefix}{value.name}"
    return renamed(graph, lambda name: names.get(name, f"{prefix}{name}"))


def _lifted(digest: str, version: int) -> onnx.ModelProto:
    model = known_part(digest).model
    return version_converter.convert_version(model, version) if _version(model) < version else model


def _version(model: onnx.ModelProto) -> int:
    return max((entry.version for entry in model.opset_import if entry.domain in OWN), default=1)


def _digests(network: nn.Module) -> Iterator[str]:
    for module in network.modules():
        if isinstance(module, Placeholder | SealedPart):
            yield module.digest


def _sides(value: onnx.ValueInfoProto) -> list[int | str]:
    return [side.dim_param or side.dim_value for side in value.type.tensor_type.shape.dim]
