"""A model in today's words: local functions written out, operators of one recent version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import onnx
import onnx.inliner
from onnx import ModelProto, TensorProto, version_converter

from studio.exchange.not_imported import NotImported
from studio.exchange.onnx_import.model_file import MOST_OPERATORS
from studio.language import tr

VERSION: Final = 18  # of the operators that are read; from here on those of later ones are alike
OLDEST: Final = 6
LARGE: Final = 1024  # numbers in a tensor that the converter need not see


def lifted(model: ModelProto) -> ModelProto:
    """The same model with operators of version 18 or later. The given one is used up.

    Raises:
        NotImported: its version is too old or not known yet, or its functions are endless.
    """
    versions = {entry.domain or "ai.onnx": entry.version for entry in model.opset_import}
    version = versions.get("ai.onnx", onnx.defs.onnx_opset_version())
    newest = onnx.defs.onnx_opset_version()
    if not OLDEST <= version <= newest:
        raise NotImported(
            tr("This model is written for another time of ONNX."),
            tr("It uses version {n} of the operators; {oldest} to {newest} are read.").format(
                n=version, oldest=OLDEST, newest=newest
            ),
            tr("Export it again with a version between those."),
        )
    if model.functions:
        model = _written_out(model)
    return _converted(model) if version < VERSION else model


def _written_out(model: ModelProto) -> ModelProto:
    """The model without functions of its own. Counted first: functions of functions grow fast."""
    bodies = {(f.domain, f.name): f for f in model.functions}
    sizes: dict[tuple[str, str], int] = {}

    def size(key: tuple[str, str], above: tuple[tuple[str, str], ...]) -> int:
        if key in above or len(above) > 64:
            raise _endless()
        if key not in sizes:
            sizes[key] = 0
            for node in bodies[key].node:
                inner = (node.domain, node.op_type)
                sizes[key] += size(inner, (*above, key)) if inner in bodies else 1
        return sizes[key]

    total = 0
    for node in model.graph.node:
        key = (node.domain, node.op_type)
        total += size(key, ()) if key in bodies else 1
    if total > MOST_OPERATORS:
        raise _endless()
    return onnx.inliner.inline_local_functions(model)


def _endless() -> NotImported:
    return NotImported(
        tr("The functions of this model do not come to an end."),
        tr("Written out they are more operators than can be read, or they call themselves."),
        tr("Export the model again without functions of its own."),
    )


def _converted(model: ModelProto) -> ModelProto:
    """Through onnx's converter, which need not carry the large weights along."""
    kept: Mapping[str, TensorProto] = {
        tensor.name: tensor for tensor in model.graph.initializer if _size(tensor) > LARGE
    }
    slim = ModelProto()
    slim.CopyFrom(_without(model, kept))
    given = {value.name for value in slim.graph.input}
    for name, tensor in kept.items():
        if name not in given:
            value = onnx.helper.make_tensor_value_info(name, tensor.data_type, tensor.dims)
            slim.graph.input.append(value)
    if model.opset_import[0].version < 7:
        _slopes_for_channels(slim)
    slim.ir_version = max(slim.ir_version, 8)  # in older ones every weight is an input, too
    try:
        made = version_converter.convert_version(slim, VERSION)
    except Exception as error:
        raise NotImported(
            tr("This model is written for another time of ONNX."),
            tr("It cannot be lifted to a newer one: {error}.").format(
                error=str(error).splitlines()[0][:200]
            ),
            tr("Export it again with version {n} of the operators.").format(n=VERSION),
        ) from error
    made.graph.initializer.extend(kept.values())
    return made


def _slopes_for_channels(model: ModelProto) -> None:
    """Write out that a PRelu's slopes belong to channels, which the converter forgets."""
    ranks = {
        value.name: len(value.type.tensor_type.shape.dim)
        for graph in (onnx.shape_inference.infer_shapes(model).graph,)
        for value in (*graph.input, *graph.value_info)
    }
    slopes = {
        node.input[1]: ranks.get(node.input[0], 0)
        for node in model.graph.node
        if node.op_type == "PRelu"
    }
    for tensor in model.graph.initializer:
        if tensor.name in slopes and len(tensor.dims) == 1 and tensor.dims[0] > 1:
            tensor.dims.extend([1] * (slopes[tensor.name] - 2))
            for value in model.graph.input:
                if value.name == tensor.name:
                    kind = onnx.helper.make_tensor_type_proto(tensor.data_type, tensor.dims)
                    value.type.CopyFrom(kind)


def _without(model: ModelProto, names: Mapping[str, TensorProto]) -> ModelProto:
    small = [tensor for tensor in model.graph.initializer if tensor.name not in names]
    del model.graph.initializer[:]
    model.graph.initializer.extend(small)
    return model


def _size(tensor: TensorProto) -> int:
    size = 1
    for side in tensor.dims:
        size *= side
    return size
