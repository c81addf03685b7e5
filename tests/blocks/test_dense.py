"""Dense layers against the formula, and their sentences."""

import numpy as np
import pytest

from studio.blocks import blocks
from studio.schema.shape import Features, Picture, Sequence, ShapeError
from tests.blocks.compiled import compiled, drawn

dense = blocks["dense"]


@pytest.mark.parametrize("shape", [Features(5), Sequence(4, 5)], ids=["row", "sequence"])
def test_dense_is_the_formula_on_a_row_and_on_each_step(shape):
    module = compiled(dense(units=3), (shape,))
    x = drawn(shape, 2)
    layer = module.module.block
    weights, bias = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    expected = np.maximum(0, x.numpy() @ weights.T + bias)
    np.testing.assert_allclose(module(x)[0].detach(), expected, rtol=1e-4, atol=1e-5)


def test_a_picture_is_refused_with_the_number_of_its_values():
    with pytest.raises(ShapeError) as found:
        dense().infer(Picture(32, 13, 13))
    assert found.value.why == (
        "It takes one row of numbers for each example, but gets 32 × 13 × 13: 5,408 numbers, still"
        " arranged as a picture."
    )
    assert found.value.remedy.startswith("Put a Flatten block before it")


def test_parameters_are_told_in_words():
    assert dense().count(Features(784)) == "(784 weights + 1 bias) × 64 units"
    assert dense(bias=False).count(Features(784)) == "784 weights × 64 units"
    assert dense(activation="prelu").count(Features(2)).endswith(" + 1 slope")
