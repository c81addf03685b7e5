"""Larger pictures without weights: pixels repeated, blended, or taken from channels."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from pydantic import Field

from studio.blocks.block import Arithmetic, Block, blocks
from studio.blocks.filters import short
from studio.blocks.wrong_kind import picture
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.field_types import Side, SmallCount
from studio.schema.shape import TIMES, Picture, Shape, ShapeError


@blocks.entry(
    "upsample",
    title="Upsample",
    family="conv",
    words=(
        "upsampling",
        "upsampling2d",
        "resize",
        "interpolate",
        "nearest",
        "bilinear",
        "enlarge",
        "上采样",
        "插值",
    ),
)
class Upsample(Block):
    """Makes a picture larger by repeating its pixels or blending between them.

    The picture shows the same as before, only larger; nothing is learned. A convolution after it
    can then paint what was missing.

    Use it in decoders, generators and U-Nets, before a convolution. It leaves no chequered pattern
    behind, as a transposed convolution may. Do not use it to bring back detail by itself: there is
    none to bring back.

    Nearest: y at i, j = x at ⌊i / factor⌋, ⌊j / factor⌋. Bilinear and bicubic: a weighted mean of
    the 4 or 16 pixels around (i + ½) / factor − ½. Size of a side: side · factor.

    In PyTorch: `nn.Upsample(scale_factor=2)`.
    """

    leading = ("to", "factor", "size", "mode")

    to: Literal["factor", "size"] = Field(
        "factor", title="Enlarge", description="By a factor, or to a size in pixels."
    )
    factor: tuple[SmallCount, SmallCount] = Field(
        (2, 2), title="Factor", description="How many times higher and wider it becomes."
    )
    size: tuple[Side, Side] = Field(
        (16, 16), title="Size", description="Height and width of what comes out, in pixels."
    )
    mode: Literal["nearest", "bilinear", "bicubic"] = Field(
        "nearest", title="Pixels between", description="Repeated, or blended from those around."
    )
    align_corners: bool = Field(
        False,
        title="Align corners",
        description="On: the pixels at the corners keep their values. Off: pixels are small areas,"
        " whose edges stay where they were.",
    )

    def idle(self) -> Collection[str]:
        left_out = ["size" if self.to == "factor" else "factor"]
        return [*left_out, "align_corners"] if self.mode == "nearest" else left_out

    def infer(self, image: Shape) -> Picture:
        image = picture(tr(self.title), image)
        if self.to == "size":
            return Picture(image.channels, *self.size)
        down, across = self.factor
        return Picture(image.channels, image.height * down, image.width * across)

    def layers(self, image: Picture) -> dict[str, Call]:
        settings: dict[str, Expression] = (
            {"scale_factor": short(self.factor)} if self.to == "factor" else {"size": self.size}
        )
        if self.mode != "nearest":
            settings["mode"] = self.mode
            if self.align_corners:
                settings["align_corners"] = True
        return {"": Call("nn.Upsample", **settings)}

    def facts(self) -> tuple[str, ...]:
        if self.to == "size":
            amount = tr("to {size}").format(size=TIMES.join(number(n) for n in self.size))
        else:
            amount = "×" + " × ".join(dict.fromkeys(number(n) for n in self.factor))
        return (amount, tr(self.mode))

    def arithmetic(self, image: Picture) -> Arithmetic | None:
        if self.to == "size":
            return None
        out = self.infer(image)
        down, across = self.factor
        said = tr("Out comes {shape}.").format(shape=out.words())
        if (image.height, down) != (image.width, across):
            said = tr("The width in the same way: {a} · {b} = {c}. {said}").format(
                a=number(image.width), b=number(across), c=number(out.width), said=said
            )
        height = (number(image.height), tr("height"))
        return Arithmetic(
            (height, ("·", ""), (number(down), tr("factor"))), number(out.height), said
        )


@blocks.entry(
    "pixel_shuffle",
    title="Pixel shuffle",
    family="conv",
    words=("depth to space", "subpixel", "super resolution", "像素重排", "亚像素"),
)
class PixelShuffle(Block):
    """Makes a picture larger by turning channels into pixels.

    Each group of factor × factor channels becomes one channel that is so many times higher and
    wider: every channel gives one pixel of each little square. Nothing is computed and nothing is
    lost, so a convolution before it decides what each new pixel shows.

    Use it at the end of networks that sharpen pictures, after a convolution with factor² times as
    many filters as channels are wanted. Do not use it where there are few channels.

    y[c, f·i + a, f·j + b] = x[c·f² + f·a + b, i, j], with f the factor, and a and b from 0 to
    f − 1. Channels / f², height · f, width · f.

    In PyTorch: `nn.PixelShuffle(factor)`.
    """

    factor: SmallCount = Field(
        2, title="Factor", description="How many times higher and wider it becomes."
    )

    def infer(self, image: Shape) -> Picture:
        image = picture(tr(self.title), image)
        square = self.factor**2
        if image.channels % square:
            raise ShapeError(
                tr("{n} channels do not make whole squares.").format(n=number(image.channels)),
                tr("With factor {f} each new channel takes {f} × {f} = {square} of them.").format(
                    f=number(self.factor), square=number(square)
                ),
                tr("Give the block before it a multiple of {square} channels.").format(
                    square=number(square)
                ),
                tr("Channels not even"),
            )
        return Picture(
            image.channels // square, image.height * self.factor, image.width * self.factor
        )

    def layers(self, image: Picture) -> dict[str, Call]:
        return {"": Call("nn.PixelShuffle", self.factor)}

    def facts(self) -> tuple[str, ...]:
        return (f"×{number(self.factor)}",)

    def arithmetic(self, image: Picture) -> Arithmetic:
        out = self.infer(image)
        factor = (number(self.factor), tr("factor"))
        channels = (number(image.channels), tr("channels"))
        return Arithmetic(
            (channels, ("/", ""), ("(", ""), factor, ("·", ""), factor, (")", "")),
            number(out.channels),
            tr("Out comes {shape}.").format(shape=out.words()),
        )
