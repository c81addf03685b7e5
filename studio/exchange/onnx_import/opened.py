"""ONNX in: a file as a project of editable blocks, with its weights, compared with the file."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from studio.compiler import parts
from studio.compiler.plan import NotReady, Plan, plan
from studio.exchange.not_imported import NotImported
from studio.exchange.onnx_import.compared import MOST_APART, Compared
from studio.exchange.onnx_import.drawing import Drawing
from studio.exchange.onnx_import.ends import classes_of
from studio.exchange.onnx_import.finishing import finished
from studio.exchange.onnx_import.folding import folded
from studio.exchange.onnx_import.fused import fused
from studio.exchange.onnx_import.lifted import lifted
from studio.exchange.onnx_import.model_file import model_file
from studio.exchange.onnx_import.network import Array, Network
from studio.exchange.onnx_import.reading import Answer, drawn
from studio.language import tr
from studio.project.project import Project
from studio.training.session import Weights

MOST_SEALED: Final = (
    4  # operators that are sealed one after the other because they answer otherwise
)


@dataclass(frozen=True, slots=True)
class Report:
    """How an import went.

    `difference` is the largest difference to onnxruntime on the original over the largest magnitude
    of that output. `sealed` has the operators that no block stands for, by the id of their block.
    """

    difference: float
    operators: int
    sealed: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Imported:
    """An opened file. `parts` are the ONNX models of its sealed parts, by their SHA-256."""

    project: Project
    weights: Weights
    parts: Mapping[str, bytes]
    report: Report


Stages: TypeAlias = Generator[None, None, Imported]  # stops after each, and can be left there


class GivenUp(Exception):
    """Nobody waits for the model any more."""


def imported(path: Path, given_up: Callable[[], bool] = lambda: False) -> Imported:
    """Open an ONNX file.

    Args:
        given_up: whether nobody waits for it any more, asked between the stages of the work.

    Raises:
        OSError: it cannot be read.
        NotImported: it is no ONNX model, has no place in blocks, or would answer otherwise.
        GivenUp: nobody waits for it any more.
    """
    stages = _opened(path)
    try:
        while not given_up():
            next(stages)
        raise GivenUp
    except StopIteration as done:
        opened: Imported = done.value
        return opened
    except (NotImported, OSError, GivenUp):
        raise
    except Exception as error:  # onnx, onnxruntime and torch raise what they like
        logging.getLogger("layerloom").error("ONNX import failed", exc_info=error)
        said = (str(error).strip().splitlines() or [""])[0]
        raise NotImported(
            tr("This model cannot be opened."),
            tr("Reading it fails: {error}.").format(error=f"{type(error).__name__}: {said[:200]}"),
            tr("Get the file again, or report it; the log file has the details."),
        ) from error


def _opened(path: Path) -> Stages:
    model = model_file(path)
    yield
    classes = classes_of(model)
    names = [value.name for value in model.graph.output]
    model = lifted(model)
    yield
    network = folded(model)
    yield
    network = fused(network)
    yield
    answers = [
        Answer(value, name, classes.get(name, ()))
        for value, name in zip(network.outputs, names, strict=True)
    ]
    return (yield from _compared(Compared(path, model, network), network, answers))


def _compared(compared: Compared, network: Network, answers: list[Answer]) -> Stages:
    """The network drawn so that it answers as the file does; what differs is sealed."""
    refused: set[str] = set()
    for _ in range(1 + MOST_SEALED):
        drawing, ends = drawn(network, answers, refused)
        yield
        project = Project(graph=finished(drawing), data=ends.data())
        made = _plan(project)
        weights = _named(made, drawing)
        yield
        difference = compared.difference(made, weights, [each.name for each in ends.inputs])
        yield
        if difference <= MOST_APART:
            return Imported(project, weights, _parts(project), _report(drawing, difference))
        culprit = compared.culprit(made, weights, drawing)
        if not culprit or not refused.isdisjoint(culprit):
            break
        refused |= culprit
        yield
    raise _differs(difference)


def _plan(project: Project) -> Plan:
    try:
        return plan(project.graph, project.fields())
    except NotReady as error:
        logging.getLogger("layerloom").error("an imported network has problems", exc_info=error)
        raise NotImported(
            tr("This model does not fit into blocks."),
            str(error),
            tr("Export it again, or open a part of it."),
        ) from error


def _named(made: Plan, drawing: Drawing) -> Weights:
    """The weights by the names that they have in the compiled module."""
    found: dict[str, Array] = {}
    for step in made.steps:
        for part in step.parts:
            key = part.seed.rpartition(".")[2]
            for name, array in drawing.weights.get((step.node, key), {}).items():
                found[f"{part.attribute}.{name}"] = array
    return found


def _parts(project: Project) -> Mapping[str, bytes]:
    kept = {name: parts.get(name) for name in parts.digests(project.graph)}
    return {name: content for name, content in kept.items() if content is not None}


def _report(drawing: Drawing, difference: float) -> Report:
    sealed = {node: tuple(kinds) for node, kinds in drawing.sealed.items()}
    return Report(difference, len(drawing.network.operators), sealed)


def _differs(difference: float) -> NotImported:
    if math.isfinite(difference):
        why = tr("Its answers would differ by {n:.2g} of the largest; {most:g} is allowed.")
    else:
        why = tr("Some of its answers to random inputs are not finite numbers.")
    return NotImported(
        tr("This model is not opened, because it would not answer as it did."),
        why.format(n=difference, most=MOST_APART),
        tr("Report it; the log file has the details."),
    )
