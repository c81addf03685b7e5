"""The few layers and functions that torch does not have, most of them for padded sequences.

A padded batch has its `lengths` beside it, (batch,) int64, each at least 1. What stands behind the
end of a sequence never changes what comes out of its real steps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import torch
import torch.nn.functional as F  # noqa: N812 (the name that every PyTorch user knows)
from torch import Tensor, nn


def initialized(layer: nn.Module, draw: Callable[[Tensor], object]) -> nn.Module:
    """The layer with its weights drawn anew, and zero as its biases."""
    for name, parameter in layer.named_parameters():
        if "bias" in name:
            nn.init.zeros_(parameter)
        elif "weight" in name and parameter.ndim >= 2:
            draw(parameter)
    return layer


def narrow_normal_(weights: Tensor) -> Tensor:
    """Fill these weights from a normal distribution with deviation 0.02."""
    return nn.init.normal_(weights, std=0.02)


def real(values: Tensor, lengths: Tensor) -> Tensor:
    """Which steps are real: (batch, time), true before the end of each sequence."""
    return torch.arange(values.size(1), device=values.device) < lengths.unsqueeze(1)


def masked(values: Tensor, lengths: Tensor, fill: float = 0.0) -> Tensor:
    """The sequences (batch, time, size) with every step behind their end filled."""
    return values.masked_fill(~real(values, lengths).unsqueeze(2), fill)


def padding(values: Tensor, lengths: Tensor) -> Tensor:
    """Which steps are padding: (batch, time), as attention wants to have it."""
    return ~real(values, lengths)


def later(queries: Tensor, keys: Tensor) -> Tensor:
    """Which keys come after each query: (queries, keys), as attention wants to have it."""
    ahead = torch.arange(keys.size(1), device=keys.device)
    return ahead > torch.arange(queries.size(1), device=queries.device).unsqueeze(1)


def places(lengths: Tensor, extra: int, stride: int) -> Tensor:
    """How often a window fits into each length, at least once; `extra` is padding − kernel."""
    return (torch.div(lengths + extra, stride, rounding_mode="floor") + 1).clamp(min=1)


def cut(values: Tensor, axis: int, start: int, stop: int | None, every: int) -> Tensor:
    """Every so many places along an axis, from one up to but not including another."""
    return values[(slice(None),) * axis + (slice(start, stop, every),)]


def last_step(values: Tensor, lengths: Tensor) -> Tensor:
    """The last real step of each sequence: (batch, time, size) → (batch, size)."""
    return values[torch.arange(values.size(0), device=values.device), lengths - 1]


def mean_over_time(values: Tensor, lengths: Tensor) -> Tensor:
    """The mean of the real steps: (batch, time, size) → (batch, size)."""
    return masked(values, lengths).sum(1) / lengths.unsqueeze(1)


def kl_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """How far each example's normal distribution is from mean 0 and variance 1: (batch, 1)."""
    each = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance)
    return each.flatten(1).sum(1, keepdim=True)


class Penalty(nn.Module):
    """A loss that is what the network gives; there is no target."""

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = reduction

    def forward(self, penalty: Tensor, target: Tensor) -> Tensor:
        return penalty.mean() if self.reduction == "mean" else penalty


class Sample(nn.Module):
    """Numbers drawn around a mean while training; the mean itself in evaluation."""

    def forward(self, mean: Tensor, log_variance: Tensor) -> Tensor:
        if not self.training:
            return mean
        return mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)


def with_sinusoids(values: Tensor) -> Tensor:
    """The steps (batch, time, size) with waves added: sines at even values, cosines at odd ones."""
    time, size = values.size(1), values.size(2)
    pairs = torch.arange(0, size, 2, device=values.device)
    angles = torch.arange(time, device=values.device).unsqueeze(1) / 10000 ** (pairs / size)
    waves = torch.stack((angles.sin(), angles.cos()), 2).flatten(1)[:, :size]  # (time, size)
    return values + waves.to(values.dtype)


