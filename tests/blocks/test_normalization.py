"""Normalization against the formula, written out in numpy."""

import numpy as np
import pytest
import torch

from studio.blocks import blocks
from studio.schema.shape import Features, Picture, Sequence, ShapeError, Tokens, Unknown
from tests.blocks.compiled import compiled, drawn


def normal(x, axes, epsilon=1e-5):
    return (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + epsilon)


@pytest.mark.parametrize(
    ("shape", "axes"),
    [(Features(4), 0), (Sequence(5, 4), (0, 1)), (Picture(4, 5, 6), (0, 2, 3))],
    ids=["row", "sequence", "picture"],
)
def test_batch_norm_is_the_formula(shape, axes):
    module = compiled(blocks["batch_norm"](), (shape,))
    x = drawn(shape, 8) * 3 + 2
    module.module.train()
    y = module(x)[0].detach().numpy()
    np.testing.assert_allclose(y, normal(x.numpy(), axes), rtol=1e-3, atol=1e-4)
    layer = module.module.block
    np.testing.assert_allclose(layer.running_mean, 0.1 * x.numpy().mean(axes), rtol=1e-3, atol=1e-4)


def test_batch_norm_of_padded_sequences_counts_real_steps_only():
    lengths = [5, 2, 1]
    x = drawn(Sequence(5, 4), 3) * 3 + 2
    real = np.concatenate([x[row, :steps].numpy() for row, steps in enumerate(lengths)])
    for row, steps in enumerate(lengths):
        x[row, steps:] = 1000.0
    module = compiled(blocks["batch_norm"](), (Sequence(Unknown(), 4),))
    layer = module.module.block
    module.module.train()
    (y,) = module.values(x, torch.tensor(lengths))
    together = np.concatenate([y[row, :steps].detach() for row, steps in enumerate(lengths)])
    np.testing.assert_allclose(together, normal(real, 0), rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(layer.running_mean, 0.1 * real.mean(0), rtol=1e-3, atol=1e-4)
    variance = 0.9 + 0.1 * real.var(0, ddof=1)
    np.testing.assert_allclose(layer.running_var, variance, rtol=1e-3, atol=1e-4)
    assert layer.num_batches_tracked == 1
    module.module.eval()
    (y,) = module.values(x, torch.tensor(lengths))
    mean, variance = layer.running_mean.numpy(), layer.running_var.numpy()
    expected = (x[0].numpy() - mean) / np.sqrt(variance + 1e-5)
    np.testing.assert_allclose(y[0].detach(), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "axes"),
    [(Features(4), 1), (Sequence(5, 4), 2), (Picture(4, 5, 6), (1, 2, 3))],
    ids=["row", "sequence", "picture"],
)
def test_layer_norm_is_the_formula(shape, axes):
    module = compiled(blocks["layer_norm"](epsilon=0.5), (shape,))
    x = drawn(shape, 3) * 3 + 2
    y = module(x)[0].detach().numpy()
    np.testing.assert_allclose(y, normal(x.numpy(), axes, 0.5), rtol=1e-4, atol=1e-5)


def grouped(x, groups, epsilon=1e-5):
    """(batch, channels, places) normalized over each group of channels and all its places."""
    parts = x.reshape(x.shape[0], groups, -1)
    return normal(parts, 2, epsilon).reshape(x.shape)


