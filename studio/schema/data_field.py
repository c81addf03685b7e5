"""DataField: one column of what a data set offers and a network asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from studio.schema.shape import Features, Shape

FieldKind: TypeAlias = Literal["values", "class", "yes_no", "number", "noise", "nothing"]


@dataclass(frozen=True, slots=True)
class DataField:
    """A named part of each example; known before any data is loaded.

    `values` are what a network reads; `class`, `yes_no` and `number` are what it can predict.
    A target with a sequence as its shape has one label for each step. Two kinds no data set has:
    `noise` is drawn anew in each training step and zero in evaluation, `nothing` is what an output
    names that has no target.
    """

    name: str
    kind: FieldKind
    shape: Shape = Features(1)  # noqa: RUF009  (a frozen value)
    classes: tuple[str, ...] = ()
    title: str = ""
