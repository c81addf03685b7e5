"""Activation functions against their formulas, written out in numpy."""

import math

import numpy as np
import pytest
import torch

from studio.blocks import blocks
from studio.blocks.activation import TITLES
from studio.schema.shape import Features, Picture, Sequence, ShapeError, Tokens, Unknown
from studio.ui.form.settings import settings
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
    "hard_sigmoid": lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "tanh": np.tanh,
    "hard_tanh": lambda x: np.clip(x, -1, 1),
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


GELU_BY_TANH = np.sqrt(2 / np.pi)


@pytest.mark.parametrize(
    ("settings", "formula"),
    [
        ({"function": "leaky_relu", "slope": 0.3}, lambda x: np.where(x > 0, x, 0.3 * x)),
        ({"function": "elu", "alpha": 2.5}, lambda x: np.where(x > 0, x, 2.5 * (np.exp(x) - 1))),
        (
            {"function": "gelu", "form": "tanh"},
            lambda x: 0.5 * x * (1 + np.tanh(GELU_BY_TANH * (x + 0.044715 * x**3))),
        ),
        (
            {"function": "hard_sigmoid", "reach": 2.5, "offset": 0.4},
            lambda x: np.clip(0.2 * x + 0.4, 0, 1),
        ),
        ({"function": "hard_tanh", "low": -2.0, "high": 3.0}, lambda x: np.clip(x, -2, 3)),
    ],
    ids=lambda value: value["function"] if isinstance(value, dict) else "",
)
def test_a_setting_of_an_activation_changes_its_formula(settings, formula):
    shape = Sequence(4, 5)
    x = drawn(shape, 2) * 4
    module = compiled(blocks["activation"](**settings), (shape,))
    expected = formula(x.numpy().astype(np.float64))
    np.testing.assert_allclose(module(x)[0].detach(), expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("shape", "axis"), [(Features(4), 1), (Sequence(3, 4), 2), (Picture(4, 3, 2), 1)]
)
def test_a_slope_for_each_channel_is_applied_to_its_channel(shape, axis):
    module = compiled(blocks["activation"](function="prelu", per_channel=True), (shape,))
    slopes = torch.tensor([0.1, 0.2, 0.3, 0.4])
    with torch.no_grad():
        module.module.block_activation.weight.copy_(slopes)
    x = drawn(shape, 2)
    each = slopes.reshape([4 if n == axis else 1 for n in range(x.ndim)])
    torch.testing.assert_close(module(x)[0].detach(), torch.where(x > 0, x, each * x))
    assert module.parameters == 4


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
@pytest.mark.parametrize(("shape", "axis"), [(Sequence(3, 4), 1), (Picture(2, 3, 4), 3)])
def test_a_softmax_goes_across_the_axis_that_is_set(name, shape, axis):
    x = drawn(shape, 2)
    y = compiled(blocks["activation"](function=name, axis=axis), (shape,))(x)[0].numpy()
    e = np.exp(x.numpy())
    expected = e / e.sum(axis, keepdims=True)
    np.testing.assert_allclose(y if name == "softmax" else np.exp(y), expected, rtol=1e-5)


def test_an_axis_that_is_not_there_is_refused():
    with pytest.raises(ShapeError, match="A row of 4 numbers has 1"):
        blocks["activation"](function="softmax", axis=2).infer(Features(4))


def test_a_lowest_number_above_the_highest_is_refused():
    with pytest.raises(ShapeError, match=r"The lowest number 3\.0 is not below the highest 1\.0"):
        blocks["activation"](function="hard_tanh", low=3.0).infer(Features(4))


def test_only_settings_that_the_function_reads_are_asked_for():
    shown = {row.path[0] for row in settings(blocks["activation"](function="leaky_relu"))}
    assert shown == {"function", "slope"}
    assert {row.path[0] for row in settings(blocks["activation"]())} == {"function"}


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
        blocks["activation"]().infer(Tokens(Unknown(), 5))
