"""Whether windows fit, and the sentences of those that do not."""

from __future__ import annotations

from studio.blocks.window import Window, joined
from studio.language import number, tr
from studio.schema.shape import TIMES, Length, ShapeError, assumed, steps


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


def _why(*windows: Window) -> str:
    short = next((window for window in windows if not window.fits), windows[0])
    why = tr("It must fit at least once, or nothing comes out: {formula}.").format(
        formula=short.formula()
    )
    spread = short.spreading()
    padded = ""
    if any(window.padding for window in windows):
        padded = tr("With its padding the input is {sides}.").format(
            sides=_sides(*(assumed(window.side, 0) + window.padding for window in windows))
        )
    return joined(why, spread, padded)


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
