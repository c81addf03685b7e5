"""What each block costs, worked out from its calls: nothing is built and nothing allocated."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from studio.blocks.group import Group
from studio.graph.shapes import NodeShapes, Shapes
from studio.schema.call import Call, Expression
from studio.schema.shape import Picture, Sequence, Shape, assumed, count


@dataclass(frozen=True, slots=True)
class Cost:
    """What one block costs for one example, in float32.

    `activations` are the numbers that it gives out and that training keeps for the way back;
    a length that is not known counts as `UNKNOWN_LENGTH` steps. The parameters of groups that share
    weights are those of the first of them; the others have `borrowed` them. `inside` has the costs
    in each repetition of a group, as its shapes do.
    """

    parameters: int = 0
    multiply_adds: int = 0
    activations: int = 0
    of: NodeShapes | None = None
    borrowed: bool = False
    inside: tuple[Mapping[str, Cost], ...] = ()

    @property
    def training_bytes(self) -> int:
        """Weights, gradients and two moments of the optimizer, without the activations."""
        return 4 * 4 * self.parameters


UNKNOWN_LENGTH: Final = 100


def costs(found: Shapes, before: Mapping[str, Cost] | None = None) -> dict[str, Cost]:
    """The cost of every block whose shapes are known."""
    return _costs(found, before or {}, {})


# The costs inside of a group and their sum, by the identity of its shapes: copies share them.
_Known: TypeAlias = dict[int, tuple[Mapping[str, Cost], Cost]]


def _costs(found: Shapes, before: Mapping[str, Cost], known: _Known) -> dict[str, Cost]:
    result: dict[str, Cost] = {}
    equal: dict[int, Cost] = {}  # of blocks that are alike, by the identity of their shapes
    shared: set[str] = set()
    for name in found.order:
        node, old = found.nodes[name], before.get(name)
        if isinstance(node.block, Group):
            if node.known:
                if id(node) not in equal:
                    equal[id(node)] = _use_cost(node, node.block, old, known)
                borrows = _borrows(node.block, shared)
                result[name] = _borrowed(equal[id(node)], old) if borrows else equal[id(node)]
        elif old is not None and old.of is node:
            result[name] = old
        elif node.known:
            if id(node) not in equal:
                equal[id(node)] = _cost(node)
            result[name] = equal[id(node)]
    return result


def _use_cost(node: NodeShapes, block: Group, before: Cost | None, known: _Known) -> Cost:
    """The cost of a group with weights of its own."""
    if before is not None and before.of is node and not before.borrowed:
        return before
    return _group_cost(node, block, before.inside if before else (), known)


def _borrowed(cost: Cost, before: Cost | None) -> Cost:
    """The cost of a group whose weights are those of one before it."""
    if before is not None and before.of is cost.of and before.borrowed:
        return before
    return replace(cost, parameters=0, borrowed=True)


def _borrows(block: Group, shared: set[str]) -> bool:
    """Whether a block uses the weights of a group before it; `shared` has those so far."""
    if not block.shared:
        return False
    before = len(shared)
    shared.add(block.definition)
    return len(shared) == before


def _cost(node: NodeShapes) -> Cost:
    """The cost of one block with known shapes."""
    given = node.outputs or ((node.answer,) if node.answer is not None else ())
    parameters = multiply_adds = 0
    for call in node.layers.values():
        own, per_place = layer_cost(call)
        parameters += own
        at = node.inputs[0] if _name(call) in _EACH_INPUT else given[0]
        multiply_adds += per_place * (_places(at) if at else 0)
    return Cost(parameters, multiply_adds, sum(_numbers(shape) for shape in given), node)


def _group_cost(
    node: NodeShapes, block: Group, before: tuple[Mapping[str, Cost], ...], known: _Known
) -> Cost:
    for index, inside in enumerate(node.inside):
        if id(inside) not in known:
            old = before[index] if index < len(before) else {}
            spent = _costs(inside, old, known)
            known[id(inside)] = spent, _sum(spent.values())
    insides = tuple(known[id(inside)][0] for inside in node.inside)
    each = [known[id(inside)][1] for inside in node.inside]
    # The last repetition that was worked out stands for all that follow it.
    copies = [*each, *[each[-1]] * (block.repeat - len(each))]
    whole = _sum(copies)
    parameters = copies[0].parameters if block.shared else whole.parameters
    return Cost(parameters, whole.multiply_adds, whole.activations, node, inside=insides)


def _sum(parts: Collection[Cost]) -> Cost:
    return Cost(
        sum(part.parameters for part in parts),
        sum(part.multiply_adds for part in parts),
        sum(part.activations for part in parts),
    )


def layer_cost(call: Call) -> tuple[int, int]:
    """Parameters of a layer, and its multiply-adds at one place (pixel, step or row)."""
    rule = _RULES.get(_name(call))
    return rule(call) if rule else (0, 0)


def _name(call: Call) -> str:
    return str(call.target).rpartition(".")[2]


def _whole(value: Expression, default: int = 0) -> int:
    return value if isinstance(value, int) else default


def _product(value: Expression) -> int:
    return math.prod(_whole(item) for item in (value if isinstance(value, tuple) else (value,)))


def _linear(call: Call) -> tuple[int, int]:
    weights = _whole(call.argument(0, "in_features")) * _whole(call.argument(1, "out_features"))
    bias = call.argument(2, "bias", True)
    return weights + bool(bias) * _whole(call.argument(1, "out_features")), weights


def _convolution(call: Call) -> tuple[int, int]:
    channels, filters = (_whole(call.argument(i, "")) for i in (0, 1))
    window = _product(call.argument(2, "kernel_size"))
    if isinstance(call.argument(2, "kernel_size"), int) and str(call.target).endswith("2d"):
        window *= window
    weights = channels // _whole(call.argument(6, "groups", 1), 1) * window * filters
    return weights + bool(call.argument(7, "bias", True)) * filters, weights


def _transposed(call: Call) -> tuple[int, int]:
    channels, filters = (_whole(call.argument(i, "")) for i in (0, 1))
    kernel = call.argument(2, "kernel_size")
    window = _product(kernel) ** (2 if isinstance(kernel, int) else 1)
    weights = channels * filters // _whole(call.argument(6, "groups", 1), 1) * window
    return weights + bool(call.argument(7, "bias", True)) * filters, weights


def _recurrent(gates: int) -> Callable[[Call], tuple[int, int]]:
    def rule(call: Call) -> tuple[int, int]:
        size, hidden = _whole(call.argument(0, "")), _whole(call.argument(1, ""))
        directions = 2 if call.argument(7, "bidirectional", False) else 1
        weights = biases = 0
        for layer in range(_whole(call.argument(2, "num_layers", 1), 1)):
            arriving = size if layer == 0 else hidden * directions
            weights += directions * gates * hidden * (arriving + hidden)
            biases += directions * gates * hidden * 2
        return weights + bool(call.argument(3, "bias", True)) * biases, weights

    return rule


def _attention(call: Call) -> tuple[int, int]:
    size = _whole(call.argument(0, "embed_dim"))
    keys = _whole(call.argument(7, "kdim"), size) or size
    values = _whole(call.argument(8, "vdim"), size) or size
    weights = size * (2 * size + keys + values)
    return weights + bool(call.argument(3, "bias", True)) * 4 * size, weights


def _embedding(call: Call) -> tuple[int, int]:
    return _whole(call.argument(0, "")) * _whole(call.argument(1, "")), 0


def _norm(call: Call) -> tuple[int, int]:
    options = dict(call.kwargs)
    learns = options.get("affine", True) and options.get("elementwise_affine", True)
    return 2 * bool(learns) * _product(call.argument(0, "")), 0


def _group_norm(call: Call) -> tuple[int, int]:
    return 2 * bool(call.argument(3, "affine", True)) * _whole(call.argument(1, "")), 0


def _instance_norm(call: Call) -> tuple[int, int]:
    return 2 * bool(call.argument(3, "affine", False)) * _whole(call.argument(0, "")), 0


_RULES: Final[Mapping[str, Callable[[Call], tuple[int, int]]]] = {
    "Linear": _linear,
    "Conv1d": _convolution,
    "Conv2d": _convolution,
    "ConvTranspose2d": _transposed,
    "RNN": _recurrent(1),
    "GRU": _recurrent(3),
    "LSTM": _recurrent(4),
    "MultiheadAttention": _attention,
    "Embedding": _embedding,
    "LearnedPositions": _embedding,
    "BatchNorm1d": _norm,
    "BatchNorm2d": _norm,
    "LayerNorm": _norm,
    "GroupNorm": _group_norm,
    "InstanceNorm1d": _instance_norm,
    "InstanceNorm2d": _instance_norm,
    "PReLU": lambda call: (_whole(call.argument(0, "num_parameters"), 1), 0),
}


_EACH_INPUT: Final = {"ConvTranspose2d"}  # its weights are used at each place of what arrives


def _places(shape: Shape) -> int:
    match shape:
        case Picture(_, height, width):
            return height * width
        case Sequence(length, _):
            return assumed(length, UNKNOWN_LENGTH)
        case _:
            return 1


def _numbers(shape: Shape) -> int:
    known = count(shape)
    if known is None:
        return UNKNOWN_LENGTH * (shape.size if isinstance(shape, Sequence) else 1)
    return known
