"""Batches: the examples that a network needs, kept on its device and taken by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from studio.compiler.plan import End, Plan
from studio.data.dataset import Array, Examples
from studio.schema.data_field import DataField
from studio.schema.shape import Features, Picture
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
        names = {_field(end).name for end in (*plan.inputs, *plan.outputs)}
        size = sum(array.nbytes for name, array in examples.arrays.items() if name in names)
        free = free_memory(device, torch)
        self.resident = free is None or size <= MOST_OF_MEMORY * free
        self._home = device.kind if self.resident else "cpu"
        self._inputs = [self._source(end, examples) for end in plan.inputs]
        self._targets = [self._source(end, examples, target=True) for end in plan.outputs]

    def _source(self, end: End, examples: Examples, target: bool = False) -> _Column | _Drawn:
        match _field(end):
            case DataField(kind="noise", shape=Features(size)):
                return _Drawn(size)
            case DataField(kind="nothing"):
                return _Drawn(0)
        return self._column(end, examples, target)

    def _column(self, end: End, examples: Examples, target: bool) -> _Column:
        name = _field(end).name
        array, lengths = examples.arrays[name], None
        if end.lengths and not target:
            lengths = torch.from_numpy(examples.lengths[name])
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

    def batch(self, rows: Tensor, *, training: bool) -> Batch:
        """The examples in these rows; padding that none of them needs is cut off.

        Noise is drawn for training, and zero otherwise.
        """
        inputs, targets = (
            tuple(value for source in sources for value in self._taken(source, rows, training))
            for sources in (self._inputs, self._targets)
        )
        return Batch(inputs, targets)

    def _taken(self, column: _Column | _Drawn, rows: Tensor, training: bool) -> Iterator[Tensor]:
        if isinstance(column, _Drawn):
            draw = torch.randn if training else torch.zeros
            yield self._moved(draw(len(rows), column.size))
            return
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


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What no data set has: so many random numbers for each example, or none."""

    size: int


def in_batches(rows: Tensor, size: int) -> tuple[Tensor, ...]:
    """These rows in batches; the last one may be smaller, but never a single row."""
    batches = torch.split(rows, size)
    if len(batches) > 1 and len(batches[-1]) == 1:
        # Batch norm cannot learn from one example, so it joins the batch before it.
        return (*batches[:-2], torch.cat(batches[-2:]))
    return batches


def _field(end: End) -> DataField:
    assert end.data is not None  # inputs and outputs of a whole graph name a data field
    return end.data


def _tensor(array: Array) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array))
