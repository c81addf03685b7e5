"""Max pooling: of each window the largest value stays."""

from __future__ import annotations

from pydantic import Field

from studio.blocks.block import blocks
from studio.blocks.pool_layers import maximum
from studio.blocks.pooling import Pooling1D, Pooling2D
from studio.blocks.window import Window, picture_windows
from studio.schema.call import Call
from studio.schema.field_types import Side
from studio.schema.shape import Picture, Sequence


@blocks.entry(
    "max_pool2d",
    title="Max pooling 2D",
    family="pool",
    words=("maxpool", "maxpooling", "downsample", "shrink", "subsampling", "最大池化", "池化"),
)
class MaxPool2D(Pooling2D):
    """Shrinks a picture by keeping the largest value of each small window.

    It keeps how strongly a pattern was found and forgets exactly where. The picture gets smaller,
    so later blocks see more of it at once and need less work. It learns nothing itself.

    Use it after a convolution or two. Do not use it where the exact place matters, or on a picture
    that is already only a few pixels wide.

    y = max of the values under the kernel. Size of a side:
    ⌊(side + 2·padding − kernel) / stride⌋ + 1.

    In PyTorch: `nn.MaxPool2d(kernel)`.
    """

    rare = ("ceil_mode", "dilation")

    dilation: tuple[Side, Side] = Field(
        (1, 1),
        title="Dilation",
        description="How far apart the pixels are that a window sees. 1: next to each other.",
    )

    def _windows(self, image: Picture) -> tuple[Window, Window]:
        return picture_windows(
            image, self.kernel, self.stride, self.padding, self.dilation, up=self.ceil_mode
        )

    def _layers(self, windows: tuple[Window, ...]) -> dict[str, Call]:
        return maximum(windows)


@blocks.entry(
    "max_pool1d",
    title="Max pooling 1D",
    family="pool",
    words=("maxpool", "downsample", "shrink", "temporal", "最大池化", "池化"),
)
class MaxPool1D(Pooling1D):
    """Shortens a sequence by keeping the largest value of every few steps.

    Each value is looked at on its own: what remains tells how strongly a pattern was found nearby,
    not at which step. It learns nothing itself.

    Use it between 1D convolutions. Do not use it where every step needs an answer of its own.

    y = max of the values under the kernel. Number of steps:
    ⌊(steps + 2·padding − kernel) / stride⌋ + 1.

    In PyTorch: `nn.MaxPool1d(kernel)`, which wants the steps last, hence the `transpose(1, 2)`
    before and after it.
    """

    rare = ("ceil_mode", "dilation")
    outside = float("-inf")

    dilation: Side = Field(
        1,
        title="Dilation",
        description="How far apart the steps are that a window sees. 1: one after the other.",
    )

    def _window(self, steps: Sequence, dilation: int = 1) -> Window:
        return super()._window(steps, self.dilation)

    def _layers(self, windows: tuple[Window, ...]) -> dict[str, Call]:
        return maximum(windows)