@pytest.mark.parametrize("shape", [Features(6), Sequence(5, 6), Picture(6, 3, 4)])
def test_group_norm_is_the_formula(shape):
    module = compiled(blocks["group_norm"](groups=2, epsilon=0.5), (shape,))
    x = drawn(shape, 3) * 3 + 2
    y = module(x)[0].detach().numpy()
    turned = np.moveaxis(x.numpy(), -1, 1) if isinstance(shape, Sequence) else x.numpy()
    expected = grouped(turned, 2, 0.5)
    expected = np.moveaxis(expected, 1, -1) if isinstance(shape, Sequence) else expected
    np.testing.assert_allclose(y, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "axes"),
    [(Sequence(5, 4), 1), (Picture(4, 5, 6), (2, 3))],
    ids=["sequence", "picture"],
)
def test_instance_norm_is_the_formula(shape, axes):
    module = compiled(blocks["instance_norm"](epsilon=0.5), (shape,))
    x = drawn(shape, 3) * 3 + 2
    y = module(x)[0].detach().numpy()
    np.testing.assert_allclose(y, normal(x.numpy(), axes, 0.5), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(("kind", "groups"), [("group_norm", 2), ("instance_norm", 4)])
def test_norms_of_padded_sequences_count_real_steps_only(kind, groups):
    settings = {"groups": 2} if kind == "group_norm" else {}
    module = compiled(blocks[kind](**settings), (Sequence(Unknown(), 4),))
    x = drawn(Sequence(5, 4), 2) * 3 + 2
    x[1, 2:] = 1000.0
    (y,) = module.values(x, torch.tensor([5, 2]))
    for row, steps in enumerate((5, 2)):
        real = x[row : row + 1, :steps].numpy().transpose(0, 2, 1)
        expected = grouped(real, groups).transpose(0, 2, 1)[0]
        np.testing.assert_allclose(y[row, :steps].detach(), expected, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("size", [1, 3, 5])
def test_local_response_norm_is_the_formula(size):
    shape = Picture(6, 3, 4)
    settings = {"size": size, "alpha": 0.5, "beta": 0.6, "k": 2.0}
    x = drawn(shape, 2) * 3
    y = compiled(blocks["local_response_norm"](**settings), (shape,))(x)[0].numpy()
    for channel in range(6):
        near = x[:, max(0, channel - size // 2) : channel + size // 2 + 1].numpy()
        damped = (2.0 + 0.5 / size * (near**2).sum(1)) ** 0.6
        np.testing.assert_allclose(y[:, channel], x[:, channel].numpy() / damped, rtol=1e-4)


def test_groups_that_do_not_divide_the_channels_are_refused():
    with pytest.raises(
        ShapeError, match=r"8 groups do not come out even\. 12 channels arrive"
    ) as no:
        blocks["group_norm"]().infer(Picture(12, 5, 5))
    assert no.value.remedy == "Choose a number of groups that divides 12: 1, 2, 3, 4, 6, 12."


def test_a_norm_over_one_value_is_refused():
    for kind, shape in (
        ("group_norm", Features(8)),
        ("group_norm", Picture(8, 1, 1)),
        ("instance_norm", Features(8)),
        ("instance_norm", Sequence(1, 8)),
        ("instance_norm", Picture(8, 1, 1)),
    ):
        with pytest.raises(ShapeError, match="the mean of one value is that value"):
            blocks[kind]().infer(shape)


@pytest.mark.parametrize("kind", ["batch_norm", "layer_norm", "group_norm", "instance_norm"])
def test_without_scale_and_shift_there_is_nothing_to_learn(kind):
    module = compiled(blocks[kind](affine=False), (Picture(8, 5, 6),))
    assert not list(module.module.parameters())
    assert blocks[kind](affine=False).count(Picture(8, 5, 6)) == ""


def test_a_known_length_takes_torch_s_own_layer():
    assert str(blocks["batch_norm"]().layers(Sequence(5, 4))[""]) == "nn.BatchNorm1d(4)"
    assert str(blocks["batch_norm"]().layers(Picture(4, 5, 5))[""]) == "nn.BatchNorm2d(4)"
    assert str(blocks["layer_norm"]().layers(Picture(4, 5, 5))[""]) == "nn.LayerNorm((4, 5, 5))"


@pytest.mark.parametrize(
    "kind", ["batch_norm", "layer_norm", "group_norm", "spatial_dropout", "gaussian_noise"]
)
def test_bare_tokens_are_refused(kind):
    with pytest.raises(ShapeError, match="cannot read tokens"):
        blocks[kind]().infer(Tokens(5, 9))


def test_a_layer_norm_of_one_value_is_refused():
    for shape in (Features(1), Sequence(5, 1)):
        with pytest.raises(ShapeError, match="the mean of one value is that value"):
            blocks["layer_norm"]().infer(shape)
