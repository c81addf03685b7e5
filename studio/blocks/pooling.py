"""What pooling shares: pictures and sequences are made smaller, one window after the other."""

from __future__ import annotations

from typing import ClassVar, Final

from pydantic import Field

from studio.blocks.block import Arg, Arithmetic, Block, given, through
from studio.blocks.edges import Padding1D, Padding2D, ends, in_words
from studio.blocks.filters import in_strides
from studio.blocks.fitting import places, places_in_time
from studio.blocks.window import (
    Window,
    lengths_after,
    picture_arithmetic,
    picture_windows,
    ready,
    sequence_arithmetic,
)
from studio.blocks.wrong_kind import picture, sequence
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import Side
from studio.schema.shape import TIMES, Picture, Sequence, Shape, ShapeError

PADDING: Final = (
    'Places around the edge. "valid" adds none; "same" makes the size that divided by the stride; a'
    " number adds that many at every end."
)


class Pooling(Block):
    """What pooling of one and of two sides shares."""

    leading = ("kernel", "stride", "padding")
    rare: ClassVar[tuple[str, ...]] = ("ceil_mode",)

    ceil_mode: bool = Field(
        False,
        title="Round up",
        description="On: a rest at the end gets a window of its own. Off: it is left out.",
    )

    def _layers(self, windows: tuple[Window, ...]) -> dict[str, Call]:
        """The layers under these windows."""
        raise NotImplementedError

    def _check(self, *windows: Window) -> None:
        """Raises ShapeError where a window sees nothing but padding."""
        if not any(window.blind for window in windows):
            return
        kernel = min(window.kernel for window in windows)
        if any(window.dilation > 1 for window in windows):
            remedy = tr('Set the dilation to 1, or the padding to "valid".')
        elif all(max(window.ends) < window.span for window in windows):
            remedy = tr("Switch rounding up off, or make the stride smaller.")
        else:
            remedy = tr("Set the padding to at most {most}, half the kernel size.").format(
                most=number(kernel // 2)
            )
        raise ShapeError(
            tr("The padding is too much for a kernel of {k}.").format(k=number(kernel)),
            tr("Some windows would see nothing but padding."),
            remedy,
            tr("Too much padding"),
        )


class Pooling2D(Pooling):
    """Pooling of pictures."""

    kernel: tuple[Side, Side] = Field(
        (2, 2),
        title="Kernel size",
        description="Height and width of the window that becomes one pixel.",
    )
    stride: tuple[Side, Side] = Field(
        (2, 2),
        title="Stride",
        description="How far the window moves each time, down and across."
        " As far as the kernel is large: windows do not overlap.",
    )
    padding: Padding2D = Field("valid", title="Padding", description=PADDING)

    def infer(self, image: Shape) -> Picture:
        image = picture(tr(self.title), image)
        windows = self._windows(image)
        sides = places(*windows, same=self.padding != "same")
        self._check(*windows)
        return Picture(image.channels, *sides)

    def _windows(self, image: Picture) -> tuple[Window, Window]:
        return picture_windows(image, self.kernel, self.stride, self.padding, up=self.ceil_mode)

    def layers(self, image: Picture) -> dict[str, Call]:
        return self._layers(self._windows(image))

    def facts(self) -> tuple[str, ...]:
        kernel = TIMES.join(number(side) for side in self.kernel)
        stride = "" if self.stride == self.kernel else in_strides(self.stride) or number(1)
        said = tr("stride {n}").format(n=stride) if stride else ""
        return tuple(filter(None, (kernel, said, in_words(self.padding))))

    def arithmetic(self, image: Picture) -> Arithmetic:
        return picture_arithmetic(*self._windows(image), self.infer(image))


class Pooling1D(Pooling):
    """Pooling of sequences."""

    outside: ClassVar[float]  # what stands for a value behind the end of a sequence

    kernel: Side = Field(2, title="Kernel size", description="How many steps become one.")
    stride: Side = Field(
        2,
        title="Stride",
        description="How many steps the window moves each time."
        " As far as the kernel is large: windows do not overlap.",
    )
    padding: Padding1D = Field("valid", title="Padding", description=PADDING)

    def infer(self, steps: Shape) -> Sequence:
        steps = sequence(tr(self.title), steps)
        window = self._window(steps)
        length = places_in_time(window, same=self.padding != "same")
        self._check(window)
        return Sequence(length, steps.size)

    def _window(self, steps: Sequence, dilation: int = 1) -> Window:
        span = dilation * (self.kernel - 1) + 1
        edges = ends(self.padding, 0, steps.length, span, self.stride)
        return Window(steps.length, self.kernel, self.stride, edges, dilation, self.ceil_mode)

    def layers(self, steps: Sequence) -> dict[str, Call]:
        return self._layers((self._window(steps),))

    def forward(self, keys: tuple[str, ...], *args: Arg | None) -> Expression:
        steps = given(args)
        window = self._window(sequence(tr(self.title), steps.shape))
        value = Call(".transpose", ready(steps, window, self.outside), 1, 2)
        pooled = Call(".transpose", through(keys, value), 1, 2)
        if steps.lengths is None or self.outside == 0.0:
            return pooled
        # Windows behind the end saw only −∞; left standing, it would make NaN of the gradients.
        return Call("layers.masked", pooled, lengths_after(steps, window), 0.0)

    def lengths(self, *args: Arg | None) -> Expression:
        steps = given(args)
        return lengths_after(steps, self._window(sequence(tr(self.title), steps.shape)))

    def facts(self) -> tuple[str, ...]:
        kernel = tr("kernel {n}").format(n=number(self.kernel))
        same = self.stride == self.kernel
        said = "" if same else tr("stride {n}").format(n=number(self.stride))
        return tuple(filter(None, (kernel, said, in_words(self.padding))))

    def arithmetic(self, steps: Sequence) -> Arithmetic:
        return sequence_arithmetic(self._window(steps), self.infer(steps))
