"""Average pooling: of each window the mean stays."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from studio.blocks.block import blocks
from studio.blocks.pool_layers import means
from studio.blocks.pooling import Pooling1D, Pooling2D
from studio.blocks.window import Window
from studio.blocks.wrong_kind import sequence
from studio.language import tr
from studio.schema.call import Call
from studio.schema.shape import Sequence, Shape, ShapeError, Unknown

COUNTED: Final = "On: padding counts as zeros in the mean. Off: the mean is over real values only."


@blocks.entry(
    "avg_pool2d",
    title="Average pooling 2D",
    family="pool",
    words=("avgpool", "mean pooling", "downsample", "shrink", "平均池化", "池化"),
)
class AvgPool2D(Pooling2D):
    """Shrinks a picture by taking the mean of each small window.

    It smooths: every pixel under the window counts the same. It learns nothing itself.

    Use it where the whole area matters rather than the strongest answer, for example to shrink
    gently. To find whether a pattern occurs at all, max pooling is the usual choice.

    y = (1/k) · Σ x, the sum over the k values x under the kernel. Size of a side:
    ⌊(side + 2·padding − kernel) / stride⌋ + 1.

    In PyTorch: `nn.AvgPool2d(kernel)`.
    """

    rare = ("ceil_mode", "count_padding")

    count_padding: bool = Field(True, title="Count padding", description=COUNTED)

    def _layers(self, windows: tuple[Window, ...]) -> dict[str, Call]:
        return means(windows, counted=self.count_padding)


@blocks.entry(
    "avg_pool1d",
    title="Average pooling 1D",
    family="pool",
    words=("avgpool", "mean pooling", "downsample", "shrink", "smooth", "平均池化", "池化"),
)
class AvgPool1D(Pooling1D):
    """Shortens a sequence by taking the mean of every few steps.

    It smooths a signal while making it shorter. It learns nothing itself.

    Use it where the general course matters and not single peaks. For peaks, use max pooling.

    y = (1/k) · Σ x, the sum over the k values x under the kernel. Number of steps:
    ⌊(steps + 2·padding − kernel) / stride⌋ + 1.

    In PyTorch: `nn.AvgPool1d(kernel)`, which wants the steps last, hence the `transpose(1, 2)`
    before and after it.
    """

    rare = ("ceil_mode", "count_padding")
    outside = 0.0

    count_padding: bool = Field(True, title="Count padding", description=COUNTED)

    def infer(self, steps: Shape) -> Sequence:
        found = super().infer(steps)
        window = self._window(sequence(tr(self.title), steps))
        apart = self.ceil_mode or (window.padding > 0 and not self.count_padding)
        if apart and isinstance(found.length, Unknown):
            raise ShapeError(
                tr("{block} needs sequences of one known length here.").format(
                    block=tr(self.title)
                ),
                tr("Rounding up and leaving out padding would differ from sequence to sequence."),
                tr('Switch "Round up" off and "Count padding" on.'),
                tr("Length not known"),
            )
        return found

    def _layers(self, windows: tuple[Window, ...]) -> dict[str, Call]:
        return means(windows, counted=self.count_padding)
