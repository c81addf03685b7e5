"""The ONNX model of a sealed part, read with care: a stranger may have written it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import onnx
from google.protobuf.message import DecodeError

from studio.blocks.sealed import Sealed, SealedPort
from studio.compiler import parts
from studio.compiler.parts import PartError
from studio.language import number, tr

MOST_NODES: Final = 20_000
MOST_NUMBERS: Final = 250_000_000  # in one value, for one example
OWN: Final = ("", "ai.onnx")  # the two names of ONNX's own domain


@dataclass(frozen=True, slots=True)
class Value:
    """An input or output: its name, and the number that ONNX gives its type."""

    name: str
    type: int


@dataclass(frozen=True, slots=True, eq=False)
class PartModel:
    """A part that can be run."""

    content: bytes
    model: onnx.ModelProto
    inputs: tuple[Value, ...]
    outputs: tuple[Value, ...]


@lru_cache(maxsize=64)
def _read(digest: str) -> PartModel:
    content = parts.get(digest)
    assert content is not None
    return part_model(content)


def known_part(digest: str) -> PartModel:
    """The part of this digest.

    Raises:
        PartError: it is not in the store, or damaged.
    """
    if parts.get(digest) is None:
        raise PartError(
            tr("The file of a sealed part is missing."),
            tr(
                'The folder of parts beside the project has no "{name}.onnx" whose content'
                " is what its name says."
            ).format(name=f"{digest[:12]}…"),
            tr("Put the folder of parts back beside the project, or import the model again."),
        )
    return _read(digest)


def part_model(content: bytes) -> PartModel:
    """The part that these bytes hold.

    Raises:
        PartError: they are no ONNX model that can stand alone.
    """
    try:
        model = onnx.load_model_from_string(content)
    except DecodeError as error:
        raise _damaged(tr("It is no ONNX model.")) from error
    if not model.graph.output:
        raise _damaged(tr("It is no ONNX model."))
    if sum(1 for _ in nodes(model.graph)) > MOST_NODES:
        raise _damaged(tr("It has more than {n} operators.").format(n=number(MOST_NODES)))
    if model.functions or any(external(tensor) for tensor in tensors(model.graph)):
        raise _damaged(tr("It refers to other files or to functions of its own."))
    _check_sizes(model)
    constants = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in constants]
    return PartModel(content, model, _values(inputs), _values(model.graph.output))


def _check_sizes(model: onnx.ModelProto) -> None:
    """Refuse values that no memory can hold, as far as sizes are known before anything is run."""
    inferred = onnx.shape_inference.infer_shapes(model, data_prop=True)
    for value in inferred.graph.value_info:
        sides = (side.dim_value or 1 for side in value.type.tensor_type.shape.dim)
        if math.prod(sides) > MOST_NUMBERS:
            raise _damaged(tr("One of its values has more numbers than memory can hold."))


def fits(part: PartModel, block: Sealed) -> bool:
    """Whether a block names the inputs and outputs that its part has, and their types."""
    ends = ((block.takes, part.inputs), (block.gives, part.outputs))
    return all(
        [Value(*end) for p in ports for end in tensors_of(p)] == list(vs) for ports, vs in ends
    )


def tensors_of(port: SealedPort) -> Iterator[tuple[str, int]]:
    """The name and the type of what a part takes at a port: its values, and maybe lengths."""
    yield port.name, port_type(port)
    if port.lengths:
        yield port.lengths, int(onnx.TensorProto.INT64)


def port_type(port: SealedPort) -> int:
    """The number that ONNX gives the type of a port's values."""
    return int(onnx.TensorProto.INT64 if port.whole else onnx.TensorProto.FLOAT)


def nodes(graph: onnx.GraphProto) -> Iterator[onnx.NodeProto]:
    """Every node of a graph, those in the bodies of loops and branches included."""
    for node in graph.node:
        yield node
        for attribute in node.attribute:
            for body in (attribute.g, *attribute.graphs):
                yield from nodes(body)


def tensors(graph: onnx.GraphProto) -> Iterator[onnx.TensorProto]:
    """Every constant of a graph, those in attributes and bodies included."""
    yield from graph.initializer
    for sparse in graph.sparse_initializer:
        yield from (sparse.values, sparse.indices)
    for node in graph.node:
        for attribute in node.attribute:
            yield from (attribute.t, *attribute.tensors)
            for sparse in (attribute.sparse_tensor, *attribute.sparse_tensors):
                yield from (sparse.values, sparse.indices)
            for body in (attribute.g, *attribute.graphs):
                yield from tensors(body)


def external(tensor: onnx.TensorProto) -> bool:
    """Whether a constant lies in another file."""
    return bool(tensor.external_data) or tensor.data_location == onnx.TensorProto.EXTERNAL


def _values(values: Sequence[onnx.ValueInfoProto]) -> tuple[Value, ...]:
    return tuple(Value(value.name, value.type.tensor_type.elem_type) for value in values)


def _damaged(why: str) -> PartError:
    return PartError(tr("A sealed part cannot be used."), why, tr("Import the ONNX model again."))
