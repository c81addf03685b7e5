"""Embedding: one row of values for each token."""

import pytest
import torch

from studio.blocks import blocks
from studio.schema.shape import Category, Features, Sequence, ShapeError, Tokens, Unknown
from tests.blocks.compiled import compiled


def test_equal_tokens_get_the_row_of_the_table_that_has_their_number():
    module = compiled(blocks["embedding"](size=4), (Tokens(3, 9),))
    (y,) = module(torch.tensor([[2, 8, 2]]))
    table = module.module.block.weight
    assert table.shape == (9, 4)
    assert torch.equal(y[0], torch.stack((table[2], table[8], table[2])))


def test_a_category_gets_a_single_row():
    module = compiled(blocks["embedding"](size=4), (Category(9),))
    (y,) = module(torch.tensor([5, 0]))
    assert module.shapes == (Features(4),)
    assert torch.equal(y, module.module.block.weight[[5, 0]])


def test_an_unknown_length_stays_unknown():
    assert blocks["embedding"](size=4).infer(Tokens(Unknown(), 9)) == Sequence(Unknown(), 4)


def test_what_is_not_tokens_is_refused():
    with pytest.raises(ShapeError) as found:
        blocks["embedding"]().infer(Features(5))
    assert found.value.why == (
        "It looks up whole numbers that stand for words, letters or names, but gets a row of 5"
        " numbers."
    )