class LearnedPositions(nn.Module):
    """A learned row for each place, added to the steps; places past the end share the last row."""

    def __init__(self, places: int, size: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(places, size).normal_(std=0.02))

    def forward(self, values: Tensor) -> Tensor:  # (batch, time, size)
        places = torch.arange(values.size(1), device=values.device)
        return values + self.weight[places.clamp(max=self.weight.size(0) - 1)]


class Step(nn.Module):
    """1 for what is above zero, else 0. Its slope is 0 everywhere, so nothing before it learns."""

    def forward(self, values: Tensor) -> Tensor:
        return torch.sign(torch.relu(values))


class HardSigmoid(nn.Module):
    """A straight line through `offset` at 0, flat from `reach` on: between 0 and 1."""

    def __init__(self, reach: float, offset: float) -> None:
        super().__init__()
        self.reach, self.offset = reach, offset

    def forward(self, values: Tensor) -> Tensor:
        return torch.clamp(values / (2 * self.reach) + self.offset, 0, 1)


class BatchNorm1d(nn.BatchNorm1d):
    """Batch normalization of padded sequences: its statistics come from real steps only."""

    def forward(self, values: Tensor, lengths: Tensor) -> Tensor:  # type: ignore[override]
        if self.training:
            mean, variance = self._statistics(values, lengths)
        else:
            assert self.running_mean is not None
            assert self.running_var is not None
            mean, variance = self.running_mean, self.running_var
        normal = (values - mean) * torch.rsqrt(variance + self.eps)
        return torch.addcmul(self.bias, normal, self.weight) if self.affine else normal

    def _statistics(self, values: Tensor, lengths: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and variance of each value over all real steps; both are also remembered."""
        steps = lengths.sum()
        mean = masked(values, lengths).sum((0, 1)) / steps
        variance = masked((values - mean).square(), lengths).sum((0, 1)) / steps
        assert self.running_mean is not None
        assert self.running_var is not None
        assert self.num_batches_tracked is not None
        assert self.momentum is not None
        with torch.no_grad():
            unbiased = variance * (steps / (steps - 1).clamp(min=1))
            self.running_mean.lerp_(mean.to(self.running_mean.dtype), self.momentum)
            self.running_var.lerp_(unbiased.to(self.running_var.dtype), self.momentum)
            self.num_batches_tracked.add_(1)
        return mean, variance


class GroupNorm(nn.GroupNorm):
    """Group normalization of padded sequences: its statistics come from real steps only."""

    def forward(self, values: Tensor, lengths: Tensor) -> Tensor:  # type: ignore[override]
        parts = torch.unflatten(values, 2, (self.num_groups, -1))  # (batch, time, groups, size)
        here = real(values, lengths)[:, :, None, None]
        many = (lengths * parts.size(3)).reshape(-1, 1, 1, 1)
        mean = (parts * here).sum((1, 3), keepdim=True) / many
        variance = ((parts - mean).square() * here).sum((1, 3), keepdim=True) / many
        normal = ((parts - mean) * torch.rsqrt(variance + self.eps)).flatten(2)
        return torch.addcmul(self.bias, normal, self.weight) if self.affine else normal


class LocalResponseNorm(nn.LocalResponseNorm):
    """torch's own on pixels in one row, which it can do in bfloat16 too."""

    def forward(self, values: Tensor) -> Tensor:
        row = values.flatten(2)  # (batch, channels, height · width)
        normal = F.local_response_norm(row, self.size, self.alpha, self.beta, self.k)
        return normal.reshape(values.shape)


class UnpaddedMean(nn.Module):
    """Average pooling that leaves padding out of each mean, with any padding at each end."""

    def __init__(self, pool: nn.Module, ends: tuple[int, ...]) -> None:
        super().__init__()
        self.pool, self.ends = pool, ends

    def forward(self, values: Tensor) -> Tensor:
        real = F.pad(torch.ones_like(values[:1, :1]), self.ends)
        mean: Tensor = self.pool(F.pad(values, self.ends)) / self.pool(real)
        return mean


class GaussianNoise(nn.Module):
    """Adds noise from a normal distribution while training, and nothing else."""

    def __init__(self, spread: float) -> None:
        super().__init__()
        self.spread = spread

    def forward(self, values: Tensor) -> Tensor:
        return values + self.spread * torch.randn_like(values) if self.training else values


OneWay: TypeAlias = Callable[[Tensor, list[Tensor], Tensor], Tensor]


def _both_ways(rnn: nn.RNNBase, run: OneWay, values: Tensor, lengths: Tensor) -> Tensor:
    """Both directions of each layer; the backward one begins at the last real step.

    torch's own way, a packed sequence, wants the lengths on the CPU and cannot be exported.
    """
    rows = torch.arange(values.size(0), device=values.device).unsqueeze(1)
    steps = torch.arange(values.size(1), device=values.device)
    behind = lengths.unsqueeze(1) - 1 - steps
    turned = torch.where(behind >= 0, behind, steps)  # (batch, time): its own inverse
    start = values.new_zeros(1, values.size(0), rnn.hidden_size)
    for layer in range(rnn.num_layers):
        if layer and rnn.dropout:
            values = F.dropout(values, rnn.dropout, rnn.training)
        ahead, back = (_weights(rnn, f"l{layer}{way}") for way in ("", "_reverse"))
        backward = run(values[rows, turned], back, start)[rows, turned]
        values = torch.cat((run(values, ahead, start), backward), 2)
    return values


def _weights(rnn: nn.RNNBase, suffix: str) -> list[Tensor]:
    names = (
        ("weight_ih", "weight_hh", "bias_ih", "bias_hh") if rnn.bias else ("weight_ih", "weight_hh")
    )
    return [getattr(rnn, f"{name}_{suffix}") for name in names]


class RNN(nn.RNN):
    """An RNN in both directions over padded sequences: (batch, time, size) → both halves."""

    def forward(self, values: Tensor, lengths: Tensor) -> Tensor:  # type: ignore[override]
        run_steps = torch.rnn_relu if self.nonlinearity == "relu" else torch.rnn_tanh

        def run(values: Tensor, weights: list[Tensor], start: Tensor) -> Tensor:
            given = (values, start, weights, self.bias, 1, 0.0, self.training, False, True)
            return run_steps(*given)[0]

        return _both_ways(self, run, values, lengths)


class LSTM(nn.LSTM):
    """An LSTM in both directions over padded sequences: (batch, time, size) → both halves."""

    def forward(self, values: Tensor, lengths: Tensor) -> Tensor:  # type: ignore[override]
        def run(values: Tensor, weights: list[Tensor], start: Tensor) -> Tensor:
            given = (values, (start, start), weights, self.bias, 1, 0.0, self.training, False, True)
            return torch.lstm(*given)[0]

        return _both_ways(self, run, values, lengths)


class GRU(nn.GRU):
    """A GRU in both directions over padded sequences: (batch, time, size) → both halves."""

    def forward(self, values: Tensor, lengths: Tensor) -> Tensor:  # type: ignore[override]
        def run(values: Tensor, weights: list[Tensor], start: Tensor) -> Tensor:
            given = (values, start, weights, self.bias, 1, 0.0, self.training, False, True)
            return torch.gru(*given)[0]

        return _both_ways(self, run, values, lengths)


def both_ends(both: Tensor, lengths: Tensor) -> Tensor:
    """Where both directions end: the forward half at the last step, the backward one at the first.

    (batch, time, 2 · hidden) → (batch, 2 · hidden)
    """
    ahead, back = last_step(both, lengths), both.select(1, 0)
    hidden = both.size(2) // 2
    return torch.cat((ahead[:, :hidden], back[:, hidden:]), 1)
