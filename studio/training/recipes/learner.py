"""Learner: a network on its device, with its examples, its losses and its optimizer."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.compiler.module import build, target
from studio.compiler.plan import Plan
from studio.data.dataset import Examples
from studio.language import tr
from studio.schema.shape import Picture
from studio.training.batches import Batches, in_batches
from studio.training.device import Device
from studio.training.recipes.tally import Tally
from studio.training.refused import Refused
from studio.training.session import Weights
from studio.training.settings import TrainingSettings

# Without gradients a batch needs less memory, and larger batches are faster.
SCORED_AT_ONCE = 4


class Learner:
    """A network on its device, with its examples, its losses and its optimizer."""

    def __init__(
        self, plan: Plan, examples: Examples, settings: TrainingSettings, device: Device
    ) -> None:
        self._settings = settings
        self._module = build(plan, settings.seed).to(device.kind)
        if device.channels_last and any(isinstance(end.shape, Picture) for end in plan.inputs):
            self._module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self._batches = Batches(plan, examples, device)
        self._rows = self._batches.rows(examples.training)
        self.validation = self._batches.rows(examples.validation)
        self.test = self._batches.rows(examples.test)
        self._dice = torch.Generator().manual_seed(settings.seed)
        self._frozen = [self._module.get_submodule(path) for path in plan.frozen()]
        self._parameters = [each for each in self._module.parameters() if each.requires_grad]
        self._optimizer = self._made_optimizer(device.fused)
        self.tally = Tally(plan)
        self.parameters = sum(parameter.numel() for parameter in self._module.parameters())
        self.steps = len(in_batches(self._rows, settings.batch_size))  # in an epoch
        self.learning_rate = settings.optimizer.learning_rate

    def _made_optimizer(self, fused: bool) -> torch.optim.Optimizer:
        if not self._parameters and any(True for _ in self._module.parameters()):
            raise Refused(
                tr("There is nothing to train."),
                tr("Every block with parameters is frozen."),
                tr("Thaw at least one block: the switch Frozen in its settings."),
            )
        if not self._parameters:
            raise Refused(
                tr("There is nothing to train."),
                tr("No block of the network has parameters that could change."),
                tr("Add a block with parameters, such as Dense, or turn on an own dense layer."),
            )
        call = self._settings.optimizer.call()
        chosen = dict(call.kwargs)
        if "fused" in chosen:
            chosen["fused"] = fused
        optimizer: torch.optim.Optimizer = target(call)(self._parameters, **chosen)
        return optimizer

    def epoch(self) -> tuple[Tensor, ...]:
        """The rows of every training example in a new order, in batches."""
        self._module.train()
        for module in self._frozen:  # as in evaluation: running statistics, no dropout
            module.eval()
        order = torch.randperm(len(self._rows), generator=self._dice).to(self._rows.device)
        return in_batches(self._rows[order], self._settings.batch_size)

    def learn(self, rows: Tensor, step: int) -> None:
        """Compare the answers to these examples with the truth, and change the weights.

        `step` counts the steps of the whole run from 0, for the schedule.
        """
        factor = self._settings.schedule.rate(step, self._settings.epochs * self.steps)
        rate = self._settings.optimizer.learning_rate * factor
        if rate != self.learning_rate:
            self.learning_rate = rate
            for group in self._optimizer.param_groups:
                group["lr"] = rate
        batch = self._batches.batch(rows, training=True)
        for parameter in self._parameters:  # what zero_grad() does, at a tenth of its price
            parameter.grad = None
        self.tally.add(self._module(*batch.inputs), batch.targets).backward()  # type: ignore[no-untyped-call]
        if self._settings.clip:
            torch.nn.utils.clip_grad_norm_(self._parameters, self._settings.clip)
        self._optimizer.step()

    def exam(self, rows: Tensor) -> tuple[Tensor, ...]:
        """These rows in batches for `compare`; from here on nothing in the network is random."""
        self._module.eval()
        self.tally.clear()  # a run that is stopped leaves steps behind that nobody has read
        return torch.split(rows, SCORED_AT_ONCE * self._settings.batch_size) if len(rows) else ()

    @torch.no_grad()
    def compare(self, rows: Tensor) -> None:
        """Compare the answers to these examples with the truth; nothing is learned."""
        batch = self._batches.batch(rows, training=False)
        self.tally.add(self._module(*batch.inputs), batch.targets)

    def weights(self) -> Weights:
        """A copy of all weights, with the running means of norms."""
        state = self._module.state_dict()
        return {
            name: tensor.detach().to("cpu", copy=True).contiguous().numpy()
            for name, tensor in state.items()
        }

    def take(self, weights: Weights) -> int:
        """Take over the weights whose name and shape fit; returns how many did."""
        state = self._module.state_dict()
        fitting = {
            name: torch.from_numpy(array)
            for name, array in weights.items()
            if name in state and tuple(state[name].shape) == array.shape
        }
        self._module.load_state_dict(fitting, strict=False)
        return len(fitting)
