"""What happens between some values and another one: which operators, and what they answer."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np

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


def tried(
    network: Network, group: list[Operator], sources: Iterable[str], end: str
) -> tuple[dict[str, Array], Array] | None:
    """Random numbers for the sources, and what these operators make of them at the end.

    None if something is too large, or if they cannot be run.
    """
    given = {name: network.shapes[name] for name in sources}
    inside = [network.shapes.get(name, ()) for op in group for name in op.outputs]
    if max(map(math.prod, (*inside, *given.values()))) > MOST_NUMBERS:
        return None
    dice = np.random.default_rng(0)
    values = {name: dice.standard_normal(sides, np.float32) for name, sides in given.items()}
    nodes = [node for op in group for node in op.nodes]
    found = answered(nodes, network.versions, network.constants, values, end)
    return None if found is None else (values, found)
