"""Activations that are spelt out in small operators, found by trying them out."""

from __future__ import annotations

from collections.abc import Callable
from math import erf, pi, sqrt
from typing import Any, Final

import numpy as np

from studio.exchange.onnx_import.activations import short
from studio.exchange.onnx_import.cones import CURVES, cones
from studio.exchange.onnx_import.network import Array, Network

# Where curves are compared: their bends, their ends, and points that no bend is at.
PLACES: Final = np.unique(np.concatenate([np.linspace(-12, 12, 193), [-0.013, 0.017, 2.9, 3.1]]))
NEAR: Final = 2e-5
Curve = Callable[[Array], Array]


def _sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


KNOWN: Final[tuple[tuple[str, dict[str, Any], Curve], ...]] = (
    ("relu", {}, lambda x: np.maximum(x, 0)),
    ("relu6", {}, lambda x: np.clip(x, 0, 6)),
    ("sigmoid", {}, _sigmoid),
    ("tanh", {}, np.tanh),
    ("gelu", {}, lambda x: x * 0.5 * (1 + np.vectorize(erf)(x / sqrt(2)))),
    (
        "gelu",
        {"form": "tanh"},
        lambda x: 0.5 * x * (1 + np.tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))),
    ),
    ("silu", {}, lambda x: x * _sigmoid(x)),
    ("hard_swish", {}, lambda x: x * np.clip(x + 3, 0, 6) / 6),
    ("hard_sigmoid", {}, lambda x: np.clip(x / 6 + 0.5, 0, 1)),
    ("softplus", {}, lambda x: np.logaddexp(x, 0)),
    ("softsign", {}, lambda x: x / (1 + np.abs(x))),
    ("elu", {}, lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0)))),
    ("step", {}, lambda x: (x > 0).astype(float)),
)


def curves(network: Network) -> None:
    """Make each such cone one operator; the largest first, so that none is cut in two."""
    for root in reversed(network.operators[:]):
        if root.kind not in CURVES or network.made_by.get(root.outputs[0]) is not root:
            continue
        largest = None
        for cone in cones(network, root, CURVES):
            if any(value.size != 1 for value in cone.constants(network)):
                break
            if len(cone.operators) == 1 and root.kind not in ("Max", "Min"):
                continue
            if (known := _known(cone.of(network, PLACES))) is not None:
                largest = (cone, *known)
        if largest is not None:
            cone, function, settings = largest
            cone.replaced(network, "Activation", (), function=function, **settings)


def _known(values: Array) -> tuple[str, dict[str, Any]] | None:
    """The activation with these values, and its settings."""
    if values.shape != PLACES.shape or not np.isfinite(values).all():
        return None
    for name, settings, curve in KNOWN:
        if _equal(values, curve(PLACES)):
            return name, settings
    slope = float(values[0] / PLACES[0])
    if 0 < slope < 1 and _equal(values, np.where(PLACES > 0, PLACES, slope * PLACES)):
        return "leaky_relu", {} if short(slope) == 0.01 else {"slope": short(slope)}
    if (values[0], values[-1]) == (0.0, 1.0):
        return _hard_sigmoid(values)
    low, high = float(values[0]), float(values[-1])
    flat = values[0] == values[1] and values[-2] == values[-1]
    if flat and low < high and _equal(values, np.clip(PLACES, low, high)):
        ends = {"low": short(low), "high": short(high)}
        return "hard_tanh", {} if ends == {"low": -1.0, "high": 1.0} else ends
    return None


def _hard_sigmoid(values: Array) -> tuple[str, dict[str, Any]] | None:
    inside = np.flatnonzero((values > 0) & (values < 1))
    if len(inside) < 2:
        return None
    first, last = inside[0], inside[-1]
    slope = float((values[last] - values[first]) / (PLACES[last] - PLACES[first]))
    offset = float(values[first] - slope * PLACES[first])
    if not _equal(values, np.clip(slope * PLACES + offset, 0, 1)):
        return None
    return "hard_sigmoid", {"reach": short(1 / (2 * slope)), "offset": short(offset)}


def _equal(one: Array, other: Array) -> bool:
    return bool(np.allclose(one, other, rtol=NEAR, atol=NEAR))
