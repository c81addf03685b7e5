"""ONNX: a trained network as one file, written only once its answers are proven equal."""

from __future__ import annotations

import json
import logging
import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import onnx
import torch
from torch import nn

from studio import saving
from studio.compiler.answers import answering, told
from studio.compiler.names import Names
from studio.compiler.plan import End, Plan, plan
from studio.exchange.not_exported import NotExported
from studio.exchange.onnx_equality import examples, largest_difference
from studio.exchange.onnx_layers import exportable
from studio.exchange.onnx_sealed import opset, put_back
from studio.exchange.trained import trained
from studio.language import number, tr
from studio.project.project import Project
from studio.schema.shape import Length, sides
from studio.training.session import Weights

MOST_DIFFERENCE: Final = 1e-4
MOST_BYTES: Final = 2_000_000_000  # what one ONNX file can hold, a little less than 2 GiB


@dataclass(frozen=True, slots=True)
class Exported:
    """A written ONNX file.

    `difference` is the largest difference to torch over the largest magnitude of that output.
    """

    path: Path
    difference: float
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    bytes: int


class Differs(NotExported):
    """The ONNX model does not answer what the network answers."""

    def __init__(self, difference: float) -> None:
        if math.isfinite(difference):
            why = tr("Answers differ by {difference:.2g} of the largest; {most:g} is allowed.")
            remedy = tr("Train the network again, and say in a report which blocks it is made of.")
        else:
            why = tr("Some answers are not finite numbers, so nothing can be compared.")
            remedy = tr("Train again with a lower learning rate or with gradient clipping.")
        super().__init__(
            tr("The ONNX model differs from the network and is not written."),
            why.format(difference=difference, most=MOST_DIFFERENCE),
            remedy,
        )
        self.difference = difference


def export(project: Project, weights: Weights, path: Path, *, logits: bool = False) -> Exported:
    """Write a network with its weights as ONNX.

    Inputs are named after the data fields and outputs after their targets; the first axis of each
    is "batch". What is padded also has a free number of steps, and `<name>_lengths` beside it.

    Args:
        weights: every weight of the network by its name, as a run keeps them.
        logits: give the raw scores of class and yes/no outputs instead of probabilities.

    Raises:
        NotReady: the network has problems.
        NotExported: the weights do not fit, or the network cannot be written as ONNX.
        Differs: onnxruntime does not answer what torch answers.
        OSError: the file could not be written; an older one is untouched.
    """
    drawn = told(plan(project.graph, project.fields()))
    if not logits:
        drawn = answering(drawn)
    _check_size(weights)
    network = trained(drawn, weights)
    names = _Named.of(drawn)
    try:
        with _quiet():
            model = _converted(exportable(deepcopy(network)), drawn, names)
        _describe(model, project, drawn, names)
        onnx.checker.check_model(model, full_check=True)
        content = model.SerializeToString()
        difference = largest_difference(network, content, drawn)
    except Exception as error:  # torch, onnx and onnxruntime raise what they like
        logging.getLogger("layerloom").error("ONNX export failed", exc_info=error)
        raise _not_possible(error) from error
    if not difference <= MOST_DIFFERENCE:  # so that NaN fails too
        raise Differs(difference)
    saving.write(path, content)
    return Exported(path, difference, names.inputs, names.outputs, len(content))


def _check_size(weights: Weights) -> None:
    size = sum(array.nbytes for array in weights.values())
    if size > MOST_BYTES:
        raise NotExported(
            tr("The network is too large for one ONNX file."),
            tr("Its weights take {n} GB, and such a file can hold 2.").format(
                n=number(round(size / 1e9, 1))
            ),
            tr("Make its largest blocks smaller."),
        )


def _not_possible(error: Exception) -> NotExported:
    said = (str(error).strip().splitlines() or [""])[0]
    return NotExported(
        tr("This network cannot be written as ONNX."),
        tr("The exporter says: {error}.").format(error=f"{type(error).__name__}: {said[:200]}"),
        tr("Save the project and report it; the log file has the details."),
    )


@dataclass(frozen=True, slots=True)
class _Named:
    """The names that a plan's inputs and outputs have in the file, each only once."""

    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    @classmethod
    def of(cls, drawn: Plan) -> _Named:
        names = Names()
        inputs = tuple(name for end in drawn.inputs for name in _names(end, names))
        outputs = tuple(name for end in drawn.outputs for name in _names(end, names))
        return cls(inputs, outputs)


def _names(end: End, names: Names) -> Iterator[str]:
    assert end.data is not None  # inputs and outputs of a whole graph name a data field
    name = names.unique(re.sub(r"\W+", "_", end.data.name).strip("_") or end.node)
    yield name
    if end.lengths:
        yield names.unique(f"{name}_lengths")


def _converted(network: nn.Module, drawn: Plan, names: _Named) -> onnx.ModelProto:
    program = torch.onnx.export(
        network,
        tuple(torch.from_numpy(array) for array in examples(drawn, batch=3, steps=8)),
        dynamo=True,
        opset_version=opset(network),
        input_names=names.inputs,
        output_names=names.outputs,
        dynamic_shapes=_free_axes(drawn),
        verbose=False,
    )
    assert program is not None
    model: onnx.ModelProto = program.model_proto
    put_back(model)
    return model


def _free_axes(drawn: Plan) -> tuple[dict[int, Any], ...]:
    """For each argument the axes whose length is free."""
    batch = torch.export.Dim("batch")
    times: dict[Length, Any] = {}
    axes: list[dict[int, Any]] = []
    for end in drawn.inputs:
        if end.lengths:
            (steps, *_) = sides(end.shape)  # equal ones are one length
            time = times.setdefault(steps, torch.export.Dim(f"time_{len(axes)}"))
            axes += [{0: batch, 1: time}, {0: batch}]
        else:
            axes.append({0: batch})
    return tuple(axes)


def _describe(model: onnx.ModelProto, project: Project, drawn: Plan, names: _Named) -> None:
    """Say in the file what the network is about, and take out what torch says of this machine."""
    about = {} if project.data.missing() else {"data": project.data.title}
    given = iter(names.outputs)
    for end in drawn.outputs:
        name, *_ = (next(given) for _ in end.variables)
        if end.data and end.data.classes:
            about[f"classes of {name}"] = json.dumps(end.data.classes, ensure_ascii=False)
    onnx.helper.set_model_props(model, about)
    for node in model.graph.node:
        del node.metadata_props[:]  # stack traces with paths


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep torch's exporter from writing about its own affairs."""
    loggers = [logging.getLogger(name) for name in ("torch.onnx", "onnxscript", "onnx_ir")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
