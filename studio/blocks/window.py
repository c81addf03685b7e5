"""A window that moves along one side: the arithmetic that convolution and pooling share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from studio.blocks.block import Arg, Arithmetic, masked
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.shape import (
    TIMES,
    Length,
    Picture,
    Sequence,
    ShapeError,
    Unknown,
    assumed,
    steps,
    windowed,
)

START: Final = 1  # the place where the window stands before it moves


@dataclass(frozen=True, slots=True)
class Window:
    """A kernel on one side of a picture, or on the steps of a sequence.

    `padding` counts both ends together; `side` may be an unknown length.
    """

    side: Length
    kernel: int
    stride: int = 1
    padding: int = 0
    dilation: int = 1

    @property
    def span(self) -> int:
        """How much of the side the kernel covers, gaps included."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def places(self) -> Length:
        """In how many places it can stand."""
        return windowed(self.side, self.padding - self.span, self.stride)

    @property
    def fits(self) -> bool:
        """Whether it can stand anywhere. What is not known yet is taken to fit."""
        return isinstance(self.side, Unknown) or self.side + self.padding >= self.span

    def terms(self, side: str) -> tuple[tuple[str, str], ...]:
        """The formula, written out: "(28 + 2·0 − 3) / 1 + 1"; `side` is the first caption."""
        half, odd = divmod(self.padding, 2)
        padding = number(self.padding) if odd else f"2·{number(half)}"
        spread = self.dilation > 1
        return (
            ("(", ""),
            (steps(self.side), side),
            ("+", ""),
            (padding, tr("padding")),
            ("−", ""),
            (number(self.span), tr("spread kernel") if spread else tr("kernel")),
            (")", ""),
            ("/", ""),
            (number(self.stride), tr("stride")),
            ("+", ""),
            (number(START), tr("start")),
        )

    def result(self) -> str:
        """How many places come out."""
        return steps(self.places)

    def formula(self) -> str:
        """The formula in one line, with its result."""
        text = " ".join(term for term, _ in self.terms("")).replace("( ", "(").replace(" )", ")")
        return f"{text} = {self.result()}"

    def rounding(self) -> str:
        """Says that a division is rounded down; empty if it comes out even."""
        if isinstance(self.side, Unknown):
            return tr("A division that leaves a rest is rounded down.") if self.stride > 1 else ""
        way = self.side + self.padding - self.span
        if way % self.stride == 0:
            return ""
        return tr("{way} / {stride} = {quotient}, rounded down to {whole}.").format(
            way=number(way),
            stride=number(self.stride),
            quotient=number(round(way / self.stride, 2)),
            whole=number(way // self.stride),
        )

    def spreading(self) -> str:
        """Says how far dilation spreads the kernel; empty without dilation."""
        if self.dilation == 1:
            return ""
        return tr("With dilation {d} a kernel of {k} spans {span}.").format(
            d=number(self.dilation), k=number(self.kernel), span=number(self.span)
        )


def picture_arithmetic(height: Window, width: Window, out: Picture) -> Arithmetic:
    """How the sides of a picture come out of its two windows."""
    said = tr("Out comes {shape}.").format(shape=out.words())
    if height == width:
        words = (height.spreading(), height.rounding(), said)
        return Arithmetic(height.terms(tr("side")), height.result(), _joined(*words))
    across = tr("The width in the same way: {formula}.").format(formula=width.formula())
    each = (height.spreading(), height.rounding(), across, width.spreading(), width.rounding())
    return Arithmetic(height.terms(tr("height")), height.result(), _joined(*each, said))


def sequence_arithmetic(window: Window, out: Sequence) -> Arithmetic:
    """How the steps of a sequence come out of its window."""
    said = tr("Out comes {shape}.").format(shape=out.words())
    if isinstance(window.places, Unknown):
        both = tr("{t} and {u} differ from sequence to sequence.")
        one = tr("{u} differs from sequence to sequence.")
        differs = one if window.side == window.places else both
        said = differs.format(t=steps(window.side), u=window.result()) + " " + said
    words = _joined(window.spreading(), window.rounding(), said)
    return Arithmetic(window.terms(tr("steps")), window.result(), words)


def _joined(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def places(height: Window, width: Window, *, same: bool) -> tuple[int, int]:
    """In how many places a kernel can stand in a picture; `same`: that padding is on offer.

    Raises:
        ShapeError: the kernel is larger than the picture.
    """
    down, across = height.places, width.places
    if height.fits and width.fits and isinstance(down, int) and isinstance(across, int):
        return down, across
    raise ShapeError(
        tr("The kernel of {kernel} is larger than the picture of {picture}.").format(
            kernel=_sides(height.span, width.span), picture=_sides(height.side, width.side)
        ),
        _why(height, width),
        _remedy(_sides(_largest(height), _largest(width)), same=same),
        tr("Kernel too large"),
    )


def places_in_time(window: Window, *, same: bool) -> Length:
    """In how many places a kernel can stand in a sequence.

    Raises:
        ShapeError: the kernel is longer than the sequence.
    """
    if window.fits:
        return window.places
    raise ShapeError(
        tr("The kernel of {kernel} steps is longer than the sequence of {steps}.").format(
            kernel=number(window.span), steps=steps(window.side)
        ),
        _why(window),
        _remedy(number(_largest(window)), same=same),
        tr("Kernel too large"),
    )


def ready(arg: Arg, window: Window, fill: float = 0.0) -> Expression:
    """A sequence, ready for the window: its padding filled, and never shorter than the kernel.

    Without that a batch of short sequences would stop the training, or a short one would be
    answered differently beside a long one.
    """
    least = window.side.least if isinstance(window.side, Unknown) else window.side
    missing = window.span - window.padding - least
    if arg.lengths is None or missing <= 0:
        return masked(arg, fill)
    return Call("F.pad", masked(arg, fill), (0, 0, 0, missing), value=fill)


def lengths_after(arg: Arg, window: Window) -> Expression:
    """The lengths of the sequences after the window, if they have any."""
    if arg.lengths is None:
        return None
    return Call("layers.places", arg.lengths, window.padding - window.span, window.stride)


def _why(*windows: Window) -> str:
    why = tr("It must fit at least once, or nothing comes out.")
    spread = next((window.spreading() for window in windows if not window.fits), "")
    padded = ""
    if any(window.padding for window in windows):
        padded = tr("With its padding the input is {sides}.").format(
            sides=_sides(*(assumed(window.side, 0) + window.padding for window in windows))
        )
    return _joined(why, spread, padded)


def _remedy(most: str, *, same: bool) -> str:
    text = (
        tr(
            'Set the kernel size to at most {most}, or the padding to "same", or shrink less in'
            " the blocks before."
        )
        if same
        else tr("Set the kernel size to at most {most}, or shrink less in the blocks before.")
    )
    return text.format(most=most)


def _largest(window: Window) -> int:
    room = assumed(window.side, 0) + window.padding
    return min(window.kernel, (room - 1) // window.dilation + 1)


def _sides(*sides: Length) -> str:
    return TIMES.join(steps(side) for side in sides)
