"""Flatten, reshape and permute."""

import re

import pytest
import torch

from studio.blocks import blocks
from studio.schema.shape import Array, Features, Picture, Sequence, ShapeError, Tokens, Unknown
from tests.blocks.compiled import compiled, drawn, sides


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


@pytest.mark.parametrize(
    ("settings", "shape"),
    [
        ({"to": "row"}, Features(24)),
        ({"to": "array", "sides": (3, 2, 2)}, Array((2, 3, 2, 2))),
        ({"to": "array", "sides": ()}, Array((24,))),
        ({"to": "sequence", "steps": 4}, Sequence(4, 6)),
    ],
)
def test_reshape_lays_numbers_out_in_their_order(settings, shape):
    module = compiled(blocks["reshape"]().but(**settings), (Picture(2, 3, 4),))
    x = drawn(Picture(2, 3, 4), 2)
    assert module.shapes == (shape,)
    assert torch.equal(module.values(x)[0].flatten(), x.flatten())


def test_reshape_shows_only_the_settings_that_mean_something():
    assert set(blocks["reshape"]().idle()) == {"steps", "sides"}
    assert set(blocks["reshape"](to="array").idle()) == {"steps", "height", "width"}


@pytest.mark.parametrize(
    ("shape", "order", "out"),
    [
        (Picture(2, 3, 4), (3, 1, 2), Picture(4, 2, 3)),
        (Sequence(5, 3), (2, 1), Sequence(3, 5)),
        (Array((2, 3, 4, 5)), (2, 1, 4, 3), Array((3, 2, 5, 4))),
        (Sequence(Unknown(), 3), (1, 2), Sequence(Unknown(), 3)),
    ],
)
def test_permute_swaps_the_sides(shape, order, out):
    block = blocks["permute"](order=order)
    assert block.infer(shape) == out
    if shape != out:
        module = compiled(block, (shape,))
        x = drawn(shape, 2)
        assert torch.equal(module(x)[0].view(2, *sides(out)), x.permute(0, *order))


def test_shuffled_channels_are_reshape_permute_reshape():
    shape = Picture(6, 2, 2)
    groups = blocks["reshape"](to="array", sides=(2, 2, 2)).infer(shape)
    swapped = blocks["permute"](order=(2, 1, 3, 4)).infer(groups)
    assert swapped == Array((2, 3, 2, 2))
    assert blocks["reshape"](height=2, width=2).infer(swapped) == shape


@pytest.mark.parametrize(
    ("shape", "sentence"),
    [
        (Picture(1, 2, 3), "The order 2, 1 does not name each side once."),
        (Sequence(Unknown(), 3), "Steps of unknown number cannot become values."),
        (Tokens(4, 9), "Permute cannot read tokens."),
    ],
)
def test_permute_refuses_what_it_cannot_turn(shape, sentence):
    with pytest.raises(ShapeError, match=re.escape(sentence)):
        blocks["permute"]().infer(shape)


def test_permute_names_the_sides_that_the_order_is_to_name():
    with pytest.raises(ShapeError) as refused:
        blocks["permute"]().infer(Picture(1, 2, 3))
    assert "Set the order to 1, 2, 3," in refused.value.remedy
