"""The networks that the benchmarks train: as graphs of ours, and written by hand."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from studio.blocks import blocks
from studio.blocks.block import Block
from studio.graph.graph import Graph, Node, Wire


def chain(*chosen: Block) -> Graph:
    """Blocks one after the other."""
    nodes = tuple(Node(id=f"block_{i}", block=block) for i, block in enumerate(chosen))
    wires = tuple(Wire(source=before.id, target=after.id) for before, after in pairwise(nodes))
    return Graph(nodes=nodes, wires=wires)


def mlp() -> Graph:
    """784-64-10."""
    return chain(
        blocks["picture_input"](),
        blocks["flatten"](),
        blocks["dense"](units=64),
        blocks["class_output"](),
    )


def cnn() -> Graph:
    """The classic CNN on 28 × 28 pixels, with 225,034 parameters."""
    return chain(
        blocks["picture_input"](),
        blocks["conv2d"](filters=32),
        blocks["max_pool2d"](),
        blocks["conv2d"](filters=64),
        blocks["max_pool2d"](),
        blocks["flatten"](),
        blocks["dense"](units=128),
        blocks["class_output"](),
    )


class HandMLP(nn.Module):
    """784-64-10 as a person writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(784, 64)
        self.activation = nn.ReLU()
        self.flatten = nn.Flatten()
        self.output = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        return self.output(self.activation(self.hidden(self.flatten(x))))


class HandCNN(nn.Module):
    """The classic CNN as a person writes it."""

    def __init__(self) -> None:
        super().__init__()
        self.conv_1 = nn.Conv2d(1, 32, 3)
        self.activation_1 = nn.ReLU()
        self.pool_1 = nn.MaxPool2d(2)
        self.conv_2 = nn.Conv2d(32, 64, 3)
        self.activation_2 = nn.ReLU()
        self.pool_2 = nn.MaxPool2d(2)
        self.flatten = nn.Flatten()
        self.hidden = nn.Linear(1600, 128)
        self.activation_3 = nn.ReLU()
        self.output = nn.Linear(128, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = self.pool_1(self.activation_1(self.conv_1(x)))
        x = self.pool_2(self.activation_2(self.conv_2(x)))
        return self.output(self.activation_3(self.hidden(self.flatten(x))))


def same_weights(hand: nn.Module, ours: nn.Module) -> None:
    """Give the handwritten network the weights of ours; both list them in the same order."""
    with torch.no_grad():
        for mine, theirs in zip(hand.parameters(), ours.parameters(), strict=True):
            mine.copy_(theirs)
