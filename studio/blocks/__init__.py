"""What a network is made of, one family a file. Importing this brings in every block."""

from studio.blocks import (
    activation,
    attention,
    convolution,
    dense,
    embedding,
    group,
    group_norm,
    inputs,
    joins,
    normalization,
    outputs,
    pooling,
    recurrent,
    regularization,
    reshape,
    sealed,
)
from studio.blocks.block import blocks

__all__ = [
    "activation",
    "attention",
    "blocks",
    "convolution",
    "dense",
    "embedding",
    "group",
    "group_norm",
    "inputs",
    "joins",
    "normalization",
    "outputs",
    "pooling",
    "recurrent",
    "regularization",
    "reshape",
    "sealed",
]
