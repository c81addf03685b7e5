"""Reach: which blocks come before another, and which behind it."""

from __future__ import annotations

from collections.abc import Iterable

from studio.graph.graph import Network


def behind(network: Network, ids: Iterable[str]) -> frozenset[str]:
    """These blocks, and all that work on what they give."""
    seen, waiting = set(ids), [*ids]
    while waiting:
        following = {wire.target for wire in network.out_of.get(waiting.pop(), ())}
        waiting += following - seen
        seen |= following
    return frozenset(seen)


def before(network: Network, ids: Iterable[str]) -> frozenset[str]:
    """These blocks, and all whose work they depend on."""
    seen, waiting = set(ids), [*ids]
    while waiting:
        leading = {wire.source for wire in network.into.get(waiting.pop(), ())}
        waiting += leading - seen
        seen |= leading
    return frozenset(seen)
