"""The planner: goes through one network in order, and plans the step of each block."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from studio.blocks.group import Group, Inlet
from studio.compiler.block_steps import BlockSteps
from studio.compiler.kept import Kept, Planned, Weights, alike, with_insides
from studio.compiler.names import Names, identifier
from studio.compiler.steps import End, Part, Plan, Step, too_large
from studio.graph.graph import Definition, Graph, Network, Node
from studio.graph.shapes import MOST_STEPS, Shapes
from studio.schema.shape import Shape


@dataclass
class Planner:
    """Plans one network: the graph itself, or the inside of a group."""

    graph: Graph
    network: Network
    found: Shapes
    before: Planned | None = None
    # What was planned of the insides of groups, by the identity of their shapes.
    insides: dict[int, Planned] = field(default_factory=dict)
    size: int = 0  # in blocks, with all copies of groups
    # By definition: the weights of groups that share.
    shared: dict[str, Weights] = field(default_factory=dict)
    keep: dict[str, Kept] = field(default_factory=dict)
    anew: int = 0

    def __post_init__(self) -> None:
        self.steps = BlockSteps(self.graph, self.network, self.found)

    def planned(self) -> Planned:
        """The plan of this network, and what may be taken again after an edit."""
        nodes = self._counting()
        self._call(nodes)
        called, before = self.steps.called, self.before
        suspects = set(called)
        if before is not None:
            suspects = before.suspects(self.network, self.found, called, self.shared)
        for node in nodes:
            id = node.id
            old = before.keep.get(id) if before is not None else None
            kept = self._again(node, old, id in suspects) if old else None
            if kept is None:
                kept = self._anew(node, old)
                if old is None or kept.gives != old.gives:
                    suspects.update([wire.target for wire in self.network.out_of.get(id, ())])
            self.keep[id] = kept
            self.steps.values.update(kept.gives)
            self._grow(kept.size)
        return Planned(
            self.network, self.found, called, self.shared, self.keep, self._plan(), self.size
        )

    def _counting(self) -> list[Node]:
        """The blocks that are planned, in order."""
        used, by_id = self.network.used, self.network.by_id
        # An inlet counts even when nothing reads it: the group is still called with its value.
        return [
            node
            for node in [by_id[id] for id in self.found.order]
            if node.id in used or isinstance(node.block, Inlet)
        ]

    def _call(self, nodes: list[Node]) -> None:
        """Give each block its name in the code, and groups that share their weights."""
        before, steps = self.before, self.steps
        if before is not None and before.same_names(self.network, [node.id for node in nodes]):
            steps.called = before.called
            steps.names = Names(before.called.values())
        else:
            unique = steps.names.unique
            steps.called = {node.id: unique(identifier(node.name, node.id)) for node in nodes}
        if not self.network.uses:
            return
        for node in nodes:
            if isinstance(node.block, Group) and node.block.shared:
                name = node.block.definition
                attribute, frozen = self.shared.get(name, (steps.called[node.id], False))
                self.shared[name] = attribute, frozen or node.frozen

    def _plan(self) -> Plan:
        kept = self.keep.values()
        inputs = [each.input for each in kept if each.input is not None]
        outputs = {each.output.node: each.output for each in kept if each.output is not None}
        # Inputs stand in the order of the graph by now, as nothing comes before them.
        ordered = [outputs[node.id] for node in self.network.nodes if node.id in outputs]
        name = self.network.name if isinstance(self.network, Definition) else ""
        steps = [step for each in kept for step in each.steps]
        return Plan(tuple(inputs), tuple(steps), tuple(ordered), name)

    def _again(self, node: Node, kept: Kept, suspect: bool) -> Kept | None:
        """What was planned for a block before an edit, if all that it depends on is the same."""
        if suspect and (
            kept.known is not self.found.nodes[node.id] or not self._as_before(node, kept)
        ):
            return None
        return None if kept.names and not self.steps.names.again(kept.names) else kept

    def _as_before(self, node: Node, kept: Kept) -> bool:
        """Whether all around a block is as it was; what is known of its shapes may be other."""
        return (
            kept.called == self.steps.called[node.id]
            and kept.wires == self.steps.wires(node)
            and kept.weights == self._weights(node)
            and kept.arriving == self.steps.arriving(node)
        )

    def _anew(self, node: Node, old: Kept | None) -> Kept:
        again = self._other_inside(node, old) if old is not None else None
        if again is not None:
            return again
        steps, known = self.steps, self.found.nodes[node.id]
        named, size = len(steps.names.given), 1
        insides: tuple[Planned, ...] = ()
        entering: End | None = None
        if isinstance(node.block, Group):
            insides = self._insides(node, old)
            made = self._group(node, insides)
            size = _size(made, insides)
        elif not self.graph.inputs(node.block):
            entering, made = steps.entering(node)
            size = 0
        else:
            made = steps.block(node)
        self.anew += entering is None
        ends = [(node.id, port.name) for port in self.graph.outputs(node.block)]
        return Kept(
            known,
            steps.called[node.id],
            self._weights(node),
            steps.wires(node),
            steps.arriving(node),
            tuple(steps.names.given[named:]),
            size,
            tuple(made) if old is None or insides else alike(made, old.steps),
            {end: steps.values[end] for end in ends if end in steps.values},
            entering,
            None if ends else steps.leaving(node),
            insides,
        )

    def _weights(self, node: Node) -> Weights:
        """The attribute with the weights of a block, or of all groups that share; if frozen."""
        if isinstance(node.block, Group) and node.block.shared:
            return self.shared[node.block.definition]
        return self.steps.called[node.id], node.frozen

    # ---- groups --------------------------------------------------------------------------------

    def _insides(self, node: Node, old: Kept | None) -> tuple[Planned, ...]:
        """What is planned of the insides of a group, as far as its copies differ."""
        assert isinstance(node.block, Group)
        definition = self.graph.definition[node.block.definition]
        found: list[Planned] = []
        for copy, inside in enumerate(self.found.nodes[node.id].inside):
            if id(inside) not in self.insides:
                before = old.inside[copy] if old and copy < len(old.inside) else None
                self.insides[id(inside)] = self._inside(definition, inside, before)
            found.append(self.insides[id(inside)])
        return tuple(found)

    def _inside(self, definition: Definition, inside: Shapes, before: Planned | None) -> Planned:
        if before is not None and before.found is inside:
            return before
        planner = Planner(self.graph, definition, inside, before, self.insides)
        made = planner.planned()
        self.anew += planner.anew
        return made

    def _other_inside(self, node: Node, old: Kept) -> Kept | None:
        """What was planned for a group whose inside alone has changed, with the new inside."""
        known = self.found.nodes[node.id]
        if not old.inside or known.block is not old.known.block or not self._as_before(node, old):
            return None
        insides = self._insides(node, old)
        if [_ports(each) for each in insides] != [_ports(each) for each in old.inside]:
            return None
        if not self.steps.names.again(old.names):
            return None
        self.anew += 1
        made = with_insides(old.steps, insides)
        rest = old.wires, old.arriving, old.names, _size(made, insides), made, old.gives
        return Kept(known, old.called, old.weights, *rest, inside=insides)

    def _group(self, node: Node, insides: tuple[Planned, ...]) -> list[Step]:
        """One step for each copy of a group: a network of its own, called like a layer."""
        block = node.block
        assert isinstance(block, Group)
        steps: list[Step] = []
        (attribute, frozen), args = self._weights(node), self.steps.args(node)
        called = self.steps.called[node.id]
        borrowed = attribute != called
        for copy in range(block.repeat):
            made = insides[min(copy, len(insides) - 1)].plan
            own = not borrowed and not (block.shared and copy)
            if own and copy:
                attribute = self.steps.names.unique(f"{called}_{copy + 1}")
            part = Part(attribute, made, f"{node.id}.{copy}/", frozen=frozen)
            step, args = self.steps.copy(node, copy, attribute, made, (part,) if own else (), args)
            steps.append(step)
        for port, arg in zip(self.graph.outputs(block), args, strict=True):
            assert arg is not None
            self.steps.values[node.id, port.name] = arg
        return steps

    def _grow(self, blocks: int) -> None:
        self.size += blocks
        if self.size > MOST_STEPS:
            raise too_large(MOST_STEPS)


def _size(steps: Iterable[Step], insides: tuple[Planned, ...]) -> int:
    """How many blocks all copies of a group have that bring weights of their own."""
    last = len(insides) - 1
    return sum(insides[min(copy, last)].size for copy, step in enumerate(steps) if step.parts)


def _ports(made: Planned) -> tuple[object, list[tuple[Shape, bool]]]:
    """What the steps around a copy of a group depend on."""
    definition = made.network
    assert isinstance(definition, Definition)
    ends = [(end.shape, bool(end.lengths)) for end in made.plan.outputs]
    return (definition.inputs, definition.outputs), ends
