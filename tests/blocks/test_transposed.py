"""Transposed and separable convolutions against their formulas, written out in numpy."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.blocks import blocks
from studio.schema.shape import Picture, Sequence, ShapeError
from tests.blocks.compiled import compiled, drawn

transposed, separable = blocks["conv_transpose2d"], blocks["separable_conv2d"]
sides = st.tuples(st.integers(1, 3), st.integers(1, 3))
ends = st.tuples(*[st.integers(0, 2)] * 4)


def painted(x, weight, bias, stride, dilation, groups, size):
    """Every pixel adds its pattern; what is painted behind `size` is lost."""
    batch, channels, height, width = x.shape
    _, part, *kernel = weight.shape
    y = np.zeros((batch, part * groups, *(n + 99 for n in size)))
    for c in range(channels):
        first = c // (channels // groups) * part
        for i in range(height):
            for j in range(width):
                for a in range(kernel[0]):
                    for b in range(kernel[1]):
                        down, across = (
                            stride[0] * i + dilation[0] * a,
                            stride[1] * j + dilation[1] * b,
                        )
                        y[:, first : first + part, down, across] += (
                            x[:, c, i, j, None] * weight[c, :, a, b]
                        )
    return y[:, :, : size[0], : size[1]] + bias[:, None, None]


@settings(max_examples=40, deadline=None, derandomize=True, database=None)
@given(sides, sides, sides, ends, st.sampled_from([1, 2]), sides)
def test_a_transposed_convolution_is_the_formula(kernel, stride, dilation, padding, groups, more):
    more = tuple(n - 1 for n in more)
    block = transposed(
        filters=4, kernel=kernel, stride=stride, dilation=dilation, padding=padding, groups=groups,
        output_padding=more, activation="none",
    )  # fmt: skip
    shape = Picture(2, 3, 4)
    try:
        out = block.infer(shape)
    except ShapeError:
        return
    module = compiled(block, (shape,))
    x = drawn(shape, 2)
    layer = module.module.block
    top, bottom, left, right = padding
    size = (out.height + top + bottom, out.width + left + right)
    expected = painted(
        x.numpy(), layer.weight.detach().numpy(), layer.bias.detach().numpy(), stride, dilation,
        groups, size,
    )[:, :, top : size[0] - bottom, left : size[1] - right]  # fmt: skip
    np.testing.assert_allclose(module(x)[0].detach().numpy(), expected, rtol=1e-4, atol=1e-5)


def test_same_padding_leaves_the_size_times_the_stride():
    for kernel in range(1, 6):
        for stride in range(1, 5):
            block = transposed(kernel=(kernel, 2), stride=(stride, 1), padding="same")
            assert block.infer(Picture(1, 5, 6)) == Picture(32, 5 * stride, 6)


def test_the_size_is_written_out_with_captions():
    told = transposed(kernel=(3, 3), padding=1, output_padding=(1, 1)).arithmetic(Picture(8, 7, 7))
    assert told.terms == (
        ("(", ""), ("7", "side"), ("−", ""), ("1", "start"), (")", ""), ("·", ""), ("2", "stride"),
        ("+", ""), ("3", "kernel"), ("−", ""), ("2·1", "padding"), ("+", ""),
        ("1", "output padding"),
    )  # fmt: skip
    assert told.result == "14"
    wide = transposed().arithmetic(Picture(8, 7, 5))
    assert "The width in the same way: (5 − 1) · 2 + 2 − 2·0 = 10." in wide.words


def test_the_printed_layer_names_only_what_is_unusual():
    assert (
        str(transposed().layers(Picture(8, 7, 7))[""]) == "nn.ConvTranspose2d(8, 32, 2, stride=2)"
    )
    odd = transposed(kernel=(3, 3), padding=(1, 0, 1, 0)).layers(Picture(8, 7, 7))
    assert str(odd["cut"]) == "nn.ZeroPad2d((-1, 0, -1, 0))"
    usual = transposed(kernel=(3, 3), padding=1, output_padding=(1, 1)).layers(Picture(8, 7, 7))
    text = "nn.ConvTranspose2d(8, 32, 3, stride=2, padding=1, output_padding=1)"
    assert str(usual[""]) == text


def test_output_padding_of_a_whole_stride_is_refused():
    with pytest.raises(ShapeError, match=r"Output padding 2 is too much\. .* stride, which is 2"):
        transposed(output_padding=(0, 2)).infer(Picture(1, 5, 5))


def test_padding_that_cuts_everything_away_is_refused():
    with pytest.raises(ShapeError, match=r"\(2 − 1\) · 2 \+ 2 − 2·2 = 0"):
        transposed(padding=2).infer(Picture(1, 2, 2))


def test_parameters_are_told_in_words():
    assert transposed().count(Picture(8, 7, 7)) == "(2 × 2 × 8 weights + 1 bias) × 32 filters"
    told = separable(multiplier=2).count(Picture(8, 7, 7))
    assert told == "3 × 3 weights × 16 channels + (16 weights + 1 bias) × 32 filters"


@pytest.mark.parametrize("padding", ["valid", "same", (0, 1, 2, 0)])
def test_a_separable_convolution_looks_in_each_channel_and_then_mixes(padding):
    block = separable(
        filters=5, kernel=(2, 3), padding=padding, multiplier=2, activation="none", dilation=(1, 2)
    )
    shape = Picture(3, 6, 9)
    module = compiled(block, (shape,))
    x = drawn(shape, 2)
    top, bottom, left, right = {"valid": (0, 0, 0, 0), "same": (0, 1, 2, 2)}.get(padding, padding)
    wide = np.pad(x.numpy(), ((0, 0), (0, 0), (top, bottom), (left, right)))
    depth, mix = module.module.block_depth, module.module.block
    height, width = wide.shape[2] - 1, wide.shape[3] - 4
    z = np.zeros((2, 6, height, width))
    for n in range(6):
        for a in range(2):
            for b in range(3):
                seen = wide[:, n // 2, a : a + height, 2 * b : 2 * b + width]
                z[:, n] += seen * depth.weight[n, 0, a, b].item()
    v, bias = mix.weight.detach().numpy()[:, :, 0, 0], mix.bias.detach().numpy()
    expected = np.einsum("fc,bchw->bfhw", v, z) + bias[:, None, None]
    np.testing.assert_allclose(module(x)[0].detach().numpy(), expected, rtol=1e-4, atol=1e-5)


def test_a_sequence_is_refused():
    for kind in (transposed, separable):
        with pytest.raises(ShapeError, match="cannot read sequences"):
            kind().infer(Sequence(5, 3))
