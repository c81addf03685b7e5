"""From a sequence to a row, and back: steps that are no steps never count."""

import pytest
import torch

from studio.blocks import blocks
from studio.schema.shape import Features, Sequence, ShapeError, Unknown
from tests.blocks.compiled import compiled, drawn


@pytest.mark.parametrize("length", [4, Unknown()], ids=["known", "unknown"])
def test_last_step_is_the_last_real_one(length):
    module = compiled(blocks["last_step"](), (Sequence(length, 3),))
    x = drawn(Sequence(4, 3), 2)
    lengths = [4, 4] if isinstance(length, int) else [4, 2]
    (y,) = module(*((x,) if isinstance(length, int) else (x, torch.tensor(lengths))))
    assert torch.equal(y, torch.stack([x[row, n - 1] for row, n in enumerate(lengths)]))


@pytest.mark.parametrize("length", [4, Unknown()], ids=["known", "unknown"])
def test_mean_over_time_counts_real_steps_only(length):
    module = compiled(blocks["mean_over_time"](), (Sequence(length, 3),))
    x = drawn(Sequence(4, 3), 2)
    lengths = [4, 4] if isinstance(length, int) else [4, 2]
    (y,) = module(*((x,) if isinstance(length, int) else (x, torch.tensor(lengths))))
    expected = torch.stack([x[row, :n].mean(0) for row, n in enumerate(lengths)])
    torch.testing.assert_close(y, expected)


@pytest.mark.parametrize("kind", ["last_step", "mean_over_time"])
def test_what_has_no_steps_is_refused(kind):
    with pytest.raises(ShapeError, match="the 5 numbers of a row have no steps"):
        blocks[kind]().infer(Features(5))


@pytest.mark.parametrize("length", [4, Unknown()], ids=["known", "unknown"])
def test_max_over_time_looks_at_real_steps_only(length):
    module = compiled(blocks["max_over_time"](), (Sequence(length, 3),))
    x = drawn(Sequence(4, 3), 2)
    x[1, 2:] += 100.0
    lengths = [4, 4] if isinstance(length, int) else [4, 2]
    (y,) = module(*((x,) if isinstance(length, int) else (x, torch.tensor(lengths))))
    for row, real in enumerate(lengths):
        assert torch.equal(y[row], x[row, :real].amax(0))


def test_a_repeated_row_is_there_at_every_step():
    module = compiled(blocks["repeat_row"](steps=3), (Features(4), None))
    x = drawn(Features(4), 2)
    assert module.shapes == (Sequence(3, 4),)
    assert torch.equal(module(x)[0], torch.stack((x, x, x), 1))


def test_a_row_is_repeated_as_often_as_another_sequence_has_steps():
    like = Sequence(Unknown(), 2)
    module = compiled(blocks["repeat_row"](), (Features(4), like))
    x = drawn(Features(4), 2)
    values, lengths = module(x, drawn(like, 2), torch.tensor([5, 2]))
    assert module.shapes == (Sequence(Unknown(), 4),)
    assert torch.equal(values, x.unsqueeze(1).expand(-1, 5, -1))
    assert lengths.tolist() == [5, 2]


def test_a_sequence_is_not_repeated():
    with pytest.raises(ShapeError, match="which has steps already"):
        blocks["repeat_row"]().infer(Sequence(3, 4), None)
