"""Sealing: a piece of an ONNX model becomes a sealed part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np
import onnx
import torch
from onnx import helper
from torch import Tensor

from studio.blocks.sealed import MOST_OPAQUE, Sealed, SealedPort
from studio.compiler import parts
from studio.compiler.onnx_names import renamed
from studio.compiler.operators.known import unknown
from studio.compiler.part_model import PartModel, known_part, port_type, tensors_of
from studio.compiler.sealed import InRuntime, InTorch
from studio.schema.shape import Shape

_BATCH: Final = 2
_STEPS: Final = 5  # where a length is not known
_MOST_DIFFERENCE: Final = 1e-4


def sealed(
    model: onnx.ModelProto,
    takes: Mapping[str, Shape],
    gives: Mapping[str, Shape],
    lengths: Mapping[str, str] | None = None,
) -> Sealed:
    """The block for a model that stands alone; its part is kept in the store.

    Each input and output has the batch as its first axis. Where the model wants other types than
    float32 for numbers and int64 for what has names, the part converts them.

    Args:
        model: its graph inputs and outputs have types, its constants lie in the model itself.
        takes: the shape of one example at each input of the graph, by its name, in order.
        gives: the same for the outputs.
        lengths: the input that takes the lengths of another one, by the name of that one.

    Raises:
        PartError: the model is too large, or refers to other files.
    """
    ports = {name: SealedPort.of(f"in_{n}", s) for n, (name, s) in enumerate(takes.items(), 1)}
    for name in lengths or {}:
        ports[name] = ports[name].model_copy(update={"lengths": f"{ports[name].name}_lengths"})
    ends = {name: SealedPort.of(f"out_{n}", s) for n, (name, s) in enumerate(gives.items(), 1)}
    content = _normal(model, ports, ends, lengths or {}).SerializeToString(deterministic=True)
    block = Sealed(
        digest=parts.keep(content), takes=tuple(ports.values()), gives=tuple(ends.values())
    )
    part = known_part(block.digest)
    opaque = list(unknown(part.model))
    if not opaque and not _has_gradients(part, block):
        opaque = list(dict.fromkeys(node.op_type for node in part.model.graph.node))
    return block.but(opaque=tuple(name[:100] for name in opaque[:MOST_OPAQUE]))


def _normal(
    model: onnx.ModelProto,
    takes: Mapping[str, SealedPort],
    gives: Mapping[str, SealedPort],
    lengths: Mapping[str, str],
) -> onnx.ModelProto:
    """The model with its operators and constants alone, between ports of Layerloom's own types.

    Its values are numbered, so that equal pieces are one part.
    """
    values = (*model.graph.input, *model.graph.output)
    types = {value.name: value.type.tensor_type.elem_type for value in values}
    names, casts = _entering(types, takes, gives, lengths)
    graph = renamed(model.graph, lambda name: names.setdefault(name, f"v_{len(names)}"))
    after = [
        _cast(names[name], port.name, port_type(port))
        for name, port in gives.items()
        if names[name] != port.name
    ]
    for node in graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    bare = helper.make_graph(
        [*casts, *graph.node, *after],
        "part",
        _infos(takes.values()),
        _infos(gives.values()),
        list(graph.initializer),
        sparse_initializer=list(graph.sparse_initializer),
    )
    imports = sorted(model.opset_import, key=lambda entry: str(entry.domain))
    return helper.make_model(bare, opset_imports=imports, ir_version=model.ir_version)


def _entering(
    types: Mapping[str, int],
    takes: Mapping[str, SealedPort],
    gives: Mapping[str, SealedPort],
    lengths: Mapping[str, str],
) -> tuple[dict[str, str], list[onnx.NodeProto]]:
    """What its inputs and outputs are called, and the casts of what enters by another type."""
    names: dict[str, str] = {}
    casts: list[onnx.NodeProto] = []
    for ends, entering in ((takes, True), (gives, False)):
        for name, port in ends.items():
            names[name] = port.name
            if types[name] != port_type(port):
                names[name] = f"{port.name}_own"
                if entering:
                    casts.append(_cast(port.name, names[name], types[name]))
    for sequence, name in lengths.items():
        wanted = takes[sequence].lengths
        names[name] = wanted
        if types[name] != onnx.TensorProto.INT64:
            names[name] = f"{wanted}_own"
            casts.append(_cast(wanted, names[name], types[name]))
    return names, casts


def _cast(given: str, gives: str, to: int) -> onnx.NodeProto:
    return helper.make_node("Cast", [given], [gives], to=to)


def _infos(ports: Iterable[SealedPort]) -> list[onnx.ValueInfoProto]:
    found = []
    for port in ports:
        for (name, kind), sides in zip(tensors_of(port), (port.tensor, ()), strict=False):
            found.append(helper.make_tensor_value_info(name, kind, ["batch", *sides]))
    return found


def _has_gradients(part: PartModel, block: Sealed) -> bool:
    """Whether torch answers as onnxruntime does on a few random values, with gradients."""
    values = tuple(value for port in block.takes for value in _random(port))
    numbers = [value.requires_grad_() for value in values if value.is_floating_point()]
    with torch.no_grad():
        theirs = InRuntime(part)(values)
    try:
        ours = InTorch(part)(values)
    except (LookupError, NotImplementedError, RuntimeError, TypeError, ValueError):
        return False  # torch says in many ways that a node is beyond the table
    flows = any(value.requires_grad for value in ours) or not numbers
    return flows and all(map(_equal, ours, theirs))


def _random(port: SealedPort) -> Iterator[Tensor]:
    dice = np.random.default_rng(0)
    sides = [_STEPS if isinstance(side, str) else side for side in (_BATCH, *port.tensor)]
    if port.whole:
        last = port.sides[-1]
        yield torch.from_numpy(dice.integers(0, last if isinstance(last, int) else 1, sides))
    else:
        yield torch.from_numpy(dice.standard_normal(sides, np.float32))
    if port.lengths:
        yield torch.arange(_STEPS, _STEPS - _BATCH, -1)


def _equal(ours: Tensor, theirs: Tensor) -> bool:
    if ours.shape != theirs.shape or ours.dtype != theirs.dtype:
        return False
    if not ours.is_floating_point():
        return torch.equal(ours, theirs)
    largest = float(theirs.nan_to_num(0, 0, 0).abs().max()) if theirs.numel() else 0.0
    near = _MOST_DIFFERENCE * (largest or 1.0)
    return torch.allclose(ours, theirs, rtol=0, atol=near, equal_nan=True)
