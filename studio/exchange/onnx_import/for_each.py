"""Constants that a file writes out for each example although they are the same for all."""

from __future__ import annotations

from typing import Final

from studio.exchange.onnx_import.drawing import Drawing, NoBlock
from studio.exchange.onnx_import.network import Array, Network, Operator

# What they make of values that are the same for all examples is so again.
STEADY: Final = frozenset("Add Sub Mul Div Gemm MatMul Cast Gather Unsqueeze Squeeze Slice".split())


def for_each_example(drawing: Drawing, op: Operator) -> Array:
    """The constant that an operator reads beside a value, as it counts for every example.

    Raises:
        NoBlock: it differs from example to example, or with a length that the file leaves open.
    """
    known = drawing.network.constants
    constant = next(name for name in op.inputs if name in known)
    value = one_for_all(drawing, constant, next(name for name in op.inputs if name not in known))
    if value is None:
        raise NoBlock("a constant of unknown length")
    return value


def one_for_all(drawing: Drawing, constant: str, beside: str) -> Array | None:
    """A constant with one place along the batch of the value beside; None if examples differ."""
    network, held = drawing.network, drawing.held(beside)
    value = network.constants[constant]
    at = held.batch + value.ndim - len(held.axes)
    size = drawing.lengths(beside)[held.batch]
    if at >= 0 and value.shape[at] == size != 1:
        first = value.take([0], at)
        if (value != first).any():
            return None
        value = first
    left = constant in network.varying and any(map(network.derived, value.shape))
    return None if left or not _steady(network, constant) else value


def _steady(network: Network, name: str) -> bool:
    """Whether only the sides of a known value depend on an open length, and not its numbers."""
    if name not in network.varying:
        return True
    node = network.makers[name]
    if node.op_type in ("Expand", "Tile"):
        return _steady(network, node.input[0])
    if node.op_type == "ConstantOfShape":
        return True
    return node.op_type in STEADY and all(_steady(network, each) for each in node.input if each)
