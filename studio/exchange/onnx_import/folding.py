"""Constant folding: what does not depend on the inputs is computed once, shapes included.

Every length that the file leaves open gets a number of its own, a prime that occurs nowhere else.
Then all shapes are plain numbers, and what is computed from shapes can be folded as well; which
lengths a number stands for can still be told.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np
import onnx
from onnx import ModelProto, NodeProto, TensorProto, TypeProto, helper, numpy_helper

from studio.exchange.not_imported import NotImported
from studio.exchange.onnx_import.calculating import calculated
from studio.exchange.onnx_import.chosen import needed
from studio.exchange.onnx_import.lengths import drawn_lengths, lengths_of
from studio.exchange.onnx_import.measured import measured, shapeless, sides_of
from studio.exchange.onnx_import.model_file import inner_graphs, read
from studio.exchange.onnx_import.network import Array, Network, Operator, Sides, settings
from studio.exchange.onnx_import.primes import primes
from studio.language import tr

MOST_NUMBERS: Final = 250_000_000  # in one folded value, and twice as many in all
MOST_VALUES: Final = 2_000_000_000  # in one value that is computed, for as many examples as assumed
MOST_KNOWN: Final = 4096  # numbers of a known value that shapes are worked out from
MOST_MEASURED: Final = 8  # loops and branches that are run to see what they give
SIDE: Final = 224  # of a picture whose size the file leaves open
DICE: Final = frozenset(
    "RandomNormal RandomNormalLike RandomUniform RandomUniformLike Multinomial Bernoulli".split()
)
CHOICES: Final = frozenset("Gather Slice Squeeze Unsqueeze Cast".split())
Types = dict[str, TypeProto]


def folded(model: ModelProto) -> Network:
    """The network of a lifted model, without what is constant.

    Raises:
        NotImported: its inputs are not tensors of numbers, or folding fails.
    """
    return _Folding(model).network()


class _Folding:
    def __init__(self, model: ModelProto) -> None:
        self._model = model
        self._constants: dict[str, Array] = {}
        self._types: Types = {}
        self._same: dict[str, str] = {}  # names for one and the same value
        self._varying: set[str] = set()
        self._makers: dict[str, NodeProto] = {}
        self._lengths: set[str] = set()  # values that are sides of others and nothing else
        self._free: dict[int, str] = {}
        self._primes = primes(model)
        self._numbers = 0  # folded so far
        self._measured = 0  # loops and branches so far
        self._versions = {entry.domain: entry.version for entry in model.opset_import}
        self._read = {name for node in model.graph.node for name in read(node)}
        self._read |= {value.name for value in model.graph.output}
        self._opset = self._versions.get("", self._versions.get("ai.onnx", 0))

    def network(self) -> Network:
        for tensor in self._model.graph.initializer:
            self._known(tensor.name, numpy_helper.to_array(tensor))
        inputs = [v for v in self._model.graph.input if v.name not in self._constants]
        for value in inputs:
            self._input(value)
        lengths = lengths_of(self._model)
        for sequence, name in lengths.items():
            self._known(name, drawn_lengths(sides_of(self._types[sequence]), self._types[name]))
            self._varying.add(name)
        operators = [op for node in self._model.graph.node for op in self._node(node)]
        outputs = tuple(self._first(value.name) for value in self._model.graph.output)
        shapes, types = self._shapes()
        return Network(
            needed(operators, outputs),
            self._constants,
            shapes,
            types,
            tuple(value.name for value in inputs if value.name not in lengths.values()),
            outputs,
            tuple(self._versions.items()),
            self._free,
            self._varying,
            self._makers,
            lengths,
        )

    def _shapes(self) -> tuple[dict[str, Sides], dict[str, np.dtype[Any]]]:
        shapes = {name: array.shape for name, array in self._constants.items()}
        types = {name: array.dtype for name, array in self._constants.items()}
        for name, kind in self._types.items():
            sides = sides_of(kind)
            if sides is not None:
                shapes[name] = sides
            if kind.tensor_type.elem_type:
                types[name] = helper.tensor_dtype_to_np_dtype(kind.tensor_type.elem_type)
        return shapes, types

    def _first(self, name: str) -> str:
        return self._same.get(name, name)

    def _known(self, name: str, value: Array) -> None:
        self._constants[name] = value

    def _input(self, value: onnx.ValueInfoProto) -> None:
        kind = value.type
        if not kind.HasField("tensor_type") or kind.tensor_type.elem_type == TensorProto.STRING:
            raise NotImported(
                tr("This model works with something other than plain numbers."),
                tr('Its input "{name}" takes texts or lists.').format(name=value.name[:100]),
                tr("Open the part of it that works with numbers."),
            )
        if not kind.tensor_type.HasField("shape"):
            raise NotImported(
                tr("This model does not say how large its input is."),
                tr('Not even the number of axes of "{name}" is known.').format(
                    name=value.name[:100]
                ),
                tr("Export it again with the shapes of its inputs."),
            )
        given = kind.tensor_type.shape.dim
        sides = []
        for axis, side in enumerate(given):
            picture = len(given) == 4 and axis > 0
            if side.HasField("dim_value") and side.dim_value > 0:
                sides.append(side.dim_value)
            elif picture:
                sides.append(SIDE)
            else:
                text = side.dim_param or f"{value.name}/{axis}"
                sides.append(self._number("batch" if axis == 0 else text))
        made = helper.make_tensor_type_proto(kind.tensor_type.elem_type, sides)
        self._types[value.name] = made

    def _number(self, length: str) -> int:
        """The number that stands for a length, the same one for the same name."""
        for number, name in self._free.items():
            if name == length:
                return number
        number = next(self._primes)
        self._free[number] = length
        return number

    def _node(self, node: NodeProto) -> Iterator[Operator]:
        """The operator of a node; none if its outputs are known already."""
        node = self._renamed(node)
        given = dict(settings(node))
        if _passes_on(node, given, self._types, self._read):
            self._same[node.output[0]] = node.input[0]
            return
        if self._fold(node, given):
            return
        self._infer(node)
        if any(True for _ in inner_graphs(node)):
            self._measure(node)
        yield Operator(node.op_type, tuple(node.input), tuple(node.output), given, (node,))

    def _measure(self, node: NodeProto) -> None:
        """Find by running it what a loop or a branch gives, as far as onnx cannot tell."""
        names = shapeless(node, self._types)
        if names and self._measured < MOST_MEASURED:
            self._measured += 1
            self._types.update(measured(self._model, names, self._types, self._constants))

    def _renamed(self, node: NodeProto) -> NodeProto:
        if not any(name in self._same for name in node.input):
            return node
        made = NodeProto()
        made.CopyFrom(node)
        made.input[:] = [self._first(name) for name in node.input]
        return made

    def _fold(self, node: NodeProto, given: Mapping[str, Any]) -> bool:
        if node.op_type in DICE or any(True for _ in inner_graphs(node)) or not node.output:
            return False
        if node.op_type in ("Shape", "Size") and node.input[0] in self._types:
            return self._fold_shape(node, given)
        names = [name for name in node.input if name]
        if any(name not in self._constants for name in names) or node.domain not in ("", "ai.onnx"):
            return False
        self._infer(node)
        for output in filter(None, node.output):
            sides = sides_of(self._types[output]) if output in self._types else None
            self._numbers += math.prod(sides or ())
            if sides is not None and (
                math.prod(sides) > MOST_NUMBERS or self._numbers > 2 * MOST_NUMBERS
            ):
                raise _too_large(output)
            if sides is None and node.op_type in ("Range", "Expand", "Tile", "ConstantOfShape"):
                return False
        try:
            values = calculated(node, self._constants, self._opset)
        except Exception as error:  # the reference evaluator raises what it likes
            raise NotImported(
                tr("This model cannot be computed."),
                tr('The constant "{name}" ({kind}) fails: {error}.').format(
                    name=node.output[0][:60], kind=node.op_type, error=str(error)[:120]
                ),
                tr("Export the model again."),
            ) from error
        for output, value in zip(node.output, values, strict=False):
            if output:
                self._known(output, np.asarray(value))
                if self._varies(node, names, np.asarray(value)):
                    self._varying.add(output)
                    self._makers[output] = node
        return True

    def _varies(self, node: NodeProto, names: list[str], value: Array) -> bool:
        """Whether a folded value depends on a free length; sides that are chosen need not."""
        varying = [name for name in names if name in self._varying]
        if node.op_type in CHOICES and varying == names[:1] and names[0] in self._lengths:
            self._lengths.update(node.output)
            return self._derived(tuple(value.reshape(-1).tolist()))
        return bool(varying)

    def _fold_shape(self, node: NodeProto, given: Mapping[str, Any]) -> bool:
        sides = sides_of(self._types[node.input[0]])
        if sides is None:
            return False
        chosen = sides[given.get("start", 0) : given.get("end", len(sides))]
        if node.op_type == "Size":
            chosen = sides
        value = np.array(math.prod(sides) if node.op_type == "Size" else chosen, np.int64)
        self._known(node.output[0], value)
        if node.op_type == "Shape":
            self._lengths.add(node.output[0])
        if any(side in self._free for side in chosen) or self._derived(chosen):
            self._varying.add(node.output[0])
            self._makers[node.output[0]] = node
        return True

    def _derived(self, sides: Sides) -> bool:
        """Whether a side may come from a free length: such primes leave their mark in products."""
        return any(side % number == 0 for side in sides for number in self._free)

    def _infer(self, node: NodeProto) -> None:
        """The types and shapes of a node's outputs, as far as onnx can tell."""
        if node.domain not in ("", "ai.onnx") or not onnx.defs.has(node.op_type, self._opset):
            return
        schema = onnx.defs.get_schema(node.op_type, self._opset)
        types: Types = {}
        data: dict[str, TensorProto] = {}
        for name in filter(None, node.input):
            value = self._constants.get(name)
            if value is not None:
                kind = helper.np_dtype_to_tensor_dtype(value.dtype)
                types[name] = helper.make_tensor_type_proto(kind, value.shape)
                if value.size <= MOST_KNOWN:
                    data[name] = numpy_helper.from_array(value, name)
            elif name in self._types:
                types[name] = self._types[name]
        try:
            found = onnx.shape_inference.infer_node_outputs(
                schema, node, types, data, opset_imports=list(self._model.opset_import)
            )
        except Exception as error:
            raise NotImported(
                tr("The shapes in this model do not fit together."),
                tr('Operator "{name}" ({kind}): {error}.').format(
                    name=(node.name or node.output[0])[:60],
                    kind=node.op_type,
                    error=str(error).strip().splitlines()[-1][-160:] if str(error) else "?",
                ),
                tr("Export the model again."),
            ) from error
        self._types.update(found)
        for name, kind in found.items():
            if math.prod(sides_of(kind) or ()) > MOST_VALUES:
                raise _too_large(name)


def _too_large(name: str) -> NotImported:
    return NotImported(
        tr("This model is too large to be opened."),
        tr('The value "{name}" alone has more numbers than can be kept.').format(name=name[:100]),
        tr("Open a smaller part of it."),
    )


def _passes_on(node: NodeProto, given: Mapping[str, Any], types: Types, read: set[str]) -> bool:
    """Whether an operator gives what it takes; dropout does when the network answers."""
    match node.op_type:
        case "Identity":
            return True
        case "Dropout":
            return all(name not in read for name in node.output[1:])
        case "Cast":
            kind = types.get(node.input[0])
            return kind is not None and kind.tensor_type.elem_type == given.get("to")
    return False
