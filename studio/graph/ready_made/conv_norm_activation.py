"""Convolution, batch norm and activation: the unit of most networks for pictures."""

from __future__ import annotations

from studio.graph.graph import Definition
from studio.graph.ready_made.ready_made import INLET, OUTLET, ReadyMade, block, ready_made
from studio.schema.shape import Shape


@ready_made.entry(
    "conv_norm_activation",
    title="Conv + norm + activation",
    family="conv",
    words=(
        "conv bn relu",
        "cbr",
        "batch norm",
        "unit",
        "group",
        "卷积",
        "归一化",
        "激活",
        "卷积块",
    ),
)
class ConvNormActivation(ReadyMade):
    """A convolution, batch norm and ReLU, in this order.

    The norm brings every channel to mean 0 and variance 1 before the ReLU cuts it off, so that a
    higher learning rate works and the first weights matter less. The convolution needs no bias, as
    the norm brings one.

    Use it in place of a convolution in networks of more than a few layers. With batches of only a
    few examples the norm does not know mean and variance well: then a group norm does better.

    y = relu(norm(conv(x)))

    In PyTorch: `nn.Sequential(nn.Conv2d(c, 32, 3, padding="same", bias=False),
    nn.BatchNorm2d(32), nn.ReLU())`.
    """

    called = "Conv norm"

    def inside(self, arriving: Shape | None) -> Definition:
        return self.network(
            {
                "conv": (block("conv2d", padding="same", activation="none", bias=False), 0, 1),
                "norm": (block("batch_norm"), 0, 2),
                "relu": (block("activation"), 0, 3),
            },
            f"{INLET} conv",
            "conv norm",
            "norm relu",
            f"relu {OUTLET}",
        )
