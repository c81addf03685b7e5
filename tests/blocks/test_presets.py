"""Presets: blocks by the names that people know them by."""

import re

import pytest

from studio.blocks import blocks
from studio.blocks.activation import TITLES
from studio.blocks.presets import presets

every_preset = pytest.mark.parametrize("preset", list(presets), ids=lambda preset: preset.id)


def test_every_activation_has_a_preset():
    made = {preset.usual().block() for preset in presets}
    assert made == {blocks["activation"](function=name) for name in TITLES if name != "none"}


@every_preset
def test_a_preset_explains_itself(preset):
    summary, use, formula, line = preset.help().split("\n\n")
    assert 15 <= len(summary) <= 110
    assert use.startswith("Use it")
    assert formula.startswith("y = ")
    assert re.fullmatch(r"In PyTorch: `(nn|layers)\.\w+\(.*\)`\.", line)
    assert preset.id not in blocks


def test_the_line_of_pytorch_is_the_layer_that_is_made():
    assert presets["leaky_relu_activation"].help().endswith("In PyTorch: `nn.LeakyReLU(0.01)`.")
