"""Inputs: what they read of the data."""

import pytest
import torch

from studio.blocks import blocks
from studio.schema.data_field import DataField
from studio.schema.shape import Array, Category, Features, Picture, Sequence, Shape, Tokens, Unknown
from tests.blocks.compiled import compiled, drawn


@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        ("picture_input", {Picture}),
        ("features_input", {Features}),
        ("sequence_input", {Sequence, Picture}),
        ("tokens_input", {Tokens}),
        ("category_input", {Category}),
        ("array_input", {Array}),
    ],
)
def test_an_input_reads_only_what_fits(kind, fitting):
    shapes: list[Shape] = [Features(3), Sequence(Unknown(), 3), Picture(1, 2, 3)]
    shapes += [Tokens(Unknown(), 3), Category(3), Array((2, 3, 4, 5))]
    assert {type(shape) for shape in shapes if blocks[kind]().fits(shape)} == fitting


@pytest.mark.parametrize("channels", [1, 3])
def test_the_sequence_input_reads_a_picture_row_by_row(channels):
    shape = Picture(channels, 4, 5)
    module = compiled(blocks["sequence_input"](), (), DataField("x", "values", shape))
    x = drawn(shape, 2)
    (y,) = module(x)
    assert module.shapes == (Sequence(4, 5 * channels),)
    for row in range(4):
        assert torch.equal(y[:, row], x[:, :, row].reshape(2, -1))


def test_the_sequence_input_tells_how_a_picture_becomes_steps():
    block = blocks["sequence_input"]()
    told = block.arithmetic(DataField("x", "values", Picture(3, 28, 30)))
    assert "".join(term for term, _ in told.terms) == "3×30"
    assert told.result == "90"
    assert told.words == "Each of the 28 rows of the picture is one step."
    assert block.arithmetic(DataField("x", "values", Sequence(4, 5))) is None


def test_a_sequence_passes_unchanged_with_its_lengths():
    data = DataField("x", "values", Sequence(Unknown(), 3))
    module = compiled(blocks["sequence_input"](), (), data)
    x, lengths = drawn(Sequence(4, 3), 2), torch.tensor([4, 2])
    values, counts = module(x, lengths)
    assert torch.equal(values, x)
    assert counts.tolist() == [4, 2]
