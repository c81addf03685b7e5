"""Operators that belong together, brought together before anything is drawn."""

from __future__ import annotations

from studio.exchange.onnx_import.attention import attentions
from studio.exchange.onnx_import.curves import curves
from studio.exchange.onnx_import.network import Network, Operator
from studio.exchange.onnx_import.recurrent import joined
from studio.exchange.onnx_import.spelt_norms import spelt_norms


def fused(network: Network) -> Network:
    """The network with layers and curves that were spelt out in small operators made whole."""
    joined(network)
    _pixel_shuffles(network)
    attentions(network)
    spelt_norms(network)
    curves(network)
    return network


def _pixel_shuffles(network: Network) -> None:
    """Make each reshape, transposition and reshape that turn channels into pixels one operator."""
    for turn in network.operators[:]:
        if turn.kind != "Transpose" or turn.settings.get("perm") != [0, 1, 4, 2, 5, 3]:
            continue
        apart, together = network.made_by.get(turn.input(0)), network.only_reader(turn.outputs[0])
        if apart is None or together is None or apart.kind != together.kind != "Reshape":
            continue
        if apart.kind != "Reshape" or network.only_reader(apart.outputs[0]) is not turn:
            continue
        batch, channels, high, wide, height, width = network.shapes[apart.outputs[0]]
        before = (batch, channels * high * wide, height, width)
        after = (batch, channels, high * height, wide * width)
        shapes = (network.shapes[apart.input(0)], network.shapes[together.outputs[0]])
        if high == wide and shapes == (before, after):
            group = [apart, turn, together]
            nodes = tuple(node for op in group for node in op.nodes)
            given = {"factor": high}
            whole = Operator("PixelShuffle", (apart.input(0),), together.outputs, given, nodes)
            network.replace(group, whole)
