"""Positional encoding: a table that is added to the steps of a sequence."""

from __future__ import annotations

import numpy as np

from studio.exchange.onnx_import.drawing import Drawing, Source, made
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
    drawing.hold(op.outputs[0], add_waves(drawing, steps, rows) or add_rows(drawing, steps, rows))
    return True


def add_rows(drawing: Drawing, steps: Source, table: Array) -> Source:
    """Draw the block that adds the rows of a table to the steps."""
    rows = single(table)
    block = made("positional_encoding", form="learned", longest=len(rows))
    return drawing.put(block, steps, weights={"": {"weight": rows}})[0]


def add_waves(drawing: Drawing, steps: Source, rows: Array) -> Source | None:
    """Draw the block that adds these rows, if they are waves."""
    if not np.allclose(rows, _waves(*rows.shape), atol=1e-6):
        return None
    return drawing.put(made("positional_encoding"), steps)[0]


def _shapes(steps: Sequence) -> tuple[tuple[object, ...], ...]:
    rows = (steps.length, steps.size)
    return rows, (1, *rows)


def _waves(steps: int, size: int) -> Array:
    """Sines at even values and cosines at odd ones: (steps, size)."""
    angles = np.arange(steps)[:, None] / 10000 ** (np.arange(0, size, 2) / size)
    return np.stack((np.sin(angles), np.cos(angles)), 2).reshape(steps, -1)[:, :size]
