"""Recurrent layers, stacked and in both directions, against onnxruntime's operators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from tests.blocks.oracle.operator import Array, answered, held, weights

# The gates in the order of torch, as numbers of the gates in the order of ONNX: LSTM has i, o, f, c
# there and i, f, g, o here; GRU has z, r, h there and r, z, n here.
GATES = {"LSTM": (0, 3, 1, 2), "GRU": (1, 0, 2), "RNN": (0,)}


def rearranged(values: Array, operator: str) -> Array:
    """Weights (gates · hidden, …) with the gates in the order of ONNX."""
    parts = np.split(values, len(GATES[operator]))
    return np.concatenate([parts[gate] for gate in GATES[operator]])


def read(operator: str, block: Any, layer: Mapping[str, Array], x: Array, **settings: Any) -> Any:
    """Every step and the last one, through all layers and both directions, of (batch, time, …)."""
    ways = ("", "_reverse") if block.bidirectional else ("",)
    settings |= {"hidden_size": block.hidden_size}
    settings |= {"direction": "bidirectional" if block.bidirectional else "forward"}
    values = np.ascontiguousarray(x.transpose(1, 0, 2))  # (time, batch, size)
    for level in range(block.num_layers):

        def both(name: str, level: int = level) -> list[Array]:
            return [rearranged(layer[f"{name}_l{level}{way}"], operator) for way in ways]

        arriving, kept = np.stack(both("weight_ih")), np.stack(both("weight_hh"))
        bias = None
        if block.bias:
            biases = zip(both("bias_ih"), both("bias_hh"), strict=True)
            bias = np.stack([np.concatenate(pair) for pair in biases])
        answer = answered(operator, values, arriving, kept, bias, **settings)
        last = [answer[-1, 0], *([answer[0, 1]] if block.bidirectional else [])]
        # (time, directions, batch, hidden) → (time, batch, directions · hidden)
        values = np.ascontiguousarray(answer.transpose(0, 2, 1, 3))
        values = values.reshape(*values.shape[:2], -1)
    return [values.transpose(1, 0, 2), np.concatenate(last, 1)]


@held("lstm")
def test_lstm(block, module, given, shapes) -> Sequence[Array]:
    return read("LSTM", block, weights(module.module.block), given[0])


@held("gru")
def test_gru(block, module, given, shapes) -> Sequence[Array]:
    # The reset gate acts after the multiplication, as in Keras and cuDNN.
    kept = weights(module.module.block)
    return read("GRU", block, kept, given[0], linear_before_reset=1)


@held("rnn")
def test_rnn(block, module, given, shapes) -> Sequence[Array]:
    curve = {"tanh": "Tanh", "relu": "Relu"}[block.function]
    curves = [curve] * (2 if block.bidirectional else 1)
    return read("RNN", block, weights(module.module.block), given[0], activations=curves)
