"""Joins against onnxruntime's operators, with drawn numbers of inputs and sizes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.schema.shape import Features, Shape
from studio.schema.shape import Sequence as Steps
from tests.blocks.oracle.operator import Array, answered, held


def level(values: Sequence[Array], shapes: Sequence[Shape]) -> list[Array]:
    """A row counts for every pixel of its channel beside pictures, for each step of sequences."""
    widest = max(value.ndim for value in values)
    steps = any(isinstance(shape, Steps) for shape in shapes)
    return [
        np.expand_dims(value, 1 if steps else tuple(range(2, widest)))
        if isinstance(shape, Features) and widest > 2
        else value
        for value, shape in zip(values, shapes, strict=True)
    ]


@held("add")
def test_add(block, module, given, shapes) -> Sequence[Array]:
    return [answered("Sum", *level(given, shapes))]


@held("subtract")
def test_subtract(block, module, given, shapes) -> Sequence[Array]:
    return [answered("Sub", *level(given, shapes))]


@held("multiply")
def test_multiply(block, module, given, shapes) -> Sequence[Array]:
    first, *others = level(given, shapes)
    for other in others:
        first = answered("Mul", first, other)
    return [first]


@held("maximum")
def test_maximum(block, module, given, shapes) -> Sequence[Array]:
    return [answered("Max", *level(given, shapes))]


@held("average")
def test_average(block, module, given, shapes) -> Sequence[Array]:
    return [answered("Mean", *level(given, shapes))]


@held("dot_product")
def test_dot_product(block, module, given, shapes) -> Sequence[Array]:
    one, other = (value.astype(np.float64) for value in given)
    products = (one * other).sum(-1, keepdims=True)
    if block.normalized:
        lengths = np.sqrt((one**2).sum(-1) * (other**2).sum(-1))
        products = products / lengths[..., None]
    return [products.astype(np.float32)]


@held("concatenate")
def test_concatenate(block, module, given, shapes) -> Sequence[Array]:
    values = 2 if isinstance(shapes[0], Steps) else 1
    axes = {"values": values, "steps": 1, "height": 2, "width": 3}
    return [answered("Concat", *given, axis=axes.get(block.along, block.along))]
