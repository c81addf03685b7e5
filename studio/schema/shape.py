"""Shapes: what one example looks like on a wire, without the batch."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from studio.language import number, tr, tr_count

TIMES = " × "
PRIMES: Final = ("", "′", "″", "‴")
SAME: Final = (-1, 1)  # a window that leaves the length as it is: ⌊(T − 1) / 1⌋ + 1


@dataclass(frozen=True, slots=True)
class Unknown:
    """A length that differs from example to example, by the name that the data gives it.

    Each (extra, stride) in `after` is a window that has gone over it since: ⌊(length + extra) /
    stride⌋ + 1 places, at least one. Two unknown lengths are the same only if they are equal.
    """

    name: str = "T"
    after: tuple[tuple[int, int], ...] = ()

    def windowed(self, extra: int, stride: int) -> Unknown:
        """The length after one more window; `extra` is its padding − its kernel."""
        *before, last = self.after or (SAME,)
        # Two moves by fixed steps are one, unless the length was held at one step in between.
        if last[1] == 1 and (last[0] >= SAME[0] or (extra <= SAME[0] and stride == 1)):
            last = (last[0] + extra + 1, stride)
            return replace(self, after=(*before, *((last,) if last != SAME else ())))
        return replace(self, after=(*self.after, (extra, stride)))

    def of(self, steps: int) -> int:
        """The number of steps after all windows, where there are so many before them."""
        for extra, stride in self.after:
            steps = max(1, (steps + extra) // stride + 1)
        return steps

    @property
    def least(self) -> int:
        """The smallest number of steps that there can be."""
        return self.of(1)

    def text(self) -> str:
        """T, T′, T″: one stroke for each window."""
        strokes = len(self.after)
        return self.name + (PRIMES[strokes] if strokes < len(PRIMES) else f"({strokes})")

    def words(self) -> str:
        """What the strokes mean: "T″ = ⌊(T′ − 3) / 2⌋ + 1, T′ = T − 2"; empty without strokes."""
        if not self.after:
            return ""
        (extra, stride), before = self.after[-1], replace(self, after=self.after[:-1])
        if stride == 1:
            formula = before.text() + _signed(extra + 1)
        else:
            inner = f"({before.text()}{_signed(extra)})" if extra else before.text()
            formula = f"⌊{inner} / {number(stride)}⌋ + 1"
        return ", ".join(filter(None, (f"{self.text()} = {formula}", before.words())))


def _signed(n: int) -> str:
    return f" {'−' if n < 0 else '+'} {number(abs(n))}" if n else ""


Length: TypeAlias = int | Unknown


@dataclass(frozen=True, slots=True)
class Features:
    """A row of `size` numbers. As a tensor: (batch, size)."""

    size: int

    def text(self) -> str:
        return number(self.size)

    def words(self) -> str:
        return tr_count("a row of {n} number", "a row of {n} numbers", self.size)


@dataclass(frozen=True, slots=True)
class Sequence:
    """Steps of `size` numbers each. As a tensor: (batch, time, size)."""

    length: Length
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

    length: Length
    vocabulary: int

    def text(self) -> str:
        return tr("{t} tokens").format(t=steps(self.length))

    def words(self) -> str:
        return tr("{t} tokens, each one of {n}").format(
            t=steps(self.length), n=number(self.vocabulary)
        )


@dataclass(frozen=True, slots=True)
class Category:
    """One whole number below `choices`: which of them it is. As a tensor: (batch,), int64."""

    choices: int

    def text(self) -> str:
        return tr("1 of {n}").format(n=number(self.choices))

    def words(self) -> str:
        return tr("a category: one of {n}").format(n=number(self.choices))


@dataclass(frozen=True, slots=True)
class Array:
    """Numbers along other sides than those above: volumes, films. Tensor: (batch, *sides).

    There is at least one side.
    """

    sides: tuple[int, ...]

    def text(self) -> str:
        return TIMES.join(number(n) for n in self.sides)

    def words(self) -> str:
        return tr("an array of {sides} numbers").format(sides=self.text())


Shape: TypeAlias = Features | Sequence | Picture | Tokens | Category | Array


def steps(length: Length) -> str:
    """A number of steps, or T where it is not known."""
    return length.text() if isinstance(length, Unknown) else number(length)


def steps_in_words(length: Length) -> str:
    """The same for a sentence, with what the strokes of an unknown length mean: T′ (= T − 2)."""
    said = length.words() if isinstance(length, Unknown) else ""
    return steps(length) + (f" (= {said.partition(' = ')[2]})" if said else "")


def assumed(length: Length, unknown: int) -> int:
    """A number of steps, or `unknown` where it is not known."""
    return unknown if isinstance(length, Unknown) else length


def windowed(length: Length, extra: int, stride: int = 1) -> Length:
    """In how many places a window fits; `extra` is its padding − its kernel."""
    if isinstance(length, Unknown):
        return length.windowed(extra, stride)
    return (length + extra) // stride + 1


def unknown_length(shape: Shape | None) -> Unknown | None:
    """The length in which examples of this shape differ; None if they do not."""
    length = shape.length if isinstance(shape, Sequence | Tokens) else None
    return length if isinstance(length, Unknown) else None


def padded(shape: Shape | None) -> bool:
    """Whether examples of this shape differ in length, so that a batch of them is padded."""
    return unknown_length(shape) is not None


def sides(shape: Shape) -> tuple[Length, ...]:
    """The sides of the tensor of one example, without the batch."""
    match shape:
        case Features(size):
            return (size,)
        case Sequence(length, size):
            return (length, size)
        case Picture(channels, height, width):
            return (channels, height, width)
        case Tokens(length, _):
            return (length,)
        case Category():
            return ()
        case Array(lengths):
            return lengths


def of_sides(lengths: tuple[Length, ...]) -> Features | Sequence | Picture | Array:
    """What numbers with these sides are: a row, a sequence, a picture, else an array.

    Raises:
        ValueError: there is no side, or an unknown one that is not the length of a sequence.
    """
    match lengths:
        case (int(size),):
            return Features(size)
        case (length, int(size)):
            return Sequence(length, size)
        case (int(channels), int(height), int(width)):
            return Picture(channels, height, width)
    known = tuple(side for side in lengths if isinstance(side, int))
    if not lengths or len(known) < len(lengths):
        raise ValueError("no side, or one that is not known")
    return Array(known)


def count(shape: Shape) -> int | None:
    """How many numbers one example has; None if its length is not known."""
    match shape:
        case Features(size):
            return size
        case Picture(channels, height, width):
            return channels * height * width
        case Sequence(length, size):
            return None if isinstance(length, Unknown) else length * size
        case Tokens(length, _):
            return None if isinstance(length, Unknown) else length
        case Category():
            return 1
        case Array(sides):
            return math.prod(sides)


class ShapeError(Exception):
    """A block cannot take what it is given: what happened, why, and what to do.

    `chip` says it in at most four words, for the block's card.
    """

    def __init__(self, what: str, why: str, remedy: str, chip: str = "") -> None:
        super().__init__(f"{what} {why} {remedy}")
        self.what, self.why, self.remedy, self.chip = what, why, remedy, chip
