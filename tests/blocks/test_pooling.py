"""Pooling against the formula, written out in numpy, and its sentences."""

import math

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
@given(kernel=sides, stride=sides, padding=st.integers(0, 3))
def test_pooling_of_pictures_is_the_formula(kind, how, outside, kernel, stride, padding):
    assume(padding < min(kernel))
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
        " It must fit at least once, or nothing comes out: (3 + 2·0 − 4) / 2 + 1 = 0."
        ' Set the kernel size to at most 3 × 3, or the padding to "same", or shrink less in the'
        " blocks before."
    )


def windows(side, kernel, stride, ends, dilation=1, up=False):
    """The places that each window sees, written down one by one as ONNX's text has it."""
    span = dilation * (kernel - 1) + 1
    rest = (side + sum(ends) - span) / stride
    count = (math.ceil(rest) if up else math.floor(rest)) + 1
    if up and (count - 1) * stride >= side + ends[0]:
        count = math.floor(rest) + 1
    starts = (place * stride - ends[0] for place in range(count))
    return [[start + dilation * n for n in range(kernel)] for start in starts]


uneven = st.tuples(*[st.integers(0, 3)] * 4)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(sides, sides, sides, uneven, st.booleans(), st.integers(1, 6))
def test_max_pooling_sees_what_its_windows_see(kernel, stride, dilation, ends, up, height):
    block = blocks["max_pool2d"](
        kernel=kernel, stride=stride, dilation=dilation, padding=ends, ceil_mode=up
    )
    shape = Picture(2, height, 7)
    rows = windows(height, kernel[0], stride[0], ends[:2], dilation[0], up)
    columns = windows(7, kernel[1], stride[1], ends[2:], dilation[1], up)
    real = [
        [[n for n in w if 0 <= n < size] for w in each]
        for each, size in ((rows, height), (columns, 7))
    ]
    if not rows or not columns or not all(w for each in real for w in each):
        with pytest.raises(ShapeError):
            block.infer(shape)
        return
    x = drawn(shape, 2)
    found = compiled(block, (shape,))(x)[0]
    for i, down in enumerate(real[0]):
        for j, across in enumerate(real[1]):
            expected = x[:, :, down][:, :, :, across].amax((2, 3))
            assert torch.equal(found[:, :, i, j], expected)
    assert found.shape[2:] == (len(rows), len(columns))


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(sides, sides, uneven, st.booleans(), st.booleans(), st.integers(1, 6))
def test_average_pooling_counts_padding_only_if_told_to(kernel, stride, ends, up, counted, height):
    block = blocks["avg_pool2d"](
        kernel=kernel, stride=stride, padding=ends, ceil_mode=up, count_padding=counted
    )
    shape = Picture(2, height, 7)
    try:
        block.infer(shape)
    except ShapeError:
        return
    x = drawn(shape, 2)
    found = compiled(block, (shape,))(x)[0]
    rows = windows(height, kernel[0], stride[0], ends[:2], 1, up)
    columns = windows(7, kernel[1], stride[1], ends[2:], 1, up)
    assert found.shape[2:] == (len(rows), len(columns))
    for i, down in enumerate(rows):
        for j, across in enumerate(columns):
            real = [(a, b) for a in down for b in across if 0 <= a < height and 0 <= b < 7]
            edge = [
                (a, b) for a in down for b in across if a < height + ends[1] and b < 7 + ends[3]
            ]
            total = sum(x[:, :, a, b] for a, b in real)
            expected = total / len(edge if counted else real)
            torch.testing.assert_close(found[:, :, i, j], expected, rtol=1e-4, atol=1e-5)


def test_padding_that_a_window_sees_alone_is_refused():
    with pytest.raises(ShapeError) as found:
        blocks["avg_pool2d"](kernel=(3, 5), padding=3).infer(Picture(1, 8, 8))
    assert str(found.value) == (
        "The padding is too much for a kernel of 3. Some windows would see nothing but padding."
        " Set the padding to at most 1, half the kernel size."
    )


def test_rounding_up_gives_the_rest_a_window_of_its_own():
    block = blocks["max_pool2d"](kernel=(3, 3), ceil_mode=True)
    assert block.infer(Picture(1, 8, 8)) == Picture(1, 4, 4)
    told = block.arithmetic(Picture(1, 8, 8))
    assert "".join(term for term, _ in told.terms) == "⌈(8+2·0−3)/2⌉ +1"
    assert told.words.startswith("5 / 2 = 2.5, rounded up to 3.")
    assert str(block.layers(Picture(1, 8, 8))[""]) == "nn.MaxPool2d(3, stride=2, ceil_mode=True)"
    assert str(block.layers(Picture(1, 9, 9))[""]) == "nn.MaxPool2d(3, stride=2)"


def test_rounding_up_a_mean_is_refused_where_the_length_is_not_known():
    for settings_ in ({"ceil_mode": True}, {"count_padding": False, "padding": 1}):
        with pytest.raises(ShapeError, match="would differ from sequence to sequence"):
            blocks["avg_pool1d"](**settings_).infer(Sequence(Unknown(), 4))
        blocks["avg_pool1d"](**settings_).infer(Sequence(9, 4))


def test_global_max_pooling_takes_the_largest_of_each_channel():
    x = drawn(Picture(3, 4, 5), 2)
    (y,) = compiled(blocks["global_max_pool"](), (Picture(3, 4, 5),))(x)
    np.testing.assert_array_equal(y.numpy(), x.numpy().max((2, 3)))


def test_adaptive_pooling_takes_means_of_parts():
    x = drawn(Picture(2, 5, 7), 2)
    (y,) = compiled(blocks["adaptive_avg_pool2d"](size=(2, 3)), (Picture(2, 5, 7),))(x)
    for i, rows in enumerate((slice(0, 3), slice(2, 5))):
        for j, columns in enumerate((slice(0, 3), slice(2, 5), slice(4, 7))):
            torch.testing.assert_close(y[:, :, i, j], x[:, :, rows, columns].mean((2, 3)))
    steps = drawn(Sequence(5, 3), 2)
    (y,) = compiled(blocks["adaptive_avg_pool1d"](size=2), (Sequence(5, 3),))(steps)
    torch.testing.assert_close(y, torch.stack((steps[:, :3].mean(1), steps[:, 2:].mean(1)), 1))


def test_adaptive_pooling_to_a_larger_size_is_refused():
    with pytest.raises(ShapeError, match="5 × 7 cannot be pooled to 6 × 1"):
        blocks["adaptive_avg_pool2d"](size=(6, 1)).infer(Picture(2, 5, 7))
    with pytest.raises(ShapeError, match="Use a Mean over time block instead"):
        blocks["adaptive_avg_pool1d"]().infer(Sequence(Unknown(), 7))


@pytest.mark.parametrize("kind", ["avg", "max"])
def test_a_sequence_is_sent_to_the_mean_or_maximum_over_time(kind):
    title = {"avg": "Mean", "max": "Max"}[kind]
    assert f"{title} over time" in {entry.title for entry in blocks}
    with pytest.raises(ShapeError, match=f"Use a {title} over time block instead"):
        blocks[f"global_{kind}_pool"]().infer(Sequence(4, 4))


def test_windows_that_do_not_overlap_are_printed_in_short():
    assert str(blocks["max_pool2d"]().layers(Picture(1, 8, 8))[""]) == "nn.MaxPool2d(2)"
    overlapping = blocks["max_pool2d"](kernel=(3, 3), padding=1)
    text = "nn.MaxPool2d(3, stride=2, padding=1)"
    assert str(overlapping.layers(Picture(1, 8, 8))[""]) == text
