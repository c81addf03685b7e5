"""Convolutions against onnxruntime's operators, with drawn settings and sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from studio.blocks.filters import GroupedFilters
from tests.blocks.oracle.operator import Array, answered, held, weights


def convolved(block: GroupedFilters, layer: Mapping[str, Array], x: Array, sides: int) -> Array:
    """What the operator Conv makes of (batch, channels, …)."""
    settings: dict[str, Any] = {"group": block.groups}
    for name, attribute in (("stride", "strides"), ("dilation", "dilations")):
        value = getattr(block, name)
        settings[attribute] = value if isinstance(value, tuple) else (value,)
    match block.padding:
        case "same":
            settings["auto_pad"] = "SAME_UPPER"
        case "valid":
            settings["auto_pad"] = "VALID"
        case edge:
            settings["pads"] = (edge,) * (2 * sides)
    return answered("Conv", x, layer["weight"], layer.get("bias"), **settings)


@held("conv2d", activation="none")
def test_conv2d(block, module, given, shapes) -> Sequence[Array]:
    return [convolved(block, weights(module.module.block), given[0], 2)]


@held("conv1d", activation="none")
def test_conv1d(block, module, given, shapes) -> Sequence[Array]:
    steps_last = np.ascontiguousarray(given[0].transpose(0, 2, 1))
    return [convolved(block, weights(module.module.block), steps_last, 1).transpose(0, 2, 1)]
