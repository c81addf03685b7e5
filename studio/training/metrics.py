"""Metrics: how good a network is, in a number that people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from studio.language import tr


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that says how good predictions are."""

    name: str
    rising: bool  # whether a larger number is the better one
    root: bool = False  # whether it is the root of a mean instead of the mean

    def title(self) -> str:
        """What people read."""
        return {"accuracy": tr("Accuracy"), "rmse": tr("RMSE"), "kl": tr("KL divergence")}[
            self.name
        ]

    def better(self, value: float, than: float) -> bool:
        """Whether one value is better than another."""
        return value > than if self.rising else value < than


METRICS: Final[Mapping[str, Metric]] = {
    "accuracy": Metric("accuracy", rising=True),  # the share of right answers
    "rmse": Metric("rmse", rising=False, root=True),  # the root of the mean squared error
    "kl": Metric("kl", rising=False),  # how far from the normal distribution, in nats
}
