"""Tally: losses and metrics of many steps, kept on the device until someone asks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
import torch
from torch import Tensor

from studio.blocks.block import OutputBlock
from studio.compiler import layers
from studio.compiler.module import run
from studio.compiler.module import target as made
from studio.compiler.plan import End, Plan
from studio.schema.call import Call, Name
from studio.training.events import Measured, Score
from studio.training.metrics import METRICS

Loss: TypeAlias = Callable[[Tensor, Tensor], Tensor]


class Diverged(Exception):
    """The loss is no longer a finite number; `step` counts from 1 since the last reading."""

    def __init__(self, step: int) -> None:
        super().__init__(step)
        self.step = step


@dataclass(slots=True)
class Sums:
    """What one output adds up over steps; nothing here is read before it is due."""

    losses: list[Tensor] = field(default_factory=list)  # the mean of each step
    counts: list[Tensor | int] = field(default_factory=list)  # the answers in each step
    amounts: list[Tensor] = field(default_factory=list)  # right answers, or squared errors


class Tally:
    """The loss and metric of every output, and their sums since the last reading."""

    def __init__(self, plan: Plan) -> None:
        self._outputs = [_Output.of(end) for end in plan.outputs]
        self._sums = [Sums() for _ in self._outputs]
        self.measured = tuple(Measured(o.end.node, o.block.metric) for o in self._outputs)

    def add(self, results: Tensor | tuple[Tensor, ...], targets: Sequence[Tensor]) -> Tensor:
        """Take in one step; gives its weighted loss, a single number with gradients."""
        given = iter((results,) if isinstance(results, Tensor) else results)
        total: Tensor | None = None
        for output, target, sums in zip(self._outputs, targets, self._sums, strict=True):
            prediction = next(given)
            lengths = next(given) if output.end.lengths else None
            loss = output.add(prediction, target, lengths, sums)
            part = loss if output.block.weight == 1.0 else loss * output.block.weight
            total = part if total is None else total + part
        assert total is not None
        return total

    def clear(self) -> None:
        """Forget what was added since the last reading."""
        self._sums = [Sums() for _ in self._outputs]

    def read(self) -> Reading:
        """What was added since the last reading. This is what waits for the device.

        Raises:
            Diverged: a loss is not a finite number.
        """
        parts = [_read(sums) for sums in self._sums]
        self.clear()
        for step, losses in enumerate(zip(*(losses for losses, _, _ in parts), strict=True), 1):
            if not all(map(math.isfinite, losses)):
                raise Diverged(step)
        return Reading(
            tuple(self._outputs),
            np.array([losses @ counts for losses, counts, _ in parts]),
            np.array([counts.sum() for _, counts, _ in parts]),
            np.array([amounts.sum() for _, _, amounts in parts]),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """Sums of each output over some steps, as plain numbers."""

    outputs: tuple[_Output, ...]
    losses: np.ndarray
    counts: np.ndarray
    amounts: np.ndarray

    def __add__(self, more: Reading) -> Reading:
        return replace(
            self,
            losses=self.losses + more.losses,
            counts=self.counts + more.counts,
            amounts=self.amounts + more.amounts,
        )

    def score(self) -> Score:
        """Means over all answers in these steps."""
        weights = np.array([output.block.weight for output in self.outputs])
        metrics = self.amounts / self.counts
        roots = [METRICS[output.block.metric].root for output in self.outputs]
        metrics = np.where(roots, np.sqrt(metrics), metrics)
        return Score(float(weights @ (self.losses / self.counts)), tuple(map(float, metrics)))


def _read(sums: Sums) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Losses and counts of each step, and amounts, as float64."""
    losses = torch.stack(sums.losses).cpu().double().numpy()
    amounts = torch.stack(sums.amounts).cpu().double().numpy()
    if isinstance(sums.counts[0], Tensor):
        counts = torch.stack([torch.as_tensor(n) for n in sums.counts]).cpu().double().numpy()
    else:
        counts = np.array(sums.counts, np.float64)
    return losses, counts, amounts


@dataclass(frozen=True, slots=True)
class _Output:
    """How one output of the network is compared with its target."""

    end: End
    block: OutputBlock
    mean_loss: Loss
    each_loss: Loss  # the same without taking the mean

    @classmethod
    def of(cls, end: End) -> _Output:
        assert isinstance(end.block, OutputBlock)
        call = end.block.loss()
        assert call is not None  # `learnable` leaves out outputs without a loss
        each = Call(call.target, *call.args, **dict(call.kwargs), reduction="none")
        return cls(end, end.block, run(call), run(each))

    def add(self, prediction: Tensor, target: Tensor, lengths: Tensor | None, sums: Sums) -> Tensor:
        """The loss of one step: a mean over its answers, without those behind a sequence's end."""
        if lengths is not None:
            target = target[:, : prediction.size(1)]
        real = None if lengths is None else layers.real(prediction, lengths)  # (batch, time)
        right = self._amounts(prediction.detach(), target)
        if prediction.ndim > target.ndim > 1:
            prediction, target = prediction.flatten(0, 1), target.flatten()  # each step is one
        if real is None:
            loss = self.mean_loss(prediction, target)
            sums.counts.append(right.numel())
            sums.amounts.append(right.sum())
        else:
            count = real.sum()
            losses = self.each_loss(prediction, target).view(*real.shape, -1).mean(2)
            loss = losses.masked_fill(~real, 0).sum() / count
            amounts = right.view(*real.shape, -1).mean(2, dtype=torch.float32)
            sums.counts.append(count)
            sums.amounts.append(amounts.masked_fill(~real, 0).sum())
        sums.losses.append(loss.detach())
        return loss

    def _amounts(self, prediction: Tensor, target: Tensor) -> Tensor:
        """For each answer what its metric adds up: right or not, its squared error, itself."""
        match self.block.metric:
            case "accuracy" if target.is_floating_point():
                return (prediction > 0) == (target > 0.5)
            case "accuracy":
                return prediction.argmax(-1) == target
            case "rmse":
                return (self._answered(prediction) - target).square()
            case "kl":
                return prediction

    def _answered(self, prediction: Tensor) -> Tensor:
        """What people get for a prediction."""
        call = self.block.answer(Name("prediction"))
        if not isinstance(call, Call):
            return prediction
        answered: Tensor = made(call)(prediction, *call.args[1:])
        return answered
