"""A window that moves along one side: the arithmetic that convolution and pooling share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from studio.blocks.block import Arg, Arithmetic, masked
from studio.blocks.edges import Ends, Padding2D, ends
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.shape import (
    Length,
    Picture,
    Sequence,
    Unknown,
    steps,
    windowed,
)

START: Final = 1  # the place where the window stands before it moves


@dataclass(frozen=True, slots=True)
class Window:
    """A kernel on one side of a picture, or on the steps of a sequence.

    `ends` is the padding before and behind; `up`: a rest that no whole window fits into gets one
    of its own. `side` may be an unknown length.
    """

    side: Length
    kernel: int
    stride: int = 1
    ends: Ends = (0, 0)
    dilation: int = 1
    up: bool = False

    @property
    def span(self) -> int:
        """How much of the side the kernel covers, gaps included."""
        return self.dilation * (self.kernel - 1) + 1

    @property
    def padding(self) -> int:
        """Both ends together."""
        return sum(self.ends)

    @property
    def extra(self) -> int:
        """What is added to the side before it is divided by the stride."""
        return self.padding - self.span + (self.stride - 1 if self.up else 0)

    @property
    def places(self) -> Length:
        """In how many places it can stand. Rounding up adds none that begins behind the side."""
        found = windowed(self.side, self.extra, self.stride)
        if isinstance(self.side, Unknown) or isinstance(found, Unknown):
            return found
        behind = (found - START) * self.stride >= self.side + self.ends[0]
        return self._whole if self.up and behind else found

    @property
    def _whole(self) -> Length:
        """In how many places it can stand without rounding up."""
        return windowed(self.side, self.padding - self.span, self.stride)

    @property
    def fits(self) -> bool:
        """Whether it can stand anywhere. What is not known yet is taken to fit."""
        return isinstance(self.side, Unknown) or self.side + self.extra >= 0

    @property
    def rounds_up(self) -> bool:
        """Whether rounding up makes a difference here."""
        return self.places != self._whole

    @property
    def seen_ends(self) -> Ends:
        """The padding as far as it is seen: rounding up, torch would begin a window in the rest."""
        before, behind = self.ends
        if isinstance(self.side, Unknown) or isinstance(self.places, Unknown):
            return self.ends
        needed = (self.places - START) * self.stride + self.span - self.side - before
        return (before, min(behind, max(0, needed)))

    @property
    def blind(self) -> bool:
        """Whether it stands somewhere over nothing but padding."""
        before, behind = self.ends
        if isinstance(self.side, Unknown):
            gaps = self.dilation > 1 and self.padding > 0
            beyond = behind + (self.stride if self.up else 1)
            return gaps or before >= self.span or beyond > self.span
        places = self.places
        assert isinstance(places, int)
        head = -(-before // self.stride)
        tail = max(0, (self.side - self.span + before) // self.stride + 1)
        edge = {*range(min(head, places)), *range(tail, places)}
        return any(not self._sees(place * self.stride - before) for place in edge)

    def _sees(self, start: int) -> bool:
        """Whether a kernel that begins here has one of its points on the side."""
        assert isinstance(self.side, int)
        first = max(0, -(start // self.dilation))  # its first point that is not before the side
        return first < self.kernel and start + first * self.dilation < self.side

    def terms(self, side: str) -> tuple[tuple[str, str], ...]:
        """The formula, written out: "(28 + 2·0 − 3) / 1 + 1"; `side` is the first caption."""
        before, behind = self.ends
        padding = f"2·{number(before)}" if before == behind else f"{before} + {behind}"
        spread = self.dilation > 1
        return (
            ("⌈(" if self.rounds_up else "(", ""),
            (steps(self.side), side),
            ("+", ""),
            (padding, tr("padding")),
            ("−", ""),
            (number(self.span), tr("spread kernel") if spread else tr("kernel")),
            (")", ""),
            ("/", ""),
            (number(self.stride), tr("stride")),
            ("⌉ +" if self.rounds_up else "+", ""),
            (number(START), tr("start")),
        )

    def result(self) -> str:
        """How many places come out."""
        return steps(self.places)

    def formula(self) -> str:
        """The formula in one line, with its result."""
        text = " ".join(term for term, _ in self.terms(""))
        for sign in "()⌉":
            text = text.replace(f"{sign} " if sign == "(" else f" {sign}", sign)
        return f"{text} = {self.result()}"

    def rounding(self) -> str:
        """Says which way a division is rounded; empty if it comes out even."""
        if isinstance(self.side, Unknown):
            if self.stride == 1:
                return ""
            if self.up:
                return tr("A division that leaves a rest is rounded up.")
            return tr("A division that leaves a rest is rounded down.")
        way = self.side + self.padding - self.span
        if way % self.stride == 0:
            return ""
        said = tr("{way} / {stride} = {quotient}, rounded down to {whole}.")
        if self.rounds_up:
            said = tr("{way} / {stride} = {quotient}, rounded up to {whole}.")
        elif self.up:
            said += " " + tr("One window more would begin behind the edge.")
        return said.format(
            way=number(way),
            stride=number(self.stride),
            quotient=number(round(way / self.stride, 2)),
            whole=number(way // self.stride + self.rounds_up),
        )

    def spreading(self) -> str:
        """Says how far dilation spreads the kernel; empty without dilation."""
        if self.dilation == 1:
            return ""
        return tr("With dilation {d} a kernel of {k} spans {span}.").format(
            d=number(self.dilation), k=number(self.kernel), span=number(self.span)
        )


def picture_windows(
    image: Picture,
    kernel: tuple[int, int],
    stride: tuple[int, int],
    padding: Padding2D,
    dilation: tuple[int, int] = (1, 1),
    *,
    up: bool = False,
) -> tuple[Window, Window]:
    """The windows on the height and on the width of a picture."""
    height, width = (
        Window(side, k, step, ends(padding, axis, side, d * (k - 1) + 1, step), d, up)
        for axis, (side, k, step, d) in enumerate(
            zip((image.height, image.width), kernel, stride, dilation, strict=True)
        )
    )
    return height, width


def picture_arithmetic(height: Window, width: Window, out: Picture) -> Arithmetic:
    """How the sides of a picture come out of its two windows."""
    said = tr("Out comes {shape}.").format(shape=out.words())
    if height == width:
        words = (height.spreading(), height.rounding(), said)
        return Arithmetic(height.terms(tr("side")), height.result(), joined(*words))
    across = tr("The width in the same way: {formula}.").format(formula=width.formula())
    each = (height.spreading(), height.rounding(), across, width.spreading(), width.rounding())
    return Arithmetic(height.terms(tr("height")), height.result(), joined(*each, said))


def sequence_arithmetic(window: Window, out: Sequence) -> Arithmetic:
    """How the steps of a sequence come out of its window."""
    said = tr("Out comes {shape}.").format(shape=out.words())
    if isinstance(window.places, Unknown):
        both = tr("{t} and {u} differ from sequence to sequence.")
        one = tr("{u} differs from sequence to sequence.")
        differs = one if window.side == window.places else both
        said = differs.format(t=steps(window.side), u=window.result()) + " " + said
    words = joined(window.spreading(), window.rounding(), said)
    return Arithmetic(window.terms(tr("steps")), window.result(), words)


def joined(*sentences: str) -> str:
    """Sentences one after the other, without those that are empty."""
    return " ".join(sentence for sentence in sentences if sentence)


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
    return Call("layers.places", arg.lengths, window.extra, window.stride)
