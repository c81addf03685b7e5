"""Optimizers: the rule by which each step changes the weights."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from studio.schema.call import Call
from studio.schema.entry import Catalog, Entry
from studio.schema.field_types import Rate, Share

LearningRate = Annotated[
    Rate,
    Field(
        title="Learning rate",
        description="How far one step moves the weights. Too small learns slowly,"
        " too large makes the loss jump or grow.",
    ),
]
WeightDecay = Annotated[
    float,
    Field(
        ge=0.0,
        le=1.0,
        title="Weight decay",
        examples=[0.0, 0.0001, 0.001, 0.01, 0.1],
        description="Pulls every weight a little towards zero in each step, against overfitting.",
    ),
]


class Optimizer(Entry):
    """The rule by which each step changes the weights."""

    learning_rate: LearningRate = 0.001
    weight_decay: WeightDecay = 0.0

    def call(self) -> Call:
        """The call that makes it; torch's own takes the parameters of the network first."""
        raise NotImplementedError


optimizers: Catalog[Optimizer] = Catalog("optimizers")


@optimizers.entry(
    "sgd", title="SGD", words=("gradient descent", "momentum", "nesterov", "梯度下降")
)
class SGD(Optimizer):
    """Goes straight downhill: every weight moves against its gradient.

    Momentum lets it keep part of its speed, so that it passes small bumps and does not zigzag.
    Nesterov measures the gradient a little ahead, where the momentum carries it.

    Use it to see plain gradient descent at work, or with momentum 0.9 and a schedule for a good
    final score. It needs a larger learning rate than Adam: 0.01 to 0.1 is usual.

    v ← momentum · v + gradient; weight ← weight − rate · v.

    In PyTorch: `torch.optim.SGD(parameters, lr, momentum)`.
    """

    learning_rate: LearningRate = 0.01
    momentum: Share = Field(
        0.9, title="Momentum", description="How much of the speed is kept from step to step."
    )
    nesterov: bool = Field(
        False,
        title="Nesterov",
        description="Looks ahead along the momentum. Without momentum it changes nothing.",
    )

    def call(self) -> Call:
        return Call(
            "optim.SGD",
            lr=self.learning_rate,
            momentum=self.momentum,
            nesterov=self.nesterov and self.momentum > 0,  # torch refuses it without momentum
            weight_decay=self.weight_decay,
            fused=True,
        )


class _AdamLike(Optimizer):
    rare = ("beta1", "beta2")

    beta1: Share = Field(
        0.9, title="Beta 1", description="How slowly the mean of the gradients follows."
    )
    beta2: Share = Field(
        0.999, title="Beta 2", description="How slowly the mean of their squares follows."
    )

    def _call(self, target: str) -> Call:
        return Call(
            target,
            lr=self.learning_rate,
            betas=(self.beta1, self.beta2),
            weight_decay=self.weight_decay,
            fused=True,
        )


@optimizers.entry("adam", title="Adam", words=("adaptive", "自适应"))
class Adam(_AdamLike):
    """Gives every weight a step of its own size.

    It follows the mean of the gradients, divided by their usual size, so that weights with small
    gradients move as well. It learns fast with little tuning.

    The usual first choice. Weight decay works better with AdamW.

    weight ← weight − rate · m / (√v + ε), with m and v running means of g and g².

    In PyTorch: `torch.optim.Adam(parameters, lr)`. Source: Kingma and Ba, 2015.
    """

    def call(self) -> Call:
        return self._call("optim.Adam")


@optimizers.entry("adamw", title="AdamW", words=("adaptive", "decay", "自适应"))
class AdamW(_AdamLike):
    """Adam with a weight decay that is the same for every weight.

    Adam divides the pull towards zero by the size of the gradients; AdamW applies it directly.

    Use it instead of Adam whenever weights should be kept small, as is usual for attention.

    weight ← weight − rate · (m / (√v + ε) + decay · weight).

    In PyTorch: `torch.optim.AdamW(parameters, lr)`. Source: Loshchilov and Hutter, 2019.
    """

    weight_decay: WeightDecay = 0.01

    def call(self) -> Call:
        return self._call("optim.AdamW")


@optimizers.entry("rmsprop", title="RMSprop", words=("adaptive", "recurrent", "自适应"))
class RMSprop(Optimizer):
    """Divides each gradient by its usual size.

    Like Adam, but it follows the gradient itself and not its mean.

    Long in use for recurrent networks, whose gradients differ much in size.

    weight ← weight − rate · g / (√v + ε), with v the running mean of g².

    In PyTorch: `torch.optim.RMSprop(parameters, lr)`. Source: Hinton's lectures, 2012.
    """

    rare = ("alpha",)

    alpha: Share = Field(
        0.99, title="Alpha", description="How slowly the mean of the squared gradients follows."
    )
    momentum: Share = Field(
        0.0, title="Momentum", description="How much of the speed is kept from step to step."
    )

    def call(self) -> Call:
        return Call(
            "optim.RMSprop",
            lr=self.learning_rate,
            alpha=self.alpha,
            momentum=self.momentum,
            weight_decay=self.weight_decay,
        )
