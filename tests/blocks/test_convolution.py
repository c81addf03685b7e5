"""Convolutions against the formula, written out in numpy, and their sentences."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from studio.blocks import blocks
from studio.schema.shape import Features, Picture, Sequence, ShapeError, Tokens, Unknown
from tests.blocks.compiled import compiled, drawn

conv2d, conv1d = blocks["conv2d"], blocks["conv1d"]
one_to_three = st.integers(1, 3)


def convolved(x, weight, bias, stride, zeros, dilation, groups):
    """y = Σ W·x + b, one output pixel after the other. `zeros` are (before, after) of each side."""
    batch, channels, _, _ = x.shape
    filters, _, *kernel = weight.shape
    x = np.pad(x, ((0, 0), (0, 0), *zeros))
    span = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    size = [(n - s) // step + 1 for n, s, step in zip(x.shape[2:], span, stride, strict=True)]
    y = np.zeros((batch, filters, *size))
    part = channels // groups
    for f in range(filters):
        first = f // (filters // groups) * part
        for i in range(size[0]):
            for j in range(size[1]):
                top, left = i * stride[0], j * stride[1]
                seen = x[
                    :,
                    first : first + part,
                    top : top + span[0] : dilation[0],
                    left : left + span[1] : dilation[1],
                ]
                y[:, f, i, j] = (seen * weight[f]).sum((1, 2, 3)) + bias[f]
    return y


@settings(max_examples=25, deadline=None, derandomize=True, database=None)
@given(
    kernel=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    stride=st.tuples(one_to_three, one_to_three),
    dilation=st.tuples(one_to_three, one_to_three),
    groups=st.sampled_from([1, 2, 4]),
    padding=st.sampled_from(["valid", "same", 1, 2, (0, 1, 3, 2)]),
)
def test_conv2d_is_the_formula(kernel, stride, dilation, groups, padding):
    assume(padding != "same" or stride == (1, 1))  # strides have a test of their own
    block = conv2d(
        filters=4, kernel=kernel, stride=stride, dilation=dilation, groups=groups,
        padding=padding, activation="none",
    )  # fmt: skip
    shape = Picture(4, 11, 10)
    module = compiled(block, (shape,))
    x = drawn(shape, 2)
    spans = [d * (k - 1) + 1 for d, k in zip(dilation, kernel, strict=True)]
    match padding:
        case "valid":
            zeros = [(0, 0), (0, 0)]
        case "same":
            zeros = [((s - 1) // 2, s - 1 - (s - 1) // 2) for s in spans]
        case int():
            zeros = [(padding, padding)] * 2
        case top, bottom, left, right:
            zeros = [(top, bottom), (left, right)]
    layer = module.module.block
    expected = convolved(
        x.numpy(), layer.weight.detach().numpy(), layer.bias.detach().numpy(), stride, zeros,
        dilation, groups,
    )  # fmt: skip
    np.testing.assert_allclose(module(x)[0].detach().numpy(), expected, rtol=1e-4, atol=1e-5)


def test_conv1d_is_conv2d_of_one_row():
    block = conv1d(filters=4, kernel=3, stride=2, dilation=2, padding=1, activation="none")
    shape = Sequence(9, 3)
    module = compiled(block, (shape,))
    x = drawn(shape, 2)
    layer = module.module.block
    expected = convolved(
        x.numpy().transpose(0, 2, 1)[:, :, None],
        layer.weight.detach().numpy()[:, :, None],
        layer.bias.detach().numpy(),
        (1, 2),
        [(0, 0), (1, 1)],
        (1, 2),
        1,
    )[:, :, 0].transpose(0, 2, 1)
    np.testing.assert_allclose(module(x)[0].detach().numpy(), expected, rtol=1e-4, atol=1e-5)


def test_the_size_is_written_out_with_captions():
    told = conv2d().arithmetic(Picture(1, 28, 28))
    assert told.terms == (
        ("(", ""), ("28", "side"), ("+", ""), ("2·0", "padding"), ("−", ""), ("3", "kernel"),
        (")", ""), ("/", ""), ("1", "stride"), ("+", ""), ("1", "start"),
    )  # fmt: skip
    assert told.result == "26"
    assert told.words == "Out comes a picture: 32 channels of 26 × 26."


def test_rounding_down_is_told():
    told = conv2d(stride=(2, 2)).arithmetic(Picture(1, 28, 28))
    assert told.result == "13"
    assert told.words.startswith("25 / 2 = 12.5, rounded down to 12.")


def test_a_picture_that_is_not_square_has_its_width_in_words():
    told = conv2d(kernel=(3, 5)).arithmetic(Picture(1, 28, 30))
    assert told.terms[1] == ("28", "height")
    assert told.result == "26"
    assert "The width in the same way: (30 + 2·0 − 5) / 1 + 1 = 26." in told.words


def test_parameters_are_told_in_words():
    assert conv2d().count(Picture(1, 28, 28)) == "(3 × 3 × 1 weights + 1 bias) × 32 filters"
    depthwise = conv2d(filters=8, groups=8, bias=False)
    assert depthwise.count(Picture(8, 9, 9)) == "3 × 3 × 1 weights × 8 filters"


def test_the_card_shows_what_differs_from_the_usual():
    assert conv2d().facts() == ("32 filters", "3 × 3", "ReLU")
    assert conv2d(padding="same").facts() == ("32 filters", "3 × 3", "padding same")
    assert conv2d(stride=(2, 1), padding=1).facts() == ("32 filters", "3 × 3", "stride 2 × 1")


def test_the_printed_layer_names_only_what_is_unusual():
    assert str(conv2d().layers(Picture(1, 28, 28))[""]) == "nn.Conv2d(1, 32, 3)"
    wide = conv2d(kernel=(1, 7), padding="same", bias=False).layers(Picture(1, 28, 28))
    assert str(wide[""]) == "nn.Conv2d(1, 32, (1, 7), padding='same', bias=False)"


def test_same_padding_of_an_even_kernel_has_a_layer_of_its_own():
    layers = conv2d(kernel=(2, 3), padding="same").layers(Picture(1, 8, 8))
    assert str(layers["pad"]) == "nn.ZeroPad2d((1, 1, 0, 1))"
    assert str(layers[""]) == "nn.Conv2d(1, 32, (2, 3))"


def test_a_kernel_larger_than_the_picture_is_refused():
    with pytest.raises(ShapeError) as found:
        conv2d(kernel=(5, 5)).infer(Picture(8, 3, 4))
    assert found.value.what == "The kernel of 5 × 5 is larger than the picture of 3 × 4."
    assert found.value.why == (
        "It must fit at least once, or nothing comes out: (3 + 2·0 − 5) / 1 + 1 = −1."
    )
    assert found.value.remedy == (
        'Set the kernel size to at most 3 × 4, or the padding to "same", or shrink less in the'
        " blocks before."
    )
    assert found.value.chip == "Kernel too large"


def test_a_kernel_that_dilation_spreads_too_far_says_so():
    with pytest.raises(ShapeError) as found:
        conv2d(dilation=(4, 4), stride=(2, 2)).infer(Picture(1, 8, 8))
    assert "With dilation 4 a kernel of 3 spans 9." in found.value.why
    assert found.value.remedy.startswith("Set the kernel size to at most 2 × 2, or the padding")


def test_a_kernel_that_only_padding_would_save_fits():
    assert conv2d(kernel=(5, 5), padding=1).infer(Picture(1, 3, 3)) == Picture(32, 1, 1)


def test_a_kernel_longer_than_the_sequence_is_refused():
    with pytest.raises(ShapeError, match="kernel of 7 steps is longer than the sequence of 5"):
        conv1d(kernel=7).infer(Sequence(5, 2))
    assert conv1d(kernel=7).infer(Sequence(Unknown(), 2)) == Sequence(Unknown("T", ((-7, 1),)), 32)


def test_same_padding_divides_the_size_by_the_stride():
    for side, stride, kernel in itertools.product(range(1, 9), (1, 2, 3), (1, 2, 3, 4)):
        block = conv2d(kernel=(kernel, 3), stride=(stride, 1), padding="same")
        assert block.infer(Picture(1, side, 5)).height == -(-side // stride)


def test_same_padding_with_a_stride_is_refused_where_the_length_is_not_known():
    with pytest.raises(ShapeError, match='Padding "same" needs stride 1 here'):
        conv1d(padding="same", stride=2).infer(Sequence(Unknown(), 8))
    assert conv1d(padding="same", stride=2).infer(Sequence(9, 8)) == Sequence(5, 32)


@pytest.mark.parametrize(
    ("padding", "text"),
    [
        ((2, 2, 1, 1), "nn.Conv2d(1, 32, 3, padding=(2, 1))"),
        ((1, 1, 1, 1), "nn.Conv2d(1, 32, 3, padding=1)"),
        ((0, 1, 2, 3), "nn.Conv2d(1, 32, 3)"),
    ],
)
def test_only_uneven_ends_need_a_layer_of_their_own(padding, text):
    layers = conv2d(padding=padding).layers(Picture(1, 8, 8))
    assert str(layers[""]) == text
    assert ("pad" in layers) == (padding == (0, 1, 2, 3))


def test_a_causal_convolution_sees_no_later_step():
    module = compiled(conv1d(kernel=3, padding=(2, 0), filters=2), (Sequence(6, 3),))
    x = drawn(Sequence(6, 3), 1)
    later = x.clone()
    later[:, 4:] += 1
    torch.testing.assert_close(module(x)[0][:, :4], module(later)[0][:, :4])


def test_groups_that_do_not_divide_channels_or_filters_are_refused():
    with pytest.raises(ShapeError, match=r"3 groups do not come out even\. 4 channels arrive"):
        conv2d(filters=6, groups=3).infer(Picture(4, 8, 8))
    with pytest.raises(ShapeError, match=r"3 groups do not come out even\. 32 filters are set"):
        conv2d(groups=3).infer(Picture(3, 8, 8))


@pytest.mark.parametrize(
    ("shape", "chip"),
    [
        (Features(5), "Needs a picture"),
        (Sequence(5, 3), "Needs a picture"),
        (Tokens(5, 3), "Needs an embedding"),
    ],
)
def test_what_is_not_a_picture_is_refused(shape, chip):
    with pytest.raises(ShapeError) as found:
        conv2d().infer(shape)
    assert found.value.chip == chip


@pytest.mark.parametrize("shape", [Features(5), Picture(1, 5, 5)])
def test_what_is_not_a_sequence_is_refused(shape):
    with pytest.raises(ShapeError) as found:
        conv1d().infer(shape)
    assert found.value.chip == "Needs a sequence"


def test_a_sequence_shorter_than_the_kernel_is_answered_as_beside_a_long_one():
    module = compiled(conv1d(filters=2, kernel=5), (Sequence(Unknown(), 3),))
    x = drawn(Sequence(9, 3), 2)
    lengths = torch.tensor([2, 9])
    together, counts = module(x, lengths)
    alone, count = module(x[:1, :2], lengths[:1])
    assert counts.tolist() == [1, 5]
    assert count.tolist() == [1]
    torch.testing.assert_close(together[0, :1], alone[0, :1])


@pytest.mark.parametrize("kind", ["conv2d", "separable_conv2d"])
def test_a_kernel_of_one_pixel_has_no_gaps_on_that_side(kind):
    block = blocks[kind](kernel=(1, 3), dilation=(4, 2), stride=(5, 1))
    layer = next(iter(block.layers(Picture(2, 9, 9)).values()))
    assert dict(layer.kwargs)["dilation"] == (1, 2)


def test_a_dilated_kernel_of_one_step_reads_a_sequence_of_one_step():
    # With this dilation handed on, torch 2.13 ends the whole process.
    block = conv1d(filters=4, kernel=1, dilation=4, stride=5, padding=3, activation="none")
    assert "dilation" not in dict(block.layers(Sequence(1, 3))[""].kwargs)
    module = compiled(block, (Sequence(1, 3),))
    bias = module.module.block.bias.detach()
    out = module(drawn(Sequence(1, 3), 2))[0].detach()
    assert torch.equal(out, bias.expand(2, 2, 4))  # it stands over nothing but padding
