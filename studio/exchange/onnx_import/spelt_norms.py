"""Normalizations that are spelt out in small operators, found by trying them out."""

from __future__ import annotations

from typing import Final

import numpy as np

from studio.exchange.onnx_import.cones import CURVES, Cone, cones
from studio.exchange.onnx_import.network import Array, Network, single

KINDS: Final = CURVES | {"ReduceMean"}
EPSILONS: Final = (1e-5, 1e-3, 1e-6, 1e-12, 1e-8)
EXAMPLES: Final = 6
NEAR: Final = 1e-4
MOST_NUMBERS: Final = 4_000_000


def spelt_norms(network: Network) -> None:
    """Make each cone that normalizes one operator."""
    for root in reversed(network.operators[:]):
        if root.kind not in KINDS or network.made_by.get(root.outputs[0]) is not root:
            continue
        largest = None
        for cone in cones(network, root, KINDS):
            axes = _axes(network, cone)
            if axes is not None and cone.source in network.shapes:
                largest = (cone, axes)
                break
        if largest is not None:
            _replace(network, *largest)


def _axes(network: Network, cone: Cone) -> tuple[int, ...] | None:
    """The axes whose mean is taken at least twice, always the same ones."""
    means = [op for op in cone.operators if op.kind == "ReduceMean"]
    rank = len(network.shapes.get(cone.source, ()))
    found = set()
    for op in means:
        axes = network.constant(op.input(1))
        if axes is None or not op.settings.get("keepdims", 1) or not rank:
            return None
        found.add(tuple(sorted(int(axis) % rank for axis in axes.reshape(-1))))
    return found.pop() if len(means) >= 2 and len(found) == 1 else None


def _replace(network: Network, cone: Cone, axes: tuple[int, ...]) -> None:
    lengths = network.shapes[cone.source]
    rank = len(lengths)
    last = axes == tuple(range(rank - len(axes), rank)) and axes[0] > 0
    if not last:
        return
    sides = [
        EXAMPLES if n == 0 else min(side, 3) if n < axes[0] else side
        for n, side in enumerate(lengths)
    ]
    if np.prod(sides) > MOST_NUMBERS:
        return
    values = np.random.default_rng(0).standard_normal(sides) * 2 + 0.5
    try:
        answers = cone.of(network, values)
    except ValueError:
        return
    if answers.shape != values.shape or not np.isfinite(answers).all():
        return
    small = [float(c.reshape(())) for c in cone.constants(network) if c.size == 1]
    for epsilon in dict.fromkeys([*(c for c in small if 0 < c < 0.1), *EPSILONS]):
        if _as_layer_norm(network, cone, axes, epsilon, values, answers):
            return


def _as_layer_norm(
    network: Network,
    cone: Cone,
    axes: tuple[int, ...],
    epsilon: float,
    values: Array,
    answers: Array,
) -> bool:
    """Whether it is a norm over the last axes, or over the places of each channel."""
    normal = _normal(values, axes, epsilon)
    channels = axes == tuple(range(2, values.ndim)) and values.ndim > 2
    ways = [("LayerNormalization", tuple(range(axes[0])))]
    if channels:
        ways.append(("InstanceNormalization", (0, *axes)))
    for kind, across in ways:
        scale, shift = _line(normal, answers, across)
        if np.allclose(scale * normal + shift, answers, rtol=NEAR, atol=NEAR):
            _put(network, cone, kind, axes, epsilon, scale, shift)
            return True
    return False


def _normal(values: Array, axes: tuple[int, ...], epsilon: float) -> Array:
    mean = values.mean(axes, keepdims=True)
    return np.asarray((values - mean) / np.sqrt(values.var(axes, keepdims=True) + epsilon))


def _line(x: Array, y: Array, across: tuple[int, ...]) -> tuple[Array, Array]:
    """The factor and the shift that make y of x, the same along these axes."""
    mean_x, mean_y = x.mean(across, keepdims=True), y.mean(across, keepdims=True)
    spread = ((x - mean_x) ** 2).mean(across, keepdims=True)
    scale = ((x - mean_x) * (y - mean_y)).mean(across, keepdims=True) / np.maximum(spread, 1e-12)
    return scale, mean_y - scale * mean_x


def _put(
    network: Network,
    cone: Cone,
    kind: str,
    axes: tuple[int, ...],
    epsilon: float,
    scale: Array,
    shift: Array,
) -> None:
    names = (f"{cone.result} scale", f"{cone.result} shift")
    sides = scale.shape[axes[0] :] if kind == "LayerNormalization" else (scale.size,)
    for name, array in zip(names, (scale, shift), strict=True):
        network.known(name, single(np.round(array, 7).reshape(sides)))
    given = {"axis": axes[0]} if kind == "LayerNormalization" else {}
    cone.replaced(network, kind, names, epsilon=epsilon, **given)
