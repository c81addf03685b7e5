"""An ONNX file as a model whose parts fit together. A stranger wrote it: limits come first."""

from __future__ import annotations

import math
import os
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import onnx
from google.protobuf.message import DecodeError
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto

from studio.exchange.not_imported import NotImported
from studio.language import number, tr

MOST_BYTES: Final = 2_000_000_000
MOST_OPERATORS: Final = 20_000
MOST_TENSORS: Final = 100_000
MOST_NESTED: Final = 16  # graphs inside operators
MOST_SIDES: Final = 16  # of one tensor
TYPES: Final = frozenset(
    getattr(TensorProto, name)
    for name in (
        *("FLOAT", "FLOAT16", "BFLOAT16", "DOUBLE", "BOOL"),
        *(f"{sign}INT{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)),
    )
)


def model_file(path: Path) -> ModelProto:
    """The model in a file, with its external data, in an order in which it can be computed.

    Raises:
        OSError: the file cannot be read.
        NotImported: it is no ONNX model, is too large, or contradicts itself.
    """
    if path.stat().st_size > MOST_BYTES:
        raise _too_large(tr("The file has more than {n} bytes.").format(n=number(MOST_BYTES)))
    model = ModelProto()
    try:
        model.ParseFromString(path.read_bytes())
    except DecodeError:
        raise _broken(tr("It is not an ONNX model, or it was cut off.")) from None
    if not model.HasField("graph") or not model.opset_import:
        raise _broken(tr("It holds no ONNX graph."))
    _limits(model)
    _Tensors(path.parent).check(model)
    _check_names(model.graph)
    return model


def graphs(graph: GraphProto, depth: int = 0) -> Iterator[GraphProto]:
    """A graph and all graphs inside its operators."""
    if depth > MOST_NESTED:
        raise _too_large(tr("Graphs are nested more than {n} deep.").format(n=MOST_NESTED))
    yield graph
    for node in graph.node:
        for inner in inner_graphs(node):
            yield from graphs(inner, depth + 1)


def inner_graphs(node: NodeProto) -> Iterator[GraphProto]:
    """The graphs inside one operator: the branches of an If, the body of a Loop."""
    for attribute in node.attribute:
        if attribute.HasField("g"):
            yield attribute.g
        yield from attribute.graphs


def _limits(model: ModelProto) -> None:
    """Refuse what would take too long, before anything is done with it."""
    operators = tensors = 0
    bodies = [model.graph, *(GraphProto(node=f.node) for f in model.functions)]
    for body in bodies:
        for graph in graphs(body):
            operators += len(graph.node)
            tensors += len(graph.initializer) + len(graph.input)
            if graph.sparse_initializer:
                raise NotImported(
                    tr("This model has sparse weights."),
                    tr("Only dense tensors can become the weights of blocks."),
                    tr("Export the model again with dense weights."),
                )
    if operators > MOST_OPERATORS:
        raise _too_large(
            tr("It has {n} operators; at most {most} are read.").format(
                n=number(operators), most=number(MOST_OPERATORS)
            )
        )
    if tensors > MOST_TENSORS:
        raise _too_large(tr("It has {n} tensors.").format(n=number(tensors)))


class _Tensors:
    """Checks every stored tensor and brings in those that lie in files of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._bytes = 0

    def check(self, model: ModelProto) -> None:
        for body in (model.graph, *(GraphProto(node=f.node) for f in model.functions)):
            for graph in graphs(body):
                for tensor in graph.initializer:
                    self._tensor(tensor)
                for node in graph.node:
                    for attribute in node.attribute:
                        self._attribute(attribute)

    def _attribute(self, attribute: AttributeProto) -> None:
        if attribute.HasField("t"):
            self._tensor(attribute.t)
        for tensor in attribute.tensors:
            self._tensor(tensor)

    def _tensor(self, tensor: TensorProto) -> None:
        name = tensor.name[:100] or tr("without a name")
        size = math.prod(tensor.dims)
        if len(tensor.dims) > MOST_SIDES or any(side < 0 for side in tensor.dims):
            raise _broken(tr('The tensor "{name}" has an impossible shape.').format(name=name))
        self._bytes += size  # at least a byte each
        if self._bytes > MOST_BYTES:
            raise _too_large(
                tr('With the tensor "{name}" its weights do not fit.').format(name=name)
            )
        if tensor.data_type not in TYPES:
            raise NotImported(
                tr("This model works with something other than plain numbers."),
                tr('The tensor "{name}" holds texts, or numbers of a rare kind.').format(name=name),
                tr("Open the part of it that works with numbers."),
            )
        needed = size * onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type).itemsize
        if tensor.data_location == TensorProto.EXTERNAL:
            self._fetch(tensor, name, needed)
        elif (
            (len(tensor.raw_data) != needed)
            if tensor.HasField("raw_data")
            else (_stored(tensor) != size)
        ):
            why = tr('The tensor "{name}" has fewer or more numbers than its shape says.')
            raise _broken(why.format(name=name))

    def _fetch(self, tensor: TensorProto, name: str, needed: int) -> None:
        entries = {entry.key: entry.value for entry in tensor.external_data}
        place = self._folder / entries.get("location", "")
        if not entries.get("location") or not place.resolve().is_relative_to(self._folder):
            raise NotImported(
                tr("This model wants to read a file outside its folder."),
                tr('The tensor "{name}" lies at "{place}".').format(
                    name=name, place=entries.get("location", "")[:100]
                ),
                tr("Put all parts of the model into one folder, or export it as one file."),
            )
        try:
            offset, length = int(entries.get("offset", 0)), int(entries.get("length", needed))
            if length != needed or offset < 0 or not place.is_file():
                raise ValueError
            with place.open("rb") as file:
                if os.fstat(file.fileno()).st_size < offset + length:
                    raise ValueError
                file.seek(offset)
                tensor.raw_data = file.read(length)
        except (OSError, ValueError):
            raise NotImported(
                tr("A part of this model is missing."),
                tr('The tensor "{name}" lies in "{file}", which has not what it needs.').format(
                    name=name, file=place.name
                ),
                tr("Put the files with its weights beside the model."),
            ) from None
        del tensor.external_data[:]
        tensor.data_location = TensorProto.DEFAULT


def _stored(tensor: TensorProto) -> int:
    fields = ("float_data", "int32_data", "int64_data", "double_data", "uint64_data")
    return max(len(getattr(tensor, field)) for field in fields)


def _check_names(graph: GraphProto) -> None:
    """Every value is made once, and before it is read; operators out of order are sorted."""
    known = {tensor.name for tensor in graph.initializer} | {value.name for value in graph.input}
    made: dict[str, int] = {}
    for index, node in enumerate(graph.node):
        for output in filter(None, node.output):
            if output in made or output in known:
                raise _broken(tr('The value "{name}" is made twice.').format(name=output[:100]))
            made[output] = index
    missing = [
        name
        for name in (
            *(n for node in graph.node for n in read(node)),
            *(o.name for o in graph.output),
        )
        if name not in known and name not in made
    ]
    if missing:
        raise _broken(tr('The value "{name}" comes from nowhere.').format(name=missing[0][:100]))
    order = _sorted(graph, made)
    if order != list(range(len(graph.node))):
        nodes = [graph.node[index] for index in order]
        copies = [NodeProto() for _ in nodes]
        for copy, node in zip(copies, nodes, strict=True):
            copy.CopyFrom(node)
        del graph.node[:]
        graph.node.extend(copies)


def read(node: NodeProto) -> Iterator[str]:
    """The values that an operator reads, those that its inner graphs take from outside included."""
    yield from filter(None, node.input)
    for inner in inner_graphs(node):
        own = {value.name for value in (*inner.input, *inner.initializer)}
        own |= {output for each in inner.node for output in each.output}
        for each in inner.node:
            yield from (name for name in read(each) if name not in own)
        yield from (output.name for output in inner.output if output.name not in own)


def _sorted(graph: GraphProto, made: dict[str, int]) -> list[int]:
    needs = [{made[name] for name in read(node) if name in made} for node in graph.node]
    follow: list[list[int]] = [[] for _ in needs]
    waiting = []
    for index, needed in enumerate(needs):
        waiting.append(len(needed))
        for other in needed:
            follow[other].append(index)
    if all(max(needed, default=-1) < index for index, needed in enumerate(needs)):
        return list(range(len(needs)))
    ready = deque(index for index, count in enumerate(waiting) if not count)
    order: list[int] = []
    while ready:
        order.append(ready.popleft())
        for index in follow[order[-1]]:
            waiting[index] -= 1
            if not waiting[index]:
                ready.append(index)
    if len(order) < len(needs):
        raise _broken(tr("Its operators wait for each other in a circle."))
    return order


def _broken(why: str) -> NotImported:
    return NotImported(
        tr("This file cannot be read as ONNX."), why, tr("Get the file again, or export it anew.")
    )


def _too_large(why: str) -> NotImported:
    return NotImported(
        tr("This model is too large to be opened."), why, tr("Open a smaller part of it.")
    )
