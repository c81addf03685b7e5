"""The inception cell of GoogLeNet, a quarter as wide."""

from __future__ import annotations

from studio.blocks.block import Block
from studio.graph.graph import Definition
from studio.graph.ready_made.ready_made import INLET, OUTLET, ReadyMade, block, ready_made
from studio.schema.shape import Shape


@ready_made.entry(
    "inception_cell",
    title="Inception cell",
    family="conv",
    words=("googlenet", "inception", "branches", "parallel", "group", "并行卷积", "多尺度", "分支"),
)
class InceptionCell(ReadyMade):
    """Four ways side by side: windows of 1×1, 3×3, 5×5, and a pooling. All are put together.

    Nobody knows beforehand how large the things to be found are, so several window sizes look at
    once, and the next layer takes what helps. The 1 × 1 convolutions in front make the larger
    windows cheap, as they leave them fewer channels.

    Use it for pictures in which things come in several sizes. For small pictures a plain
    convolution does as well with fewer blocks. Out come 64 channels: each way is a quarter as wide
    as in the first cell of GoogLeNet.

    y = [conv₁(x), conv₃(conv₁(x)), conv₅(conv₁(x)), conv₁(pool(x))]

    In PyTorch: `torch.cat((one(x), three(x), five(x), pool(x)), 1)`.
    """

    called = "Inception"

    def inside(self, arriving: Shape | None) -> Definition:
        return self.network(
            {
                "one": (_conv(16, 1), -1.5, 2),
                "three_reduce": (_conv(24, 1), -0.5, 1),
                "three": (_conv(32, 3), -0.5, 2),
                "five_reduce": (_conv(4, 1), 0.5, 1),
                "five": (_conv(8, 5), 0.5, 2),
                "pool": (block("max_pool2d", kernel=(3, 3), stride=(1, 1), padding=1), 1.5, 1),
                "pool_project": (_conv(8, 1), 1.5, 2),
                "together": (block("concatenate", ports=4), 0, 3),
            },
            f"{INLET} one",
            f"{INLET} three_reduce",
            f"{INLET} five_reduce",
            f"{INLET} pool",
            "three_reduce three",
            "five_reduce five",
            "pool pool_project",
            "one together.in_1",
            "three together.in_2",
            "five together.in_3",
            "pool_project together.in_4",
            f"together {OUTLET}",
        )


def _conv(filters: int, side: int) -> Block:
    return block("conv2d", filters=filters, kernel=(side, side), padding="same")
