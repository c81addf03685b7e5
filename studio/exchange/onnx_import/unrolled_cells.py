"""A loop as the operator that ONNX has for it, tried out against what the file wrote."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from onnx import helper

from studio.exchange.onnx_import.network import Array, Network, Operator
from studio.exchange.onnx_import.recurrent import ORDER
from studio.exchange.onnx_import.running import answered

KIND: Final = "Recurrent"
NEAR: Final = 1e-4
MOST_NUMBERS: Final = 50_000_000  # in one value, to try it out


@dataclass(frozen=True, slots=True)
class Loop:
    """A recurrent layer in one direction, with weights (values, gates × hidden) in torch's order.

    `states` are what it remembers after each step that it does; `time` is the axis of steps of the
    source. A loop that is `back` begins with the last step.
    """

    cell: str
    curve: str
    source: str
    states: tuple[str, ...]
    into: Array
    again: Array
    bias: Array | None
    bias_again: Array | None
    time: int = 0
    back: bool = False

    @property
    def hidden(self) -> int:
        return len(self.again)

    def in_time(self) -> tuple[str, ...]:
        """The states in the order of the steps."""
        return self.states[::-1] if self.back else self.states

    def weights(self) -> dict[str, Array]:
        """As ONNX has them: (ways, gates × hidden, values), both biases in one row."""
        zeros = np.zeros(self.into.shape[1], np.float32)
        one, other = (zeros if b is None else b for b in (self.bias, self.bias_again))
        both = np.concatenate([self._turned(one), self._turned(other)])
        arrays = {"W": self._turned(self.into.T), "R": self._turned(self.again.T), "B": both}
        return {name: array[None].astype(np.float32) for name, array in arrays.items()}

    def _turned(self, weights: Array) -> Array:
        """The gates in the order that ONNX has them in."""
        gates, order = np.split(weights, len(ORDER[self.cell])), ORDER[self.cell]
        return np.concatenate([gates[order.index(n)] for n in range(len(order))])

    def settings(self) -> dict[str, Any]:
        """Of the operator."""
        given: dict[str, Any] = {"hidden_size": self.hidden}
        if self.curve == "Relu":
            given["activations"] = ["Relu"]
        if self.cell == "GRU":
            given["linear_before_reset"] = 1
        return given


def proven(network: Network, loop: Loop) -> Loop | None:
    """The loop with the direction in which it answers as the file does; None if it never does."""
    sides = network.shapes[loop.source]
    if math.prod(sides) * len(loop.states) > MOST_NUMBERS:
        return None
    values = np.random.default_rng(0).standard_normal(sides, np.float32)
    given = {loop.source: values} | _last(network, loop, values)
    inside = _inside(network, loop, given)
    theirs = None if inside is None else _theirs(network, loop, inside, given)
    if theirs is None:
        return None
    for time in (0, 1):
        for back in (False, True):
            tried = replace(loop, time=time, back=back)
            if sides[time] == len(loop.states) and _equal(_ours(network, tried, values), theirs):
                return tried
    return None


def _equal(ours: Array | None, theirs: Array) -> bool:
    if ours is None:
        return False
    return ours.shape == theirs.shape and bool(np.allclose(ours, theirs, NEAR, NEAR))


def _last(network: Network, loop: Loop, values: Array) -> dict[str, Array]:
    """The last step of a layer whose steps are read, by the name that it has of its own."""
    made = network.made_by.get(loop.source)
    if made is None or made.kind != KIND or not isinstance(made.settings.get("loop"), Loop):
        return {}
    return {made.outputs[1]: values[-1]}


def _inside(network: Network, loop: Loop, given: Mapping[str, Array]) -> list[Operator] | None:
    """The operators between what is read and the last state, in order."""
    found: dict[int, Operator] = {}
    waiting = [loop.states[-1]]
    for name in waiting:  # it grows while it is walked through
        if name in given or name in network.constants:
            continue
        op = network.made_by.get(name)
        if op is None:
            return None
        if id(op) not in found:
            found[id(op)] = op
            waiting += [each for each in op.inputs if each]
    return [op for op in network.operators if id(op) in found]


def _theirs(
    network: Network, loop: Loop, inside: list[Operator], given: Mapping[str, Array]
) -> Array | None:
    """All states that the operators of the file come to: (steps × batch, hidden)."""
    nodes = [node for op in inside for node in op.nodes]
    end = loop.states[-1]
    sides, every = f"{end} sides", f"{end} every"
    rows = [f"{name} row" for name in loop.states]
    nodes += [
        helper.make_node("Reshape", [name, sides], [row])
        for name, row in zip(loop.states, rows, strict=True)
    ]
    nodes.append(helper.make_node("Concat", rows, [every], axis=0))
    constants = {**network.constants, sides: np.array([-1, loop.hidden])}
    return answered(nodes, network.versions, constants, given, every)


def _ours(network: Network, loop: Loop, values: Array) -> Array | None:
    """The states of the one operator, in the order in which they are worked out."""
    turned = np.ascontiguousarray(np.swapaxes(values, 0, loop.time))
    direction = "reverse" if loop.back else "forward"
    node = helper.make_node(
        loop.cell, ["x", "W", "R", "B"], ["y"], direction=direction, **loop.settings()
    )
    states = answered([node], network.versions, loop.weights(), {"x": turned}, "y")
    if states is None:
        return None
    return (states[::-1] if loop.back else states).reshape(-1, loop.hidden)
