"""Positional encoding: a table that is added to the steps of a sequence."""

from __future__ import annotations

import numpy as np

from studio.exchange.onnx_import.drawing import Drawing, Source, behind, made
from studio.exchange.onnx_import.for_each import one_for_all
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
    if _into_the_table_before(drawing, op, name, steps, rows):
        return True
    drawing.hold(op.outputs[0], add_waves(drawing, steps, rows) or add_rows(drawing, steps, rows))
    return True


def _into_the_table_before(
    drawing: Drawing, op: Operator, name: str, steps: Source, rows: Array
) -> bool:
    """Add the rows to those that a block before adds; whether there is one."""
    block = behind(drawing, steps)
    before = drawing.weights.get((steps.node, ""), {}).get("weight")
    taken = any(wire.source == steps.node for wire in drawing.wires)
    if block is None or block.id != "positional_encoding" or before is None or taken:
        return False
    if drawing.network.only_reader(name) is not op or before.shape != rows.shape:
        return False
    drawing.weights[steps.node, ""] = {"weight": before + rows}
    drawing.hold(op.outputs[0], steps)
    return True


def step_before(drawing: Drawing, op: Operator) -> bool:
    """Draw a step that is the same for each example before the others, as a class token is.

    It is a step of zeros to which a learned table adds.
    """
    first, rest = (*op.inputs, "", "")[:2]
    known = first in drawing.network.constants and rest not in drawing.network.constants
    if not known or len(op.inputs) != 2 or len(drawing.held(rest).axes) != 3:
        return False
    token = one_for_all(drawing, first, rest)
    if token is None or op.settings["axis"] % 3 != 1 or token.size != token.shape[-1]:
        return False
    source = drawing.arranged(rest)
    if not isinstance(source.shape, Sequence) or not isinstance(source.shape.length, int):
        return False
    (longer,) = drawing.put(made("pad", left=1, right=0), source)
    rows = np.zeros((source.shape.length + 1, source.shape.size), np.float32)
    rows[0] = token.reshape(-1)
    drawing.hold(op.outputs[0], add_rows(drawing, longer, rows))
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
