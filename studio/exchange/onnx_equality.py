"""Whether an ONNX model answers what the network answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from studio.compiler.onnx_session import session
from studio.compiler.plan import End, Plan
from studio.schema.shape import Array as ArrayShape
from studio.schema.shape import Category, Features, Picture, Sequence, Tokens, assumed

BATCHES: Final = (1, 7)  # the sizes that are compared
STEPS: Final = (1, 11)  # and how many steps a padded batch of each has

Array: TypeAlias = NDArray[Any]
Arrays: TypeAlias = tuple[Array, ...]


def examples(drawn: Plan, batch: int, steps: int) -> Arrays:
    """Random arguments of the right kind for a plan; padded ones have so many steps."""
    dice = np.random.default_rng(0)
    return tuple(array for end in drawn.inputs for array in _random(end, batch, steps, dice))


def _random(end: End, batch: int, steps: int, dice: np.random.Generator) -> Iterator[Array]:
    match end.shape:
        case Features(size):
            yield dice.standard_normal((batch, size), np.float32)
        case Picture(channels, height, width):
            yield dice.standard_normal((batch, channels, height, width), np.float32)
        case Sequence(length, size):
            yield dice.standard_normal((batch, assumed(length, steps), size), np.float32)
        case Tokens(length, vocabulary):
            yield dice.integers(0, vocabulary, (batch, assumed(length, steps)))
        case Category(choices):
            yield dice.integers(0, choices, batch)
        case ArrayShape(sides):
            yield dice.standard_normal((batch, *sides), np.float32)
    if end.lengths:
        lengths = dice.integers(1, steps + 1, batch)
        lengths[0] = steps  # padding that no example needs never comes
        yield lengths


def largest_difference(network: nn.Module, model: bytes, drawn: Plan) -> float:
    """How far an ONNX model is from torch on random examples, in batches of several sizes.

    Returns:
        The largest difference over the largest magnitude of the same output, and of all outputs
        the worst; NaN if any answer is not finite. What stands in padding does not count.
    """
    runtime = session(model)
    names = [argument.name for argument in runtime.get_inputs()]
    worst = 0.0
    for batch, steps in zip(BATCHES, STEPS, strict=True):
        given = examples(drawn, batch, steps)
        theirs = runtime.run(None, dict(zip(names, given, strict=True)))
        pairs = zip(_answers(network, given), theirs, strict=True)
        for end in drawn.outputs:
            one, other = next(pairs)
            if end.lengths:
                lengths, others = next(pairs)
                worst = np.maximum(worst, difference(lengths, others))
                real = np.arange(one.shape[1]) < lengths[:, None]  # (batch, time)
                one, other = one[real], other[real]
            worst = np.maximum(worst, difference(one, other))  # a NaN stays
    return float(worst)


def _answers(network: nn.Module, given: Arrays) -> Arrays:
    with torch.no_grad():
        result = network(*(torch.from_numpy(array) for array in given))
    several = result if isinstance(result, tuple) else (result,)
    return tuple(tensor.numpy() for tensor in several)


def difference(ours: Array, theirs: Array) -> float:
    """The largest difference over the largest magnitude; NaN if they cannot be compared."""
    if ours.shape != theirs.shape or not (np.isfinite(ours).all() and np.isfinite(theirs).all()):
        return float("nan")
    if not ours.size:
        return 0.0
    largest = float(np.abs(ours - theirs).max())
    magnitude = float(np.abs(ours).max())
    return largest / magnitude if magnitude else largest
