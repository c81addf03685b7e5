"""Schedules: how the learning rate changes while a run goes on."""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import Field

from studio.schema.entry import Catalog, Entry


class Schedule(Entry):
    """How the learning rate changes while a run goes on."""

    def rate(self, step: int, total: int) -> float:
        """The factor of the learning rate in this step, counted from 0, of `total` steps.

        Past the total it stays what it was at the end, so that a run can be made longer.
        """
        raise NotImplementedError


schedules: Catalog[Schedule] = Catalog("schedules")


@schedules.entry("constant", title="Constant", words=("fixed", "固定"))
class Constant(Schedule):
    """The learning rate stays the same.

    Simple and easy to compare. A good choice until a curve jumps up and down near its end.
    """

    def rate(self, step: int, total: int) -> float:
        return 1.0


@schedules.entry("cosine", title="Cosine", words=("annealing", "decay", "余弦"))
class Cosine(Schedule):
    """The learning rate falls along half a cosine wave.

    It stays high at first, falls fastest in the middle and settles gently. Large steps find the
    region, small ones the bottom.

    Use it when the number of epochs is fixed and the last bit of score counts.

    factor = end + (1 − end) · (1 + cos(π · step / steps)) / 2. Source: Loshchilov and Hutter, 2017.
    """

    end: Annotated[float, Field(ge=0.0, le=1.0)] = Field(
        0.0,
        title="Last rate",
        description="The share of the learning rate that is left at the end.",
    )

    def rate(self, step: int, total: int) -> float:
        gone = min(1.0, step / max(1, total))
        return self.end + (1 - self.end) * (1 + math.cos(math.pi * gone)) / 2
