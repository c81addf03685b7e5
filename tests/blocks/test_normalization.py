"""Normalization against the formula, written out in numpy."""

import numpy as np
import pytest
import torch

from studio.blocks import blocks
from studio.schema.shape import Features, Picture, Sequence, ShapeError, Tokens
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
    module = compiled(blocks["batch_norm"](), (Sequence(None, 4),))
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


@pytest.mark.parametrize("kind", ["batch_norm", "layer_norm"])
def test_without_scale_and_shift_there_is_nothing_to_learn(kind):
    module = compiled(blocks[kind](affine=False), (Picture(4, 5, 6),))
    assert not list(module.module.parameters())
    assert blocks[kind](affine=False).count(Picture(4, 5, 6)) == ""


def test_a_known_length_takes_torch_s_own_layer():
    assert str(blocks["batch_norm"]().layers(Sequence(5, 4))[""]) == "nn.BatchNorm1d(4)"
    assert str(blocks["batch_norm"]().layers(Picture(4, 5, 5))[""]) == "nn.BatchNorm2d(4)"
    assert str(blocks["layer_norm"]().layers(Picture(4, 5, 5))[""]) == "nn.LayerNorm((4, 5, 5))"


@pytest.mark.parametrize("kind", ["batch_norm", "layer_norm", "dropout", "activation"])
def test_bare_tokens_are_refused(kind):
    with pytest.raises(ShapeError, match="cannot read tokens"):
        blocks[kind]().infer(Tokens(5, 9))


def test_a_layer_norm_of_one_value_is_refused():
    for shape in (Features(1), Sequence(5, 1)):
        with pytest.raises(ShapeError, match="the mean of one value is that value"):
            blocks["layer_norm"]().infer(shape)
