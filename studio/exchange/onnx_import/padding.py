"""Padded sequences: masks, means, last steps and positions that follow the lengths.

What is computed from lengths alone is a known value here, as the lengths themselves are. Whether it
says which steps are real, or how many, is seen by its numbers, however it came about.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from studio.exchange.onnx_import.network import Array, Network, Operator

RECURRENT: Final = ("rnn", "lstm", "gru")


def padding(network: Network) -> None:
    """Make one operator of what follows the lengths, if the file has any."""
    for op in network.operators[:]:
        if any(network.made_by.get(name) is not op for name in op.outputs if name):
            continue  # it has gone into another one
        match op.kind:
            case "Where" | "Mul":
                _mask(network, op)
            case "Div":
                _mean(network, op)
            case "Concat":
                _both_ends(network, op)
            case "Add":
                _positions(network, op)


def _known(network: Network, op: Operator) -> tuple[str, Array] | None:
    """What an operator computes of one value, and the known one beside it that varies."""
    values = [name for name in op.inputs if name not in network.constants]
    known = [name for name in op.inputs if name in network.varying]
    if len(op.inputs) != 2 or len(values) != 1 or len(known) != 1:
        return None
    return values[0], network.constants[known[0]]


def _mask(network: Network, op: Operator) -> None:
    """A value where a condition holds, and the same number everywhere else."""
    if op.kind == "Mul":
        found = _known(network, op)
        if found is not None and found[1].ndim > 1 and np.isin(found[1], (0, 1)).all():
            network.together([op], "Masked", (found[0],), real=found[1] == 1)
        return
    condition, *ways = op.inputs
    numbers = [network.number(name) for name in ways]
    if condition not in network.varying or (numbers[0] is None) == (numbers[1] is None):
        return
    kept = numbers.index(None)
    real = network.constants[condition]
    if ways[kept] not in network.constants:
        network.together([op], "Masked", (ways[kept],), real=real if kept == 0 else ~real)


def _mean(network: Network, op: Operator) -> None:
    """A sum that is divided by what varies."""
    found = _known(network, op)
    total = network.made_by.get(op.input(0))
    if found is None or total is None or total.kind != "ReduceSum":
        return
    axes = network.constant(total.input(1))
    if axes is None or axes.size != 1 or network.only_reader(op.input(0)) is not op:
        return
    keep = bool(total.settings.get("keepdims", 1))
    given = {"axis": int(axes.reshape(-1)[0]), "keep": keep, "divisor": found[1]}
    network.together([total, op], "MeanOverTime", (total.input(0),), **given)


def _both_ends(network: Network, concat: Operator) -> None:
    """The last real step of the first half of the values, and the first step of the second half."""
    cuts = [network.made_by.get(name) for name in concat.inputs]
    if len(cuts) != 2 or any(cut is None or cut.kind != "Slice" for cut in cuts):
        return
    ahead, back = (cut for cut in cuts if cut is not None)
    ends = [network.made_by.get(cut.input(0)) for cut in (ahead, back)]
    last, first = ends
    if last is None or first is None or (last.kind, first.kind) != ("GatherND", "Gather"):
        return
    both, width = last.input(0), network.shapes[last.outputs[0]][-1]
    index = network.constants.get(last.input(1))
    half = [(0, width // 2), (width // 2, width)]
    if (
        first.input(0) != both
        or index is None
        or network.number(first.input(1)) != 0
        or first.settings.get("axis", 0) != 1
        or [_cut(network, cut, width) for cut in (ahead, back)] != half
        or any(network.only_reader(op.outputs[0]) is None for op in (last, first, ahead, back))
    ):
        return
    group = [last, first, ahead, back, concat]
    network.together(group, "BothEnds", (both,), index=index)


def _cut(network: Network, cut: Operator, width: int) -> tuple[int, int] | None:
    """From where to where a slice goes along the last axis; None if it does something else."""
    given = [network.constant(cut.input(n)) for n in (1, 2, 3)]
    if any(array is None or array.size != 1 for array in given):
        return None
    start, stop, axis = (int(array.item()) for array in given if array is not None)
    rank = len(network.shapes[cut.input(0)])
    every = network.constant(cut.input(4))
    if axis % rank != rank - 1 or (every is not None and every.item() != 1):
        return None
    first, last, _ = slice(start, stop).indices(width)
    return first, last


def _positions(network: Network, op: Operator) -> None:
    """The first rows of a table, as many as there are steps, added to a value."""
    found = _known(network, op)
    if found is None or found[1].ndim not in (2, 3) or found[1].dtype.kind != "f":
        return
    batch = network.shapes[network.inputs[0]][0]
    if found[1].shape[:-2] not in ((), (1,)) or batch in found[1].shape:
        return  # it goes with the examples, not with their steps
    rows = found[1].reshape(found[1].shape[-2:])
    name = next(name for name in op.inputs if name in network.varying)
    table = _table(network, name)
    if table is not None and rows.shape[1:] == table.shape[1:]:
        places = np.minimum(np.arange(len(rows)), len(table) - 1)
        if np.array_equal(rows, table[places]):
            network.together([op], "Positions", (found[0],), table=table)
            return
    network.together([op], "Positions", (found[0],), rows=rows)


def _table(network: Network, name: str) -> Array | None:
    """The table that a known value has its rows from."""
    while name in network.makers:
        node = network.makers[name]
        name = node.input[0]
        if node.op_type in ("GatherND", "Gather", "Slice"):
            return network.constant(name)
        if node.op_type not in ("Unsqueeze", "Squeeze", "Reshape", "Cast"):
            return None
    return None
