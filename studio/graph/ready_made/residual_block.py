"""The residual block of ResNet, without a stride."""

from __future__ import annotations

from studio.graph.graph import Definition
from studio.graph.ready_made.ready_made import INLET, OUTLET, ReadyMade, block, ready_made
from studio.schema.shape import Picture, Shape

_CHANNELS = 32  # where it is not known what arrives


@ready_made.entry(
    "residual_block",
    title="Residual block",
    family="conv",
    words=(
        "resnet",
        "skip connection",
        "shortcut",
        "residual",
        "group",
        "残差块",
        "残差",
        "跳跃连接",
    ),
)
class ResidualBlock(ReadyMade):
    """Two convolutions that learn a change, added to what came in.

    The wire that goes around them carries the picture on unchanged, and gradients back. So even
    very deep networks learn: a block that has nothing to add learns to add nothing.

    Use it many times, one after the other, for pictures. Its convolutions have as many filters as
    channels arrive, since only equal shapes can be added. To change the number of channels or the
    size, put a convolution before it.

    y = relu(x + F(x)), F: convolution, batch norm, ReLU, convolution, batch norm.

    In PyTorch: a module whose `forward` returns `F.relu(x + self.change(x))`.
    """

    called = "Residual"

    def inside(self, arriving: Shape | None) -> Definition:
        channels = arriving.channels if isinstance(arriving, Picture) else _CHANNELS
        conv = block("conv2d", filters=channels, padding="same", activation="none", bias=False)
        return self.network(
            {
                "conv_1": (conv, 0, 1),
                "norm_1": (block("batch_norm"), 0, 2),
                "relu_1": (block("activation"), 0, 3),
                "conv_2": (conv, 0, 4),
                "norm_2": (block("batch_norm"), 0, 5),
                "add": (block("add"), 0, 6),
                "relu_2": (block("activation"), 0, 7),
            },
            f"{INLET} conv_1",
            "conv_1 norm_1",
            "norm_1 relu_1",
            "relu_1 conv_2",
            "conv_2 norm_2",
            "norm_2 add.in_1",
            f"{INLET} add.in_2",
            "add relu_2",
            f"relu_2 {OUTLET}",
        )
