"""Pooling against the formula, written out in numpy, and its sentences."""

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from studio.blocks import blocks
from studio.schema.shape import Features, Picture, Sequence, ShapeError, Unknown
from tests.blocks.compiled import compiled, drawn

sides = st.tuples(st.integers(1, 4), st.integers(1, 4))


def pooled(x, kernel, stride, padding, how, outside):
    """One output pixel after the other."""
    edge = (padding, padding)
    x = np.pad(x, ((0, 0), (0, 0), edge, edge), constant_values=outside)
    size = [(n - k) // s + 1 for n, k, s in zip(x.shape[2:], kernel, stride, strict=True)]
    y = np.zeros((*x.shape[:2], *size))
    for i in range(size[0]):
        for j in range(size[1]):
            top, left = i * stride[0], j * stride[1]
            y[:, :, i, j] = how(x[:, :, top : top + kernel[0], left : left + kernel[1]], (2, 3))
    return y


@pytest.mark.parametrize(
    ("kind", "how", "outside"), [("max_pool2d", np.max, -np.inf), ("avg_pool2d", np.mean, 0.0)]
)
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(kernel=sides, stride=sides, padding=st.integers(0, 2))
def test_pooling_of_pictures_is_the_formula(kind, how, outside, kernel, stride, padding):
    assume(2 * padding <= min(kernel))
    shape = Picture(2, 7, 8)
    module = compiled(blocks[kind](kernel=kernel, stride=stride, padding=padding), (shape,))
    x = drawn(shape, 2)
    expected = pooled(x.numpy(), kernel, stride, padding, how, outside)
    np.testing.assert_allclose(module(x)[0].numpy(), expected, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    ("kind", "how", "outside"), [("max_pool1d", np.max, -np.inf), ("avg_pool1d", np.mean, 0.0)]
)
def test_pooling_of_sequences_is_the_formula(kind, how, outside):
    shape = Sequence(8, 3)
    module = compiled(blocks[kind](kernel=3, stride=2, padding=1), (shape,))
    x = drawn(shape, 2)
    turned = x.numpy().transpose(0, 2, 1)[:, :, None]
    y = np.pad(turned, ((0, 0), (0, 0), (0, 0), (1, 1)), constant_values=outside)
    expected = pooled(y, (1, 3), (1, 2), 0, how, outside)[:, :, 0].transpose(0, 2, 1)
    np.testing.assert_allclose(module(x)[0].numpy(), expected, rtol=1e-5, atol=1e-6)


def test_global_average_pooling_is_the_mean_of_each_channel():
    shape = Picture(3, 4, 5)
    x = drawn(shape, 2)
    module = compiled(blocks["global_avg_pool"](), (shape,))
    np.testing.assert_allclose(module(x)[0].numpy(), x.numpy().mean((2, 3)), rtol=1e-5, atol=1e-6)
    assert module.shapes == (Features(3),)


def test_the_padding_of_a_max_never_wins_and_leaves_no_infinity():
    module = compiled(blocks["max_pool1d"](kernel=2, stride=1), (Sequence(Unknown(), 1),))
    x = torch.tensor([[[-5.0], [-3.0], [9.0], [9.0]]])
    y, lengths = module(x, torch.tensor([2]))
    assert lengths.tolist() == [1]
    assert y[0, 0].item() == -3.0
    assert torch.isfinite(y).all()


def test_rounding_down_is_told():
    told = blocks["max_pool2d"]().arithmetic(Picture(32, 13, 13))
    assert told.result == "6"
    assert told.words.startswith("11 / 2 = 5.5, rounded down to 5.")


def test_an_unknown_length_is_told_as_T():
    told = blocks["max_pool1d"]().arithmetic(Sequence(Unknown(), 4))
    assert "".join(term for term, _ in told.terms) == "(T+2·0−2)/2+1"
    assert told.result == "T′"
    assert told.words == (
        "A division that leaves a rest is rounded down. T and T′ differ from sequence to sequence."
        " Out comes a sequence of T′ steps, 4 values each."
    )


def test_a_kernel_larger_than_the_picture_is_refused():
    with pytest.raises(ShapeError) as found:
        blocks["max_pool2d"](kernel=(4, 4)).infer(Picture(8, 3, 3))
    assert str(found.value) == (
        "The kernel of 4 × 4 is larger than the picture of 3 × 3."
        " It must fit at least once, or nothing comes out."
        " Set the kernel size to at most 3 × 3, or shrink less in the blocks before."
    )


def test_padding_of_more_than_half_the_kernel_is_refused():
    with pytest.raises(ShapeError, match="Padding 2 is too much for a kernel of 3"):
        blocks["avg_pool2d"](kernel=(3, 5), padding=2).infer(Picture(1, 8, 8))


def test_a_sequence_is_sent_to_the_mean_over_time():
    with pytest.raises(ShapeError, match="Use a Mean over time block instead"):
        blocks["global_avg_pool"]().infer(Sequence(4, 4))


def test_windows_that_do_not_overlap_are_printed_in_short():
    assert str(blocks["max_pool2d"]().layers(Picture(1, 8, 8))[""]) == "nn.MaxPool2d(2)"
    overlapping = blocks["max_pool2d"](kernel=(3, 3), padding=1)
    text = "nn.MaxPool2d(3, stride=2, padding=1)"
    assert str(overlapping.layers(Picture(1, 8, 8))[""]) == text
