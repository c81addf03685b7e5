"""Cones: small operators whose result depends on one value and on constants alone.

What such a cone computes can be tried out with numbers. So a curve or a norm is known by what it
does, however it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import erf
from typing import Any, Final

import numpy as np

from studio.exchange.onnx_import.network import Array, Network, Operator

MOST: Final = 16  # operators in a cone


def _mean(values: Array, axes: Array | None, settings: dict[str, Any]) -> Array:
    chosen = None if axes is None else tuple(int(axis) for axis in axes.reshape(-1))
    return np.asarray(np.mean(values, chosen, keepdims=bool(settings.get("keepdims", 1))))


def _clip(values: Array, low: Array | None = None, high: Array | None = None) -> Array:
    return np.clip(values, low, high) if (low is not None or high is not None) else values


_SIMPLE: Final[dict[str, Callable[..., Array]]] = {
    "Add": np.add,
    "Sub": np.subtract,
    "Mul": np.multiply,
    "Div": np.divide,
    "Pow": np.power,
    "Max": lambda *all: np.maximum.reduce(np.broadcast_arrays(*all)),
    "Min": lambda *all: np.minimum.reduce(np.broadcast_arrays(*all)),
    "Sum": lambda *all: sum(all),
    "Neg": np.negative,
    "Abs": np.abs,
    "Exp": np.exp,
    "Log": np.log,
    "Sqrt": np.sqrt,
    "Reciprocal": np.reciprocal,
    "Sign": np.sign,
    "Tanh": np.tanh,
    "Erf": np.vectorize(erf, otypes=[float]),
    "Sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "Softplus": lambda x: np.logaddexp(x, 0),
    "Greater": np.greater,
    "GreaterOrEqual": np.greater_equal,
    "Less": np.less,
    "LessOrEqual": np.less_equal,
    "Where": np.where,
    "Relu": lambda x: np.maximum(x, 0),
    "Clip": _clip,
}


def calculated(op: Operator, given: list[Array | None]) -> Array:
    """What one operator of a cone makes of its inputs."""
    settings = op.settings
    match op.kind:
        case "ReduceMean":
            return _mean(np.asarray(given[0]), given[1] if len(given) > 1 else None, settings)
        case "HardSigmoid":
            slope, shift = settings.get("alpha", 0.2), settings.get("beta", 0.5)
            return np.asarray(np.clip(slope * np.asarray(given[0]) + shift, 0, 1))
    return np.asarray(_SIMPLE[op.kind](*given))


CURVES: Final = frozenset((*_SIMPLE, "HardSigmoid"))


@dataclass(frozen=True, slots=True)
class Cone:
    """Operators in order, the last of which gives what they compute of the value `source`."""

    operators: tuple[Operator, ...]
    source: str

    @property
    def result(self) -> str:
        """What the cone computes."""
        return self.operators[-1].outputs[0]

    def constants(self, network: Network) -> Iterator[Array]:
        """The constants that it reads."""
        for op in self.operators:
            for name in op.inputs:
                value = network.constant(name)
                if value is not None:
                    yield value

    def of(self, network: Network, values: Array) -> Array:
        """What the cone computes of these values."""
        known: dict[str, Array] = {self.source: values}
        with np.errstate(all="ignore"):
            for op in self.operators:
                given = [known[n] if n in known else network.constant(n) for n in op.inputs]
                known[op.outputs[0]] = calculated(op, given)
        return known[self.result]

    def replaced(self, network: Network, kind: str, inputs: tuple[str, ...], **given: Any) -> None:
        """Put one operator in its place. Those whose result is also read elsewhere stay."""
        gone = list(self.operators)
        for op in reversed(self.operators[:-1]):
            readers = network.read_by.get(op.outputs[0], [])
            if op.outputs[0] in network.outputs or any(r not in gone for r in readers):
                gone.remove(op)
        nodes = tuple(node for op in self.operators for node in op.nodes)
        new = Operator(kind, (self.source, *inputs), (self.result,), given, nodes)
        network.replace(gone, new)


def cones(network: Network, root: Operator, kinds: frozenset[str]) -> Iterator[Cone]:
    """All cones with this last operator, from small to large. Others are of the given kinds."""
    place = network.place
    inside = [root]
    border = _read(network, root)
    for _ in range(MOST):
        if border is None:
            return
        if len(border) == 1:
            yield Cone(tuple(sorted(inside, key=lambda op: place[id(op)])), next(iter(border)))
        made = [network.made_by[name] for name in border if name in network.made_by]
        if (len(made) < len(border) and len(border) == 1) or not made:
            return
        last = max(made, key=lambda op: place[id(op)])
        if last.kind not in kinds or len(last.outputs) != 1:
            return
        more = _read(network, last)
        if more is None:
            return
        inside.append(last)
        border = (border - set(last.outputs)) | more


def _read(network: Network, op: Operator) -> set[str] | None:
    """The values that an operator reads beside constants; None if a constant is not usable."""
    names = {name for name in op.inputs if name and name not in network.constants}
    if any(name in network.varying for name in op.inputs) or not names:
        return None
    return names
