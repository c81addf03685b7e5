"""What follows from the wires of a network alone: order, and which blocks matter."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from studio.blocks.block import InputBlock, OutputBlock
from studio.blocks.group import Inlet, Outlet

if TYPE_CHECKING:
    from studio.graph.graph import Network


def order(network: Network) -> tuple[str, ...]:
    """The blocks in an order of computation; those in or after a cycle are left out."""
    into, out_of = network.into, network.out_of
    waiting = {node.id: len(into.get(node.id, ())) for node in network.nodes}
    ready = deque(id for id, wires in waiting.items() if not wires)
    done: list[str] = []
    while ready:
        id = ready.popleft()
        done.append(id)
        for wire in out_of.get(id, ()):
            target = wire.target
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return tuple(done)


def used(network: Network) -> frozenset[str]:
    """The blocks that some output or outlet depends on."""
    waiting = [node.id for node in network.nodes if isinstance(node.block, OutputBlock | Outlet)]
    seen, into = set(waiting), network.into
    while waiting:
        for wire in into.get(waiting.pop(), ()):
            if wire.source not in seen:
                seen.add(wire.source)
                waiting.append(wire.source)
    return frozenset(seen)


def fed(network: Network) -> frozenset[str]:
    """The blocks that some input or inlet reaches."""
    waiting = [node.id for node in network.nodes if isinstance(node.block, InputBlock | Inlet)]
    seen, out_of = set(waiting), network.out_of
    while waiting:
        for wire in out_of.get(waiting.pop(), ()):
            if wire.target not in seen:
                seen.add(wire.target)
                waiting.append(wire.target)
    return frozenset(seen)
