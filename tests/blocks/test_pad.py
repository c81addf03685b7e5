"""Pad: what new places hold."""

import numpy as np
import pytest
import torch

from studio.blocks import blocks
from studio.schema.shape import Array, Features, Picture, Sequence, ShapeError, Unknown
from tests.blocks.compiled import compiled, drawn, sides

pad = blocks["pad"]
NUMPY = {"reflect": "reflect", "replicate": "edge"}


@pytest.mark.parametrize("fill", ["number", "reflect", "replicate"])
@pytest.mark.parametrize(
    ("shape", "edges"),
    [
        (Picture(2, 4, 5), ((0, 0), (2, 1), (1, 3))),
        (Sequence(6, 2), ((1, 3), (0, 0))),
        (Features(6), ((1, 3),)),
    ],
)
def test_new_places_hold_what_numpy_puts_there(shape, edges, fill):
    block = pad(left=1, right=3, top=2, bottom=1, fill=fill, value=1.5)
    module = compiled(block, (shape,))
    x = drawn(shape, 2)
    how = (
        {"mode": "constant", "constant_values": 1.5} if fill == "number" else {"mode": NUMPY[fill]}
    )
    expected = np.pad(x.numpy(), ((0, 0), *edges), **how)
    (out,) = module.shapes
    assert sides(out) == expected.shape[1:]
    assert np.array_equal(module(x)[0].view(2, *sides(out)).numpy(), expected)


def test_a_sequence_is_padded_behind_its_own_last_step():
    shape = Sequence(Unknown(), 2)
    module = compiled(pad(left=1, right=2, value=9.0), (shape,))
    x = drawn(shape, 2, 4)
    values, lengths = module(x, torch.tensor([4, 2]))
    assert lengths.tolist() == [7, 5]
    assert values[1, :, 0].tolist() == [9, *x[1, :2, 0].tolist(), 9, 9, 9, 9]


@pytest.mark.parametrize(
    ("shape", "fill", "sentence"),
    [
        (Picture(1, 2, 9), "reflect", "The height is 2, .* Pad by at most 1 there"),
        (Sequence(Unknown(), 2), "reflect", "Only a number can fill sequences of unknown length"),
        (Array((2, 2, 2)), "number", "Pad cannot read arrays"),
    ],
)
def test_what_cannot_be_padded_is_refused(shape, fill, sentence):
    with pytest.raises(ShapeError, match=sentence):
        pad(left=2, right=2, top=2, bottom=2, fill=fill).infer(shape)
