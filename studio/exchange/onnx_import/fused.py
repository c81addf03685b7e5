"""Operators that belong together, brought together before anything is drawn."""

from __future__ import annotations

from studio.exchange.onnx_import.attention import attentions
from studio.exchange.onnx_import.curves import curves
from studio.exchange.onnx_import.network import Network
from studio.exchange.onnx_import.padded_norms import padded_norms
from studio.exchange.onnx_import.padding import padding
from studio.exchange.onnx_import.recurrent import joined
from studio.exchange.onnx_import.repeating import repeats
from studio.exchange.onnx_import.scaled_inputs import scaled_inputs
from studio.exchange.onnx_import.spelt_layers import spelt_layers
from studio.exchange.onnx_import.spelt_norms import spelt_norms
from studio.exchange.onnx_import.unrolled import unrolled


def fused(network: Network) -> Network:
    """The network with layers and curves that were spelt out in small operators made whole."""
    joined(network)
    unrolled(network)
    repeats(network)
    padding(network)
    padded_norms(network)
    attentions(network)
    spelt_layers(network)
    spelt_norms(network)
    scaled_inputs(network)
    curves(network)
    return network
