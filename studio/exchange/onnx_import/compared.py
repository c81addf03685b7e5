"""Whether an opened network answers what the file answers, on the same random inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from onnx import ModelProto

from studio.compiler.answers import answering
from studio.compiler.onnx_session import run, session
from studio.compiler.plan import End, Plan
from studio.exchange.not_imported import NotImported
from studio.exchange.onnx_equality import difference
from studio.exchange.onnx_import.culprits import (
    as_in_the_file,
    lengths_by_name,
    real_steps,
    values,
    watched,
    watching,
    without_padding,
)
from studio.exchange.onnx_import.drawing import Drawing
from studio.exchange.onnx_import.lengths import random_lengths
from studio.exchange.onnx_import.network import Array, Network
from studio.exchange.trained import trained
from studio.language import tr
from studio.training.session import Weights

EXAMPLES: Final = 2  # where the file leaves the batch open
OF_ALL_LENGTHS: Final = 6  # where they differ in length
STEPS: Final = 7
MOST_APART: Final = 1e-3  # relative
MOST_SECONDS: Final = 60.0


class Compared:
    """A file, and its answers to random inputs: computed once, when they are first needed."""

    def __init__(self, path: Path, model: ModelProto, network: Network) -> None:
        self._path, self._model, self._network = path, model, network
        self._fields: dict[str, str] = {}
        self._given: dict[str, Array] = {}
        self._answers: list[Array] = []

    def difference(self, made: Plan, weights: Weights, called: Sequence[str]) -> float:
        """The largest difference over the largest magnitude of an output; of all the worst.

        Args:
            called: the data field of each input of the file.

        Raises:
            NotImported: the file itself cannot be run.
        """
        self._fields = dict(zip(called, self._network.inputs, strict=True))
        if not self._answers:
            self._given = _feed(self._network, self._ends(made))
            self._answers = self._original()
            if not all(np.isfinite(answer).all() for answer in self._answers):
                # Roots and logarithms want numbers above zero.
                self._given = {name: _above_zero(array) for name, array in self._given.items()}
                self._answers = self._original()
        ours = answers(made, weights, self._arguments(made))
        worst = 0.0
        real: Array | None = None
        for name, theirs in zip(self._network.outputs, self._answers, strict=True):
            if name in self._network.constants:  # the lengths of the answer before it
                worst = float(np.maximum(worst, _lengths_apart(theirs, real)))
                continue
            one, real = next(ours)
            if theirs.ndim == 1 and one.shape[1:] == (1,):  # a number for each is a row of one
                one = one.reshape(-1)
            if real is not None:
                theirs, one = without_padding(real, 0, 1, theirs, one)
            worst = float(np.maximum(worst, apart(theirs.astype(np.float64), one)))
        return worst

    def culprit(self, made: Plan, weights: Weights, drawing: Drawing) -> set[str]:
        """The outputs of the first operator whose blocks answer otherwise; empty if there is none.

        Only looked for when the answers differ, as it takes as long as the opening.
        """
        seen = watched(drawing, made)
        plan = watching(made, [variable for _, _, variable in seen.values()])
        try:
            theirs = values(self._model, list(seen), self._given)
            ours = list(answers(plan, weights, self._arguments(plan)))
        except Exception:  # noqa: BLE001  (onnxruntime and torch raise what they like)
            return set()
        fed = lengths_by_name(drawing, self._given)
        for (op, held, _), (one, _), other in zip(seen.values(), ours, theirs, strict=True):
            pair = real_steps(held, fed, other, as_in_the_file(held, one))
            if op.kind != "Sealed" and not apart(*pair) <= MOST_APART:
                return set(op.outputs)
        ends = (drawing.network.made_by.get(name) for name in drawing.network.outputs)
        return {
            name for op in ends if op is not None and op.kind != "Sealed" for name in op.outputs
        }

    def _ends(self, made: Plan) -> dict[str, End]:
        """The inputs of the opened network by those of the file, where an answer needs them."""
        return {self._fields[end.data.name]: end for end in made.inputs if end.data}

    def _arguments(self, made: Plan) -> Iterator[tuple[Array, Array | None]]:
        for name in self._ends(made):
            yield self._given[name], self._given.get(self._network.lengths.get(name, ""))

    def _original(self) -> list[Array]:
        try:
            return run(session(str(self._path)), self._given, MOST_SECONDS)
        except Exception:  # noqa: BLE001  (onnxruntime raises what it likes)
            pass  # it does not know every old operator, but those of the lifted model
        try:
            return run(session(self._model.SerializeToString()), self._given, MOST_SECONDS)
        except Exception as error:
            said = (str(error).strip().splitlines() or [""])[0]
            raise NotImported(
                tr("This model cannot be run, so nothing can be compared."),
                tr("Tried in onnxruntime, it fails: {error}.").format(error=said[:200]),
                tr("Export it again."),
            ) from error


def _lengths_apart(theirs: Array, ours: Array | None) -> float:
    return 0.0 if ours is not None and np.array_equal(theirs, ours) else float("nan")


def apart(theirs: Array, ours: Array) -> float:
    """The largest difference over the largest magnitude, where both are numbers.

    NaN if they are so at different places, or nowhere.
    """
    if theirs.shape != ours.shape:
        return float("nan")
    finite = np.isfinite(theirs)
    if not np.array_equal(theirs[~finite], ours[~finite], equal_nan=True) or not finite.any():
        return float("nan")
    return difference(theirs[finite], ours[finite])


def _feed(network: Network, ends: Mapping[str, End]) -> dict[str, Array]:
    """Random values for every input of the file, of a kind that the network takes."""
    dice = np.random.default_rng(0)
    examples = OF_ALL_LENGTHS if network.lengths else EXAMPLES
    found = {}
    for name in network.inputs:
        sides = tuple(
            side if side not in network.free else (STEPS if axis else examples)
            for axis, side in enumerate(network.shapes[name])
        )
        found[name] = _random(sides, network.types[name], ends.get(name), dice)
    for sequence, name in network.lengths.items():
        lengths = random_lengths(found[sequence].shape, dice)
        found[name] = lengths.astype(network.types[name])
    return found


def _above_zero(values: Array) -> Array:
    return np.abs(values) + values.dtype.type(0.1) if values.dtype.kind == "f" else values


def _random(sides: tuple[int, ...], kind: Any, end: End | None, dice: np.random.Generator) -> Array:
    if kind.kind == "f":
        return dice.standard_normal(sides).astype(kind)
    shape = None if end is None else end.shape
    words = getattr(shape, "vocabulary", getattr(shape, "choices", 2))
    return dice.integers(0, words, sides).astype(kind)


def answers(
    made: Plan, weights: Weights, given: Iterable[tuple[Array, Array | None]]
) -> Iterator[tuple[Array, Array | None]]:
    """What the opened network answers, probabilities where an output gives them.

    Args:
        given: for each input its values, and the lengths of what is padded; None: all steps.

    Returns:
        For each output its values, and the lengths of what is padded.
    """
    module = trained(answering(made), weights)
    arguments: list[torch.Tensor] = []
    for end, (array, lengths) in zip(made.inputs, given, strict=True):
        arguments.append(_tensor(array))
        if end.lengths and lengths is None:
            lengths = np.full(len(array), array.shape[1])
        if end.lengths and lengths is not None:
            arguments.append(_tensor(lengths))
    with torch.no_grad():
        result = module(*arguments)
    several = iter(result if isinstance(result, tuple) else (result,))
    for end in made.outputs:
        yield next(several).numpy(), next(several).numpy() if end.lengths else None


def _tensor(array: Array) -> torch.Tensor:
    return torch.from_numpy(array.astype(np.int64) if array.dtype.kind in "iu" else array)
