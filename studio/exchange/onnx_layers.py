"""Layers that torch's exporter cannot write or spells out, written as ONNX's own operators."""

from __future__ import annotations

from typing import Any, Final

import torch
from torch import Tensor, nn

from studio.compiler import layers
from studio.compiler.sealed import SealedPart
from studio.exchange.onnx_sealed import Placeholder

VERSION: Final = 18  # of ONNX's operators
# ONNX has the gates of a layer in another order than torch: i o f c, and z r h.
ORDER: Final = {"RNN": (0,), "LSTM": (0, 3, 1, 2), "GRU": (1, 0, 2)}


def exportable(network: nn.Module) -> nn.Module:
    """The same network with such layers replaced; it can be exported, but no longer run."""
    for name, child in network.named_children():
        match child:
            case nn.RNN() | nn.LSTM() | nn.GRU():
                setattr(network, name, Recurrent(child))
            case nn.MaxPool1d():
                setattr(network, name, MaxPool1d(child))
            # Of an even number torch and ONNX leave out another neighbour: it stays spelt out.
            case nn.LocalResponseNorm() if child.size % 2:
                setattr(network, name, LocalResponseNorm(child))
            case SealedPart():
                setattr(network, name, Placeholder(child))
            case _:
                exportable(child)
    return network


class MaxPool1d(nn.Module):
    """Max pooling in time as pooling of pictures one pixel high."""

    def __init__(self, pool: nn.MaxPool1d) -> None:
        super().__init__()
        self._pool = nn.MaxPool2d(
            (1, _one(pool.kernel_size)),
            (1, _one(pool.stride)),
            (0, _one(pool.padding)),
            (1, _one(pool.dilation)),
            ceil_mode=pool.ceil_mode,
        )

    def forward(self, values: Tensor) -> Tensor:  # (batch, values, time)
        pooled: Tensor = self._pool(values.unsqueeze(2))
        return pooled.squeeze(2)


class LocalResponseNorm(nn.Module):
    """A local response norm as ONNX's operator LRN."""

    def __init__(self, norm: nn.LocalResponseNorm) -> None:
        super().__init__()
        self._settings: dict[str, Any] = {
            "size": norm.size,
            "alpha": norm.alpha,
            "beta": norm.beta,
            "bias": norm.k,
        }

    def forward(self, values: Tensor) -> Tensor:
        return torch.onnx.ops.symbolic(
            "LRN",
            (values,),
            self._settings,
            dtype=values.dtype,
            shape=values.shape,
            version=VERSION,
        )


def _one(sides: int | tuple[int, ...]) -> int:
    return sides if isinstance(sides, int) else sides[0]


class Recurrent(nn.Module):
    """An RNN, LSTM or GRU as ONNX's operator of that name, one for each layer."""

    def __init__(self, rnn: nn.RNNBase) -> None:
        super().__init__()
        self._kind = next(kind for kind in ORDER if isinstance(rnn, getattr(nn, kind)))
        self._only_sequence = isinstance(rnn, layers.RNN | layers.LSTM | layers.GRU)
        self._function = {"tanh": "Tanh", "relu": "Relu"}.get(getattr(rnn, "nonlinearity", ""))
        self._hidden, self._layers = rnn.hidden_size, rnn.num_layers
        self._ways = ("", "_reverse") if rnn.bidirectional else ("",)
        for layer in range(rnn.num_layers):
            for name, weights in self._weights(rnn, layer).items():
                self.register_buffer(f"{name}_{layer}", weights)

    def _weights(self, rnn: nn.RNNBase, layer: int) -> dict[str, Tensor]:
        """The weights of one layer as ONNX has them: (directions, gates · hidden, ...)."""

        def stacked(*names: str) -> Tensor:
            ways = []
            for way in self._ways:
                parts = [self._reordered(getattr(rnn, f"{name}_l{layer}{way}")) for name in names]
                ways.append(torch.cat(parts))
            return torch.stack(ways)

        found = {"weight": stacked("weight_ih"), "recurrence": stacked("weight_hh")}
        if rnn.bias:
            found["bias"] = stacked("bias_ih", "bias_hh")
        return found

    def _reordered(self, weights: Tensor) -> Tensor:
        order = ORDER[self._kind]
        gates = weights.detach().chunk(len(order))
        return torch.cat([gates[index] for index in order])

    def forward(self, values: Tensor, lengths: Tensor | None = None) -> Any:
        """(batch, time, size) → what torch's layer gives, or just the sequence for padded ones."""
        if lengths is not None:
            lengths = lengths.to(torch.int32)
        steps, states = values.transpose(0, 1), []  # (time, batch, size)
        for layer in range(self._layers):
            every, *state = self._layer(layer, steps, lengths)
            states.append(state)
            steps = every.transpose(1, 2).flatten(2)  # (time, batch, directions · hidden)
        sequence = steps.transpose(0, 1)
        if self._only_sequence:
            return sequence
        last = tuple(torch.cat(parts) for parts in zip(*states, strict=True))
        return sequence, last if self._kind == "LSTM" else last[0]

    def _layer(self, layer: int, steps: Tensor, lengths: Tensor | None) -> tuple[Tensor, ...]:
        """(time, batch, size) → (time, directions, batch, hidden) and the last states."""
        names = ("weight", "recurrence", "bias")
        weights = (getattr(self, f"{name}_{layer}", None) for name in names)
        time, batch, ways = steps.shape[0], steps.shape[1], len(self._ways)
        settings: dict[str, Any] = {
            "hidden_size": self._hidden,
            "direction": "bidirectional" if ways == 2 else "forward",
        }
        if self._function:
            settings["activations"] = [self._function] * ways
        if self._kind == "GRU":
            settings["linear_before_reset"] = 1  # as torch does it
        state = (ways, batch, self._hidden)
        shapes = [(time, *state), *[state] * (2 if self._kind == "LSTM" else 1)]
        return tuple(
            torch.onnx.ops.symbolic_multi_out(
                self._kind,
                (steps, *weights, lengths),
                settings,
                dtypes=[steps.dtype] * len(shapes),
                shapes=shapes,
                version=VERSION,
            )
        )
