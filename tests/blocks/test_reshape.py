"""Flatten, reshape, last step and mean over time."""

import pytest
import torch

from studio.blocks import blocks
from studio.schema.shape import Features, Picture, Sequence, ShapeError, Tokens, Unknown
from tests.blocks.compiled import compiled, drawn


def test_flatten_keeps_the_order_of_the_values():
    shape = Picture(2, 3, 4)
    module = compiled(blocks["flatten"](), (shape,))
    x = drawn(shape, 2)
    assert torch.equal(module(x)[0], x.reshape(2, 24))


def test_the_product_is_written_out():
    told = blocks["flatten"]().arithmetic(Picture(32, 13, 13))
    assert told.terms[::2] == (("32", "channels"), ("13", "height"), ("13", "width"))
    assert told.result == "5,408"
    assert told.words == "All 5,408 numbers stay, in one row."


@pytest.mark.parametrize("kind", ["flatten", "reshape"])
def test_a_sequence_of_unknown_length_has_no_fixed_number_of_values(kind):
    with pytest.raises(ShapeError) as found:
        blocks[kind]().infer(Sequence(Unknown(), 64))
    assert found.value.why.startswith("It gets a sequence of T steps, 64 values each: T differs")
    assert found.value.chip == "Length not known"


@pytest.mark.parametrize("kind", ["flatten", "reshape"])
def test_tokens_are_refused(kind):
    with pytest.raises(ShapeError, match="cannot read tokens"):
        blocks[kind]().infer(Tokens(5, 9))


def test_reshape_fills_a_picture_channel_by_channel():
    block = blocks["reshape"](height=2, width=3)
    module = compiled(block, (Features(12),))
    x = torch.arange(12.0).reshape(1, 12)
    assert module.shapes == (Picture(2, 2, 3),)
    assert module(x)[0][0, 1].tolist() == [[6, 7, 8], [9, 10, 11]]


def test_reshape_fills_a_sequence_step_by_step():
    module = compiled(blocks["reshape"](to="sequence", steps=3), (Picture(1, 2, 3),))
    x = torch.arange(6.0).reshape(1, 1, 2, 3)
    assert module.shapes == (Sequence(3, 2),)
    assert module(x)[0][0].tolist() == [[0, 1], [2, 3], [4, 5]]


def test_sizes_that_do_not_come_out_even_are_refused():
    with pytest.raises(ShapeError) as found:
        blocks["reshape"](height=7, width=7).infer(Features(100))
    assert str(found.value) == (
        "100 numbers cannot be arranged as a picture of 7 × 7."
        " 100 / 49 = 2.04 is not a whole number."
        " Choose sizes that divide 100, or make the block before it a multiple of 49 wide."
    )


def test_the_channels_of_a_new_picture_are_worked_out_for_people():
    told = blocks["reshape"](height=7, width=7).arithmetic(Features(6272))
    assert "".join(term for term, _ in told.terms) == "6,272/7/7"
    assert told.result == "128"


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
