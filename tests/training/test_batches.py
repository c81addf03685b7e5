"""Batches: the right examples, in the layout that the device prefers."""

import numpy as np
import pytest
import torch

from studio.blocks import blocks
from studio.compiler.plan import plan
from studio.data.digits import Digits
from studio.training import batches as module
from studio.training.batches import Batches, in_batches
from studio.training.device import Device
from tests.training.made import Waves, chain

ROWS = torch.tensor([5, 3, 40])


def made(graph, data, **ways) -> Batches:
    fields = {field.name: field for field in data.fields()}
    return Batches(plan(graph, fields), data.load(), Device("cpu", "Processor", **ways))


def digits(**ways) -> Batches:
    graph = chain(blocks["picture_input"](), blocks["flatten"](), blocks["class_output"]())
    return made(graph, Digits(), **ways)


@pytest.mark.parametrize("last", [True, False])
def test_a_batch_has_the_pictures_and_classes_of_its_rows(last) -> None:
    batch = digits(channels_last=last).batch(ROWS, training=True)
    arrays = Digits().load().arrays
    assert np.array_equal(batch.inputs[0], arrays["picture"][ROWS])
    assert np.array_equal(batch.targets[0], arrays["digit"][ROWS])


def test_pictures_lie_with_their_channels_last() -> None:
    (pictures,) = digits().batch(ROWS, training=True).inputs
    assert pictures.is_contiguous(memory_format=torch.channels_last)


def test_padding_that_no_example_of_a_batch_needs_is_cut_off() -> None:
    graph = chain(
        blocks["sequence_input"](),
        blocks["mean_over_time"](),
        blocks["class_output"](field="kind"),
    )
    examples = Waves(longer=4).load()
    lengths = examples.lengths["wave"]
    short = torch.from_numpy(np.flatnonzero(lengths <= 4)[:5])
    values, given = made(graph, Waves(longer=4)).batch(short, training=True).inputs
    assert given.tolist() == lengths[short].tolist()
    assert values.shape[1] == lengths[short].max()
    assert np.array_equal(values, examples.arrays["wave"][short, : values.shape[1]])


def test_examples_too_large_for_the_device_stay_in_main_memory(monkeypatch) -> None:
    assert digits().resident
    monkeypatch.setattr(module, "free_memory", lambda device, torch: 1000)
    scarce = digits()
    assert not scarce.resident
    assert torch.equal(
        scarce.batch(ROWS, training=True).inputs[0], digits().batch(ROWS, training=True).inputs[0]
    )


def test_a_single_last_row_joins_the_batch_before_it() -> None:
    assert [len(batch) for batch in in_batches(torch.arange(9), 4)] == [4, 5]
    assert [len(batch) for batch in in_batches(torch.arange(10), 4)] == [4, 4, 2]
    assert [len(batch) for batch in in_batches(torch.arange(1), 4)] == [1]
    assert torch.cat(in_batches(torch.arange(9), 4)).tolist() == list(range(9))
