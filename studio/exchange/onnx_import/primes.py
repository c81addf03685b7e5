"""Numbers that stand for lengths which a file leaves open, while it is read."""

from __future__ import annotations

import math
from collections.abc import Iterator

from onnx import ModelProto


def primes(model: ModelProto) -> Iterator[int]:
    """Primes that divide no side of any weight or input, from small to large."""
    taken = {side for tensor in model.graph.initializer for side in tensor.dims}
    taken |= {d.dim_value for v in model.graph.input for d in v.type.tensor_type.shape.dim}
    number = 11
    while True:
        if all(number % n for n in range(2, math.isqrt(number) + 1)) and not any(
            side % number == 0 for side in taken if side
        ):
            yield number
        number += 2
