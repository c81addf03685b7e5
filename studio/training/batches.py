"""Batches: the examples that a network needs, kept on its device and taken by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from studio.compiler.plan import End, Plan
from studio.data.dataset import Array, Examples
from studio.schema.shape import Picture
from studio.training.device import Device, free_memory

MOST_OF_MEMORY = 0.5  # the share of free memory that examples may take; the network needs the rest


@dataclass(frozen=True, slots=True)
class Batch:
    """Some examples: the arguments of the network's forward, and a target for each output."""

    inputs: tuple[Tensor, ...]
    targets: tuple[Tensor, ...]


class Batches:
    """The examples that a plan reads and predicts, as tensors.

    They stay on the device if they take at most half of its free memory; otherwise they stay in
    main memory and each batch is copied.
    """

    def __init__(self, plan: Plan, examples: Examples, device: Device) -> None:
        self._device = device
        ends = (*plan.inputs, *plan.outputs)
        size = sum(examples.arrays[name].nbytes for name in {_name(end) for end in ends})
        free = free_memory(device, torch)
        self.resident = free is None or size <= MOST_OF_MEMORY * free
        self._home = device.kind if self.resident else "cpu"
        self._inputs = [self._column(end, examples) for end in plan.inputs]
        self._targets = [self._column(end, examples, target=True) for end in plan.outputs]

    def _column(self, end: End, examples: Examples, target: bool = False) -> _Column:
        array, lengths = examples.arrays[_name(end)], None
        if end.lengths and not target:
            lengths = torch.from_numpy(examples.lengths[_name(end)])
        last = self._device.channels_last and isinstance(end.shape, Picture) and not target
        shape = None
        if last:
            array = np.moveaxis(array, 1, -1)  # (n, height, width, channels)
            shape = array.shape[1:]
            array = np.ascontiguousarray(array).reshape(len(array), -1)
        return _Column(_tensor(array).to(self._home), lengths, shape)

    def rows(self, part: Array) -> Tensor:
        """Rows of the examples, where `batch` wants them."""
        return torch.from_numpy(np.asarray(part, np.int64)).to(self._home)

    def batch(self, rows: Tensor) -> Batch:
        """The examples in these rows; padding that none of them needs is cut off."""
        inputs = tuple(value for column in self._inputs for value in self._taken(column, rows))
        targets = tuple(value for column in self._targets for value in self._taken(column, rows))
        return Batch(inputs, targets)

    def _taken(self, column: _Column, rows: Tensor) -> Iterator[Tensor]:
        values = column.values.index_select(0, rows)
        if column.channels_last is not None:
            # Seen as (batch, channels, height, width), stored with the channels last.
            values = values.view(-1, *column.channels_last).permute(0, 3, 1, 2)
        if column.lengths is None:
            yield self._moved(values)
            return
        lengths = column.lengths.index_select(0, rows.cpu())
        yield self._moved(values[:, : int(lengths.max())])
        yield self._moved(lengths)

    def _moved(self, values: Tensor) -> Tensor:
        return values.to(self._device.kind, non_blocking=self._device.non_blocking)


@dataclass(frozen=True, slots=True)
class _Column:
    """One field of all examples.

    Lengths stay in main memory: the longest one of a batch is then known without waiting.
    `channels_last` is (height, width, channels) of pictures that are stored flat in that order.
    """

    values: Tensor
    lengths: Tensor | None
    channels_last: tuple[int, ...] | None


def in_batches(rows: Tensor, size: int) -> tuple[Tensor, ...]:
    """These rows in batches; the last one may be smaller, but never a single row."""
    batches = torch.split(rows, size)
    if len(batches) > 1 and len(batches[-1]) == 1:
        # Batch norm cannot learn from one example, so it joins the batch before it.
        return (*batches[:-2], torch.cat(batches[-2:]))
    return batches


def _name(end: End) -> str:
    assert end.data is not None  # inputs and outputs of a whole graph name a data field
    return end.data.name


def _tensor(array: Array) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array))
