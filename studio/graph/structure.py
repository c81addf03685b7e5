"""What follows from the wires of a network alone: order, and which blocks matter."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING

from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.blocks.group import Inlet, Outlet

if TYPE_CHECKING:
    from studio.graph.graph import Structure, Wire


def order(network: Structure) -> tuple[str, ...]:
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


def kinds(network: Structure) -> dict[type[Block], tuple[str, ...]]:
    """The blocks of each kind, in order."""
    found: dict[type[Block], list[str]] = {}
    for node in network.nodes:
        found.setdefault(type(node.block), []).append(node.id)
    return {kind: tuple(ids) for kind, ids in found.items()}


def is_end(block: Block) -> bool:
    """Whether a block is used by itself, without any wire out of it."""
    return isinstance(block, OutputBlock | Outlet)


def is_start(block: Block) -> bool:
    """Whether a block is fed by itself, without any wire into it."""
    return isinstance(block, InputBlock | Inlet)


def used(network: Structure) -> frozenset[str]:
    """The blocks that some output or outlet depends on."""
    return feeding(network, [node.id for node in network.of(OutputBlock, Outlet)])


def fed(network: Structure) -> frozenset[str]:
    """The blocks that some input or inlet reaches."""
    return fed_by(network, [node.id for node in network.of(InputBlock, Inlet)])


def feeding(network: Structure, ids: Iterable[str]) -> frozenset[str]:
    """These blocks and all that feed them, directly or through others."""
    return _reached([*ids], network.into, attrgetter("source"))


def fed_by(network: Structure, ids: Iterable[str]) -> frozenset[str]:
    """These blocks and all that they feed, directly or through others."""
    return _reached([*ids], network.out_of, attrgetter("target"))


def _reached(
    waiting: list[str], wires: Mapping[str, tuple[Wire, ...]], following: Callable[[Wire], str]
) -> frozenset[str]:
    seen = set(waiting)
    while waiting:
        for wire in wires.get(waiting.pop(), ()):
            if (id := following(wire)) not in seen:
                seen.add(id)
                waiting.append(id)
    return frozenset(seen)
