"""Separable convolution: first where, then what."""

from __future__ import annotations

from pydantic import Field

from studio.blocks.activation import activation
from studio.blocks.block import blocks
from studio.blocks.dense import slopes, weights_in_words
from studio.blocks.filters import PictureFilters, convolution
from studio.language import number, tr
from studio.schema.call import Call
from studio.schema.field_types import SmallCount
from studio.schema.shape import TIMES, Picture


@blocks.entry(
    "separable_conv2d",
    title="Separable conv",
    family="conv",
    words=(
        "2d",
        "depthwise separable",
        "depthwise",
        "pointwise",
        "separableconv2d",
        "mobilenet",
        "xception",
        "可分离卷积",
        "深度可分离卷积",
    ),
)
class SeparableConv2D(PictureFilters):
    """Looks for patterns in each channel on its own, then mixes the channels pixel by pixel.

    A usual convolution does both at once and needs a weight for every pixel of the kernel in every
    channel, for each filter. Done one after the other it takes far fewer weights and less work, and
    loses little.

    Use it in networks that must be small or quick, such as those for phones. Do not use it as the
    first layer on a picture, whose one or three channels leave nothing to save.

    z = W·x, the sum over the pixels under the kernel, with kernels W of its own for each channel.
    y = f(Σ V·z + b), the sum over all channels, with weights V and a bias b for each filter, and f
    the activation. Size of a side: ⌊(side + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1.

    In PyTorch: `nn.Conv2d(channels, channels, kernel, groups=channels, bias=False)` and
    `nn.Conv2d(channels, filters, 1)`.
    """

    rare = ("dilation", "multiplier", "initialization")

    multiplier: SmallCount = Field(
        1, title="Depth multiplier", description="How many patterns to look for in each channel."
    )

    def layers(self, image: Picture) -> dict[str, Call]:
        between = image.channels * self.multiplier
        first = convolution(
            image.channels,
            between,
            self._windows(image),
            same=self.padding == "same",
            groups=image.channels,
            bias=False,
        )
        bias = {} if self.bias else {"bias": False}
        return {
            **{key or "depth": call for key, call in first.items()},
            "": Call("nn.Conv2d", between, self.filters, 1, **bias),
            **activation(self.activation, image),
        }

    def count(self, image: Picture) -> str:
        between = image.channels * self.multiplier
        window = TIMES.join(number(n) for n in self.kernel)
        depth = weights_in_words(window, False, between, tr("channels"))
        mixed = weights_in_words(number(between), self.bias, self.filters, tr("filters"))
        return f"{depth} + {mixed}{slopes(self.activation)}"
