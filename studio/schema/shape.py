"""Shapes: what one example looks like on a wire, without the batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from studio.language import number, tr

TIMES = " × "


@dataclass(frozen=True, slots=True)
class Features:
    """A row of `size` numbers. As a tensor: (batch, size)."""

    size: int

    def text(self) -> str:
        return number(self.size)

    def words(self) -> str:
        return tr("a row of {n} numbers").format(n=number(self.size))


@dataclass(frozen=True, slots=True)
class Sequence:
    """Steps of `size` numbers each; `length` None is not known. Tensor: (batch, time, size)."""

    length: int | None
    size: int

    def text(self) -> str:
        return steps(self.length) + TIMES + number(self.size)

    def words(self) -> str:
        return tr("a sequence of {t} steps, {n} values each").format(
            t=steps(self.length), n=number(self.size)
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """Channels of height × width pixels. As a tensor: (batch, channels, height, width)."""

    channels: int
    height: int
    width: int

    def text(self) -> str:
        return TIMES.join(number(n) for n in (self.channels, self.height, self.width))

    def words(self) -> str:
        side = number(self.height) + TIMES + number(self.width)
        if self.channels == 1:
            return tr("a picture: 1 channel of {side}").format(side=side)
        return tr("a picture: {n} channels of {side}").format(n=number(self.channels), side=side)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A row of whole numbers below `vocabulary`. As a tensor: (batch, time), int64."""

    length: int | None
    vocabulary: int

    def text(self) -> str:
        return tr("{t} tokens").format(t=steps(self.length))

    def words(self) -> str:
        return tr("{t} tokens, each one of {n}").format(
            t=steps(self.length), n=number(self.vocabulary)
        )


Shape: TypeAlias = Features | Sequence | Picture | Tokens


def steps(length: int | None) -> str:
    """A number of steps, or T where it is not known."""
    return "T" if length is None else number(length)


def padded(shape: Shape | None) -> bool:
    """Whether examples of this shape differ in length, so that a batch of them is padded."""
    return isinstance(shape, Sequence | Tokens) and shape.length is None


def count(shape: Shape) -> int | None:
    """How many numbers one example has; None if its length is not known."""
    match shape:
        case Features(size):
            return size
        case Picture(channels, height, width):
            return channels * height * width
        case Sequence(length, size):
            return None if length is None else length * size
        case Tokens(length, _):
            return length


class ShapeError(Exception):
    """A block cannot take what it is given: what happened, why, and what to do.

    `chip` says it in at most four words, for the block's card.
    """

    def __init__(self, what: str, why: str, remedy: str, chip: str = "") -> None:
        super().__init__(f"{what} {why} {remedy}")
        self.what, self.why, self.remedy, self.chip = what, why, remedy, chip
