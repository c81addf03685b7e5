"""Joins against onnxruntime's operators, with drawn numbers of inputs and sizes."""

from __future__ import annotations

from collections.abc import Sequence

from studio.schema.shape import Sequence as Steps
from tests.blocks.oracle.operator import Array, answered, held


@held("add")
def test_add(block, module, given, shapes) -> Sequence[Array]:
    return [answered("Sum", *given)]


@held("concatenate")
def test_concatenate(block, module, given, shapes) -> Sequence[Array]:
    values = isinstance(shapes[0], Steps) and block.along != "steps"
    return [answered("Concat", *given, axis=2 if values else 1)]
