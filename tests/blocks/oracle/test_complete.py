"""Every block that computes something with windows, memory, statistics or joins has an oracle."""

from studio.blocks import blocks
from tests.blocks.oracle import (  # noqa: F401  (each tells what it holds)
    test_convolution,
    test_joins,
    test_normalization,
    test_pooling,
    test_recurrent,
)
from tests.blocks.oracle.operator import HELD

# These draw at random, or only look up and arrange; tests of their own hold them to their formulas.
OTHERS = {
    "dropout", "spatial_dropout", "gaussian_noise", "sample", "embedding", "group", "inlet",
    "outlet", "sealed", "flatten", "reshape", "permute", "pad", "slice", "split", "last_step",
    "repeat_row",
}  # fmt: skip


def test_every_block_of_these_families_is_held_against_another_framework():
    families = ("conv", "pool", "recurrent", "norm", "join")
    computing = {e.id for e in blocks if e.family in families} - OTHERS
    assert computing <= HELD
