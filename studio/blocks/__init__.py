"""What a network is made of, one family a file. Importing this brings in every block."""

from studio.blocks import activation, dense, group, outputs
from studio.blocks.block import blocks

__all__ = ["activation", "blocks", "dense", "group", "outputs"]
