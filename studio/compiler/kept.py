"""What was planned before an edit, and what of it has to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from studio.blocks.block import Arg
from studio.blocks.group import Group
from studio.compiler.steps import End, Part, Plan, Step
from studio.graph.graph import Definition, Network, Wire
from studio.graph.shapes import NodeShapes, Shapes
from studio.schema.call import Expression

Args: TypeAlias = tuple[Arg | None, ...]
# The attribute with the weights of a block, or of all groups that share them; if they are frozen.
Weights: TypeAlias = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was planned for one block, and what that depends on.

    `gives` has the variable at each output port; `input` and `output` are ends of the plan.
    """

    known: NodeShapes
    called: str
    weights: Weights
    wires: tuple[tuple[Wire, ...], tuple[Wire, ...]]
    arriving: Args
    names: tuple[tuple[str, str], ...]
    size: int
    steps: tuple[Step, ...]
    gives: Mapping[tuple[str, str], Arg]
    computes: Expression = None  # what one block computes, before its layers have names
    input: End | None = None
    output: End | None = None
    inside: tuple[Planned, ...] = ()


@dataclass(frozen=True)
class Planned:
    """The plan of one network, with all that it was made from and what was kept of each block."""

    network: Network
    found: Shapes
    called: Mapping[str, str]  # the blocks that are planned, in order
    shared: Mapping[str, Weights]
    keep: Mapping[str, Kept]
    values: Mapping[tuple[str, str], Arg]
    plan: Plan
    size: int

    @cached_property
    def ports(self) -> tuple[object, ...]:
        """What the steps around a copy of a group depend on."""
        ends = [(end.shape, bool(end.lengths)) for end in self.plan.outputs]
        definition = self.network
        assert isinstance(definition, Definition)
        return definition.inputs, definition.outputs, tuple(ends)

    def same_names(self, network: Network, ids: tuple[str, ...]) -> bool:
        """Whether these are the same blocks in the same order, and have the same names."""
        now, then = network.by_id, self.network.by_id
        if ids != tuple(self.called):
            return False
        return now is then or all(
            now[id] is then[id] or now[id].name == then[id].name for id in ids
        )

    def suspects(
        self, network: Network, found: Shapes, called: Mapping[str, str], shared: object
    ) -> set[str]:
        """The blocks of which something is another object now; most of them may be as before."""
        before = self.network
        pairs: tuple[tuple[Mapping[str, Any], Mapping[str, Any]], ...] = (
            (network.by_id, before.by_id),
            (network.into, before.into),
            (network.out_of, before.out_of),
            (found.nodes, self.found.nodes),
            (called, self.called),
        )
        others: set[str] = set()
        for now, then in pairs:
            if now is not then:
                others.update([id for id in called if now.get(id) is not then.get(id)])
        if shared != self.shared:
            nodes = (network.by_id[id] for id in called)
            others |= {node.id for node in nodes if isinstance(node.block, Group)}
        return others


def alike(made: Iterable[Step], before: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps of a block, with the very parts and values from before an edit if these are equal.

    So what is worked out from them can be found again although shapes are others.
    """
    steps = tuple(made)
    if len(steps) != len(before):
        return steps
    return tuple([_alike(*pair) for pair in zip(steps, before, strict=True)])


def _alike(made: Step, before: Step) -> Step:
    parts = before.parts if made.parts == before.parts else made.parts
    values = before.values if made.values == before.values else made.values
    return Step(made.node, parts, values, made.shapes)


def with_insides(steps: Iterable[Step], insides: tuple[Planned, ...]) -> tuple[Step, ...]:
    """The steps of all copies of a group with other insides, the last of them for all further."""
    made = []
    for copy, step in enumerate(steps):
        plan = insides[min(copy, len(insides) - 1)].plan
        parts = [Part(p.attribute, plan, p.seed, p.weights, p.frozen) for p in step.parts]
        made.append(Step(step.node, tuple(parts), step.values, step.shapes) if parts else step)
    return tuple(made)
