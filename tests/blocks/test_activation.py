"""Activation functions against their formulas, written out in numpy."""

import math

import numpy as np
import pytest
import torch

from studio.blocks import blocks
from studio.blocks.activation import TITLES
from studio.schema.shape import Picture, Sequence, ShapeError, Tokens
from tests.blocks.compiled import compiled, drawn

SCALE, ALPHA = 1.0507009873554805, 1.6732632423543772  # of SELU, from its paper


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    e = np.exp(x)
    return e / e.sum(-1, keepdims=True)


FORMULAS = {
    "none": lambda x: x,
    "relu": lambda x: np.maximum(0, x),
    "relu6": lambda x: np.clip(x, 0, 6),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.01 * x),
    "prelu": lambda x: np.where(x > 0, x, 0.25 * x),
    "elu": lambda x: np.where(x > 0, x, np.exp(x) - 1),
    "selu": lambda x: SCALE * np.where(x > 0, x, ALPHA * (np.exp(x) - 1)),
    "gelu": lambda x: x * 0.5 * (1 + np.vectorize(math.erf)(x / np.sqrt(2))),
    "silu": lambda x: x * sigmoid(x),
    "hard_swish": lambda x: x * np.clip(x + 3, 0, 6) / 6,
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "softplus": lambda x: np.log1p(np.exp(x)),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "softmax": softmax,
    "log_softmax": lambda x: np.log(softmax(x)),
    "step": lambda x: (x > 0).astype(float),
}


@pytest.mark.parametrize("name", list(TITLES))
def test_an_activation_is_its_formula(name):
    shape = Sequence(4, 5)
    module = compiled(blocks["activation"](function=name), (shape,))
    x = drawn(shape, 2) * 4
    expected = FORMULAS[name](x.numpy().astype(np.float64))
    np.testing.assert_allclose(module(x)[0].detach(), expected, rtol=1e-4, atol=1e-5)


def test_softmax_goes_across_the_channels_of_a_picture():
    module = compiled(blocks["activation"](function="softmax"), (Picture(3, 2, 2),))
    sums = module(drawn(Picture(3, 2, 2), 2))[0].sum(1)
    torch.testing.assert_close(sums, torch.ones(2, 2, 2))


def test_nothing_learns_through_a_step():
    shape = Sequence(4, 5)
    module = compiled(blocks["dense"](units=3, activation="step"), (shape,))
    module(drawn(shape, 2))[0].sum().backward()
    assert all(not parameter.grad.any() for parameter in module.module.parameters())


def test_an_activation_inside_a_layer_is_a_layer_of_its_own():
    layers = blocks["dense"](units=3, activation="prelu").layers(Sequence(4, 5))
    assert [str(call) for call in layers.values()] == ["nn.Linear(5, 3)", "nn.PReLU()"]


def test_tokens_of_unknown_length_stay_refused():
    with pytest.raises(ShapeError, match="Put an Embedding block before it"):
        blocks["activation"]().infer(Tokens(None, 5))
