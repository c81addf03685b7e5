"""Where an opened network begins to answer otherwise than its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import onnx
from onnx import ModelProto

from studio.compiler.onnx_session import run, session
from studio.compiler.plan import End, Plan
from studio.exchange.onnx_import.drawing import Drawing, Held, real_lengths
from studio.exchange.onnx_import.network import Array, Operator
from studio.schema.shape import unknown_length

MOST_VALUES: Final = 2_000  # of the file that are looked at


def watched(drawing: Drawing, made: Plan) -> dict[str, tuple[Operator, Held, str]]:
    """The values of the file that a variable of the plan holds, in the order of computation.

    Of several values at one place the last one counts: a layer has taken the others in.
    """
    variables = dict(_variables(made))
    last: dict[tuple[str, str], tuple[str, Operator, Held]] = {}
    for op in drawing.network.operators:
        for name in op.outputs:
            held = drawing.places.get(name)
            if held is not None:
                last[held.source.node, held.source.port] = (name, op, held)
    ends = ((key, *found) for key, found in last.items() if key in variables)
    found = {name: (op, held, variables[key]) for key, name, op, held in ends}
    return dict(list(found.items())[:MOST_VALUES])


def _variables(made: Plan) -> Iterator[tuple[tuple[str, str], str]]:
    """The variable of each output port, as (block, port)."""
    for step in made.steps:
        names = [name for name, _ in step.values if not name.endswith("_lengths")]
        for name in names:
            yield (step.node, "out" if len(names) == 1 else name.rpartition("_")[2]), name
            yield (step.node, name.rpartition("_")[2]), name


def watching(made: Plan, variables: list[str]) -> Plan:
    """The plan, giving out these variables."""
    end = made.outputs[0]
    outputs: tuple[End, ...] = tuple(
        replace(end, variable=variable, lengths="") for variable in variables
    )
    return replace(made, outputs=outputs)


def values(model: ModelProto, names: list[str], given: Mapping[str, Array]) -> list[Array]:
    """What onnxruntime has at these values of a model.

    Raises:
        Exception: onnxruntime raises what it likes.
    """
    copy = ModelProto()
    copy.CopyFrom(model)
    known = {value.name for value in copy.graph.output}
    copy.graph.output.extend(
        onnx.helper.make_empty_tensor_value_info(name) for name in names if name not in known
    )
    return run(session(copy.SerializeToString()), given, names=names)


def as_in_the_file(held: Held, ours: Array) -> Array:
    """What a variable holds, with the axes that the value has in the file."""
    present = [axis for axis in held.axes if axis is not None]
    missing = tuple(axis for axis in range(ours.ndim) if axis not in present)
    left = [axis for axis in range(ours.ndim) if axis in present]
    turned = ours.squeeze(missing).transpose([left.index(axis) for axis in present])
    return np.expand_dims(turned, [n for n, axis in enumerate(held.axes) if axis is None])


def lengths_by_name(drawing: Drawing, given: Mapping[str, Array]) -> dict[str, Array]:
    """The lengths that are fed to a file, by what they are called in the shapes of blocks."""
    found = {}
    for name, lengths in drawing.network.lengths.items():
        length = unknown_length(drawing.held(name).source.shape)
        if length is not None:
            found[length.name] = given[lengths]
    return found


def real_steps(held: Held, fed: Mapping[str, Array], theirs: Array, ours: Array) -> list[Array]:
    """Two that hold the same value, without what stands in padding."""
    length = unknown_length(held.source.shape)
    lengths = None if length is None else real_lengths(length, fed)
    if lengths is None or 1 not in held.axes:
        return [theirs, ours]
    batch, time = held.axes.index(0), held.axes.index(1)
    return without_padding(lengths, batch, time, theirs, ours)


def without_padding(lengths: Array, batch: int, time: int, *several: Array) -> list[Array]:
    """Values with zeros for the steps behind the end, and without steps that not each of them has.

    Args:
        lengths: how many steps of each example are real, (batch,).
        batch: which axis of the values is the batch.
        time: and which are the steps.
    """
    steps = min(values.shape[time] for values in several)
    found = []
    for values in several:
        places = [1] * values.ndim
        places[batch], places[time] = len(lengths), steps
        here = np.arange(steps) < lengths[:, None]  # (batch, time)
        here = (here if batch < time else here.T).reshape(places)
        found.append(np.where(here, values.take(range(steps), time), 0))
    return found
