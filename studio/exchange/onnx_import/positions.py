"""Positional encoding: a table that is added to the steps of a sequence."""

from __future__ import annotations

import numpy as np

from studio.exchange.onnx_import.drawing import Drawing, made
from studio.exchange.onnx_import.network import Array, Operator, single
from studio.schema.shape import Sequence


def placed(drawing: Drawing, op: Operator, name: str, table: Array) -> bool:
    """Draw the block that adds this table to the value `name`; whether it is one row for each step.

    Raises:
        NoBlock: no block holds the value.
    """
    steps = drawing.arranged(name)
    shape = steps.shape
    if not isinstance(shape, Sequence) or table.shape not in _shapes(shape):
        return False
    rows = single(table.reshape(table.shape[-2:]))
    if np.allclose(rows, _waves(*rows.shape), atol=1e-6):
        (out,) = drawing.put(made("positional_encoding"), steps)
    else:
        block = made("positional_encoding", form="learned", longest=len(rows))
        (out,) = drawing.put(block, steps, weights={"": {"weight": rows}})
    drawing.hold(op.outputs[0], out)
    return True


def _shapes(steps: Sequence) -> tuple[tuple[object, ...], ...]:
    rows = (steps.length, steps.size)
    return rows, (1, *rows)


def _waves(steps: int, size: int) -> Array:
    """Sines at even values and cosines at odd ones: (steps, size)."""
    angles = np.arange(steps)[:, None] / 10000 ** (np.arange(0, size, 2) / size)
    return np.stack((np.sin(angles), np.cos(angles)), 2).reshape(steps, -1)[:, :size]
