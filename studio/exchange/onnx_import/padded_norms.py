"""Norms of padded sequences, which are written out: what stands in padding has no part in them."""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np

from studio.exchange.onnx_import.drawing import Drawing, NoBlock, made
from studio.exchange.onnx_import.inside import between, tried
from studio.exchange.onnx_import.network import Array, Network, Operator, single
from studio.exchange.onnx_import.norms import epsilon
from studio.exchange.onnx_import.reads import reads
from studio.schema.shape import Sequence, padded

NEAR: Final = 1e-4
MOST_STEPS: Final = 40  # of the way to the end of a norm
EPSILON: Final = 1e-5


def padded_norms(network: Network) -> None:
    """Make each norm over real steps one operator, and each that keeps its statistics another."""
    if not network.lengths:
        return
    for op in network.operators[:]:
        if network.made_by.get(op.outputs[0]) is not op or len(op.inputs) != 2:
            continue
        sides = network.shapes.get(op.input(0), ())
        if len(sides) == 3 and op.kind == "Reshape":
            _group_norm(network, op, sides[2])
        elif len(sides) == 3 and op.kind == "Sub":
            _kept_norm(network, op, sides[2])


def _kept_norm(network: Network, op: Operator, size: int) -> None:
    """A mean that is taken away, and a factor: one number for each value of a step."""
    scaled = network.only_reader(op.outputs[0])
    if scaled is None or scaled.kind != "Mul":
        return
    factor = next((n for n in scaled.inputs if network.constant(n) is not None), "")
    mean, scale = network.constant(op.input(1)), network.constant(factor)
    if mean is None or scale is None or {mean.shape[-1:], scale.shape[-1:]} != {(size,)}:
        return
    if mean.size == scale.size == size and (scale > 0).all():
        variance = scale.astype(np.float64) ** -2 - EPSILON
        if (variance > 0).all():
            given = {"mean": mean.reshape(-1), "variance": variance.reshape(-1)}
            network.together([op, scaled], "KeptNorm", (op.input(0),), **given)


def _group_norm(network: Network, apart: Operator, size: int) -> None:
    source, sides = apart.input(0), network.shapes.get(apart.outputs[0], ())
    if len(sides) != 4 or sides[2] * sides[3] != size:
        return
    end = _end(network, apart, network.shapes[source])
    group = None if end is None else between(network, end, {source})
    if end is None or group is None:
        return
    trial = tried(network, group, [source], end)
    if trial is None:
        return
    values, theirs = trial
    for real in _lengths(group):
        for small in _numbers(network, group):
            ours = _formula(values[source], real, sides[2], small)
            if np.allclose(ours, theirs, NEAR, NEAR):
                given = {"real": real, "groups": sides[2], "epsilon": small}
                network.together(group, "PaddedNorm", (source,), **given)
                return


def _end(network: Network, apart: Operator, sides: tuple[int, ...]) -> str | None:
    """Where the groups are put together again."""
    waiting, seen = deque([apart]), {id(apart)}
    while waiting and len(seen) < MOST_STEPS:
        for name in waiting.popleft().outputs:
            for op in network.read_by.get(name, []):
                if op.kind == "Reshape" and network.shapes.get(op.outputs[0]) == sides:
                    return op.outputs[0]
                if id(op) not in seen:
                    seen.add(id(op))
                    waiting.append(op)
    return None


def _lengths(group: list[Operator]) -> list[Array]:
    """How many steps of each example are real, as some mask inside may say: (batch,)."""
    masks = (op.settings["real"] for op in group if op.kind == "Masked")
    found = [mask.sum((1, 2, 3)) for mask in masks if mask.ndim == 4]
    return list({lengths.tobytes(): lengths for lengths in found}.values())


def _numbers(network: Network, group: list[Operator]) -> list[float]:
    """The small numbers that are added inside."""
    added = (network.number(name) for op in group if op.kind == "Add" for name in op.inputs)
    return [number for number in added if number is not None]


def _formula(values: Array, real: Array, groups: int, small: float) -> Array:
    """The norm of each group of values over the real steps: (batch, time, size)."""
    parts = values.reshape(*values.shape[:2], groups, -1)  # (batch, time, groups, size)
    here = (np.arange(parts.shape[1]) < real[:, None])[:, :, None, None]
    many = (real * parts.shape[3]).reshape(-1, 1, 1, 1)
    mean = (parts * here).sum((1, 3), keepdims=True) / many
    variance = ((parts - mean) ** 2 * here).sum((1, 3), keepdims=True) / many
    return np.asarray(((parts - mean) / np.sqrt(variance + small)).reshape(values.shape))


@reads("KeptNorm")
def kept_norm(drawing: Drawing, op: Operator) -> None:
    source = drawing.arranged(op.input(0))
    if not padded(source.shape):
        raise NoBlock("a mean of something that is not padded")
    mean, variance = op.settings["mean"], op.settings["variance"]
    layer = _plain(len(mean)) | {
        "running_mean": single(mean),
        "running_var": single(variance),
        "num_batches_tracked": np.array(0, np.int64),
    }
    (out,) = drawing.put(made("batch_norm"), source, weights={"": layer})
    drawing.hold(op.outputs[0], out)


@reads("PaddedNorm")
def padded_norm(drawing: Drawing, op: Operator) -> None:
    source = drawing.arranged(op.input(0))
    real = drawing.real_lengths(source.shape)
    if real is None or not np.array_equal(real, op.settings["real"]):
        raise NoBlock("a norm over something else than the real steps")
    assert isinstance(source.shape, Sequence)
    groups, size = op.settings["groups"], source.shape.size
    given = epsilon(op)
    block = (
        made("instance_norm", **given)
        if groups == size
        else made("group_norm", groups=groups, **given)
    )
    (out,) = drawing.put(block, source, weights={"": _plain(size)})
    drawing.hold(op.outputs[0], out)


def _plain(size: int) -> dict[str, Array]:
    """A scale and a shift that do nothing."""
    return {"weight": np.ones(size, np.float32), "bias": np.zeros(size, np.float32)}
