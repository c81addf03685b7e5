"""What happens between some values and another one: which operators, and what they answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from studio.exchange.onnx_import.network import Array, Network, Operator
from studio.exchange.onnx_import.running import answered

MOST_OPERATORS: Final = 120
MOST_NUMBERS: Final = 50_000_000  # in one value, to try it out


def between(network: Network, end: str, sources: set[str]) -> list[Operator] | None:
    """Everything from the sources to the end, if nothing else reads what happens inside."""
    found: dict[int, Operator] = {}
    waiting = [end]
    while waiting:
        name = waiting.pop()
        op = network.made_by.get(name)
        if name in sources or op is None or id(op) in found:
            if op is None and name not in network.constants and name not in sources:
                return None
            continue
        found[id(op)] = op
        if len(found) > MOST_OPERATORS:
            return None
        waiting += [n for n in op.inputs if n and n not in network.constants]
    inside = [op for op in network.operators if id(op) in found]
    for op in inside:
        for name in op.outputs:
            read = network.read_by.get(name, [])
            if name != end and (name in network.outputs or any(id(r) not in found for r in read)):
                return None
    return inside


def answered_by(
    network: Network, group: list[Operator], values: Mapping[str, Array], end: str
) -> Array | None:
    """What these operators make of values; None if they are too large, or cannot be run."""
    inside = [network.shapes.get(name, ()) for op in group for name in op.outputs]
    if max(math.prod(shape) for shape in (*inside, *(v.shape for v in values.values()))) > (
        MOST_NUMBERS
    ):
        return None
    nodes = [node for op in group for node in op.nodes]
    return answered(nodes, network.versions, network.constants, values, end)
