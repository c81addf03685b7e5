"""The settings of a block with a window, as attributes of an ONNX operator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.blocks.oracle.operator import Array


def sides(value: Any) -> tuple[int, ...]:
    """A setting for each side, of one side too."""
    return value if isinstance(value, tuple) else (value,)


def padded(block: Any, lengths: Sequence[int]) -> dict[str, Any]:
    """The padding of sides so long: all beginnings come first in ONNX, then all ends."""
    match block.padding:
        case "same":
            dilations = sides(getattr(block, "dilation", 1))
            if max(dilations) == 1:
                return {"auto_pad": "SAME_UPPER"}
            # onnxruntime does not do this with dilation; so by the definition of ONNX.
            each = zip(lengths, sides(block.kernel), sides(block.stride), dilations, strict=True)
            zeros = [
                max(0, (-(-side // s) - 1) * s + d * (k - 1) + 1 - side) for side, k, s, d in each
            ]
            return {"pads": (*(n // 2 for n in zeros), *(n - n // 2 for n in zeros))}
        case "valid":
            return {}
        case int():
            return {"pads": (block.padding,) * (2 * len(lengths))}
    return {"pads": (*block.padding[::2], *block.padding[1::2])}


def along(x: Array) -> Array:
    """Time last where it was in the middle, and back."""
    return np.ascontiguousarray(x.transpose(0, 2, 1))
