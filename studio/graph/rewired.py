"""What follows from the wires of a network, derived from what it was before an edit."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from studio.graph import structure

if TYPE_CHECKING:
    from studio.graph.graph import Network, Wire

Wires: TypeAlias = "Mapping[str, tuple[Wire, ...]]"
End: TypeAlias = "Callable[[Wire], str]"

SOURCE: Final = attrgetter("source")
TARGET: Final = attrgetter("target")


def grouped(wires: Iterable[Wire], end: End) -> dict[str, tuple[Wire, ...]]:
    """The wires at each block that is at this end of some."""
    lists: dict[str, list[Wire]] = {}
    for wire in wires:
        lists.setdefault(end(wire), []).append(wire)
    return {id: tuple(listed) for id, listed in lists.items()}


def own(network: Network, wires: Iterable[Wire]) -> list[Wire]:
    """The wires of a network that join what these do."""
    keys = [(wire.source, wire.key()) for wire in wires]
    return [own for id, key in keys for own in network.out_of.get(id, ()) if own.key() == key]


def at_ports_of(network: Network, wires: Iterable[Wire]) -> list[Wire]:
    """The wires of a network that end where these do."""
    ends = {(wire.target, wire.input) for wire in wires}
    return [each for id, port in ends for each in network.into.get(id, ()) if each.input == port]


def exchanged(before: Network, after: Network) -> list[Wire]:
    """The wires that only one of two networks has, by their identity: quicker than by value."""
    then, now = ({id(wire): wire for wire in each.wires} for each in (before, after))
    either = then | now
    return [either[key] for key in then.keys() ^ now.keys()]


@dataclass(frozen=True, slots=True)
class Change:
    """Wires that go, by their identity, and wires that come."""

    gone: tuple[Wire, ...]
    new: tuple[Wire, ...]

    def wires(self, before: tuple[Wire, ...]) -> tuple[Wire, ...]:
        """The wires after the change, sorted as they were."""
        if not self.gone and not self.new:
            return before
        gone = {id(wire) for wire in self.gone}
        kept = [wire for wire in before if id(wire) not in gone]
        for wire in self.new:
            insort(kept, wire, key=_key)
        return tuple(kept)

    def carry(self, before: Network, after: Network) -> None:
        """Tell the network afterwards what is known of it already, by the names of properties."""
        known, found = before.__dict__, after.__dict__
        if after.nodes is before.nodes:
            found.update({name: known[name] for name in _OF_NODES if name in known})
        found["into"] = self._regrouped(before.into, TARGET)
        found["out_of"] = self._regrouped(before.out_of, SOURCE)
        if {"used", "fed"} <= known.keys() and self._no_loop(before, after):
            found["used"], found["fed"] = self._reached(before, after)

    def _no_loop(self, before: Network, after: Network) -> bool:
        """Whether there is no loop of wires; where none was, wires that go make none."""
        free = before if not self.new and len(before.order) == len(before.nodes) else after
        return len(free.order) == len(free.nodes)

    def _regrouped(self, before: Wires, end: End) -> Wires:
        made = dict(before)
        gone = {id(wire) for wire in self.gone}
        for at in {end(wire) for wire in (*self.gone, *self.new)}:
            kept = [wire for wire in made.pop(at, ()) if id(wire) not in gone]
            kept += [wire for wire in self.new if end(wire) == at]
            if kept:
                made[at] = tuple(sorted(kept, key=_key))
        return made

    def _reached(self, before: Network, after: Network) -> tuple[frozenset[str], frozenset[str]]:
        """The blocks that are used, and those that are fed, without a loop of wires."""
        others = [*(before.by_id.keys() ^ after.by_id.keys())]
        sources = [*others, *map(SOURCE, (*self.gone, *self.new))]
        targets = [*others, *map(TARGET, (*self.gone, *self.new))]
        out, into = (after.out_of, TARGET), (after.into, SOURCE)
        return (
            _again(before.used, after, structure.is_end, sources, out, into),
            _again(before.fed, after, structure.is_start, targets, into, out),
        )


_OF_NODES: Final = ("by_id", "uses", "kinds")


def _key(wire: Wire) -> tuple[str, str, str, str]:
    return wire.key()


def _again(
    before: frozenset[str],
    network: Network,
    by_itself: Callable[[Any], bool],
    asked: list[str],
    reached_by: tuple[Wires, End],
    handed_on: tuple[Wires, End],
) -> frozenset[str]:
    """The blocks reached now: first those that are won come, then those that are lost go.

    Args:
        before: the blocks reached before an edit.
        by_itself: whether a block is reached without any wire.
        asked: the blocks for which the edit may have changed that.
        reached_by: the wires at each block through which it is reached, and where they come from.
        handed_on: the wires at each block to those that are reached through it.
    """
    nodes, reached = network.by_id, set(before)
    (support, source), (further, target) = reached_by, handed_on
    for now in (True, False):
        waiting = [*asked]
        while waiting:
            id = waiting.pop()
            if (id in reached) is now:
                continue
            held = id in nodes and (
                by_itself(nodes[id].block)
                or any(source(wire) in reached for wire in support.get(id, ()))
            )
            if held is now:
                (reached.add if now else reached.discard)(id)
                waiting += [target(wire) for wire in further.get(id, ())]
    return before if reached == before else frozenset(reached)
