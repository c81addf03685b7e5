"""The settings of a window as ONNX writes them: one number for each side, begins before ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def sides(value: Any) -> tuple[int, ...]:
    """One number for each side."""
    return value if isinstance(value, tuple) else (value,)


def pads(block: Any, arriving: Sequence[int]) -> tuple[int, ...]:
    """The padding as ONNX's text defines it for SAME_UPPER, VALID and numbers."""
    begins, ends = [], []
    dilations = sides(getattr(block, "dilation", (1,) * len(arriving)))
    windows = zip(arriving, sides(block.kernel), sides(block.stride), dilations, strict=True)
    for axis, (side, kernel, stride, dilation) in enumerate(windows):
        match block.padding:
            case "valid":
                begin = end = 0
            case "same":
                places = (side + stride - 1) // stride
                total = max((places - 1) * stride + (kernel - 1) * dilation + 1 - side, 0)
                begin, end = total // 2, total - total // 2
            case int():
                begin = end = block.padding
            case _:
                begin, end = block.padding[2 * axis : 2 * axis + 2]
        begins.append(begin)
        ends.append(end)
    return (*begins, *ends)
