"""The planner: goes through one network in order, and plans the step of each block."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from studio.blocks.group import Group, Inlet
from studio.compiler.block_steps import BlockSteps, reshaped
from studio.compiler.kept import Args, Kept, Planned, Weights, alike, with_insides
from studio.compiler.names import Names, identifier
from studio.compiler.steps import End, Part, Plan, Step, too_large
from studio.graph.graph import Definition, Graph, Network, Node, same_ends
from studio.graph.shapes import MOST_STEPS, Shapes
from studio.schema.call import Expression


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
        ids = self._counting()
        self._call(ids)
        suspects = self._suspects()
        before = self.before.keep if self.before is not None else {}
        again = self.steps.names.again
        for id in ids:
            kept = before.get(id)
            # Asked of each block after every edit: most of them are none of its business.
            if kept is None or id in suspects or (kept.names and not again(kept.names)):
                old = kept
                kept = self._followed(id, old, id in suspects)
                self.steps.values.update(kept.gives)
                if old is None or kept.gives != old.gives:
                    suspects.update([wire.target for wire in self.network.out_of.get(id, ())])
            self.keep[id] = kept
            self.size += kept.size
            if self.size > MOST_STEPS:
                raise too_large(MOST_STEPS)
        called, values = self.steps.called, self.steps.values
        basis = self.network, self.found, called, self.shared
        return Planned(*basis, self.keep, values, self._plan(), self.size)

    def _counting(self) -> tuple[str, ...]:
        """The blocks that are planned, in order."""
        order, used, by_id = self.found.order, self.network.used, self.network.by_id
        if len(used) == len(by_id):
            return order
        # An inlet counts even when nothing reads it: the group is still called with its value.
        return tuple([id for id in order if id in used or isinstance(by_id[id].block, Inlet)])

    def _call(self, ids: tuple[str, ...]) -> None:
        """Give each block its name in the code, and groups that share their weights."""
        before, steps, by_id = self.before, self.steps, self.network.by_id
        if before is not None and before.same_names(self.network, ids):
            steps.called, steps.values = before.called, dict(before.values)
            steps.names = Names(before.called.values())
        else:
            called = steps.names.all_unique([identifier(by_id[id].name, id) for id in ids])
            steps.called = dict(zip(ids, called, strict=True))
            if before is not None:
                steps.values = {end: v for end, v in before.values.items() if end[0] in by_id}
        if not self.network.uses:
            return
        for id in ids:
            node = by_id[id]
            if isinstance(node.block, Group) and node.block.shared:
                name = node.block.definition
                attribute, frozen = self.shared.get(name, (steps.called[id], False))
                self.shared[name] = attribute, frozen or node.frozen

    def _suspects(self) -> set[str]:
        """The blocks that have to be looked at."""
        if self.before is None:
            return set(self.steps.called)
        return self.before.suspects(self.network, self.found, self.steps.called, self.shared)

    def _plan(self) -> Plan:
        kept = self.keep.values()
        inputs = [each.input for each in kept if each.input is not None]
        outputs = [each.output for each in kept if each.output is not None]
        # Inputs stand in the order of the graph by now, as nothing comes before them.
        if len(outputs) > 1:
            place = {node.id: index for index, node in enumerate(self.network.nodes)}
            outputs.sort(key=lambda end: place[end.node])
        name = self.network.name if isinstance(self.network, Definition) else ""
        steps = [step for each in kept for step in each.steps]
        return Plan(tuple(inputs), tuple(steps), tuple(outputs), name)

    def _followed(self, id: str, kept: Kept | None, suspect: bool) -> Kept:
        """What is planned for a block: what was, if all that it depends on is the same."""
        node = self.network.by_id[id]
        if kept is None or not suspect or not self._placed_as(node, kept):
            return self._anew(node, kept)  # not suspect: what it calls its parts is taken now
        arriving = self.steps.arriving(node)
        arrives_same = arriving == kept.arriving
        if arrives_same and kept.known is self.found.nodes[id]:
            return kept if self.steps.names.again(kept.names) else self._anew(node, kept)
        if kept.inside:
            return (arrives_same and self._other_inside(node, kept)) or self._anew(node, kept)
        return self._other_shapes(node, kept, arriving) or self._anew(node, kept)

    def _placed_as(self, node: Node, kept: Kept) -> bool:
        """Whether a block has the name, the wires and the weights that it had."""
        return (
            kept.called == self.steps.called[node.id]
            and all(map(same_ends, kept.wires, self.steps.wires(node)))
            and kept.weights == self._weights(node)
        )

    def _other_shapes(self, node: Node, kept: Kept, arriving: Args) -> Kept | None:
        """What was planned for a block of which the shapes alone have changed."""
        known = self.found.nodes[node.id]
        made = reshaped(kept, known, arriving)
        if made is None or not self.steps.names.again(kept.names):
            return None
        self.anew += 1
        step, gives = made
        basis = known, kept.called, kept.weights, kept.wires, arriving, kept.names, kept.size
        return Kept(*basis, (step,), gives, kept.computes)

    def _anew(self, node: Node, old: Kept | None) -> Kept:
        steps, known = self.steps, self.found.nodes[node.id]
        ends = [(node.id, port.name) for port in self.graph.outputs(node.block)]
        for end in ends:
            steps.values.pop(end, None)
        named, size = len(steps.names.given), 1
        insides: tuple[Planned, ...] = ()
        entering: End | None = None
        computes: Expression = None
        if isinstance(node.block, Group):
            insides = self._insides(node, old)
            made = self._group(node, insides)
            size = _size(made, insides)
        elif not self.graph.inputs(node.block):
            entering, made = steps.entering(node)
            size = 0
        else:
            made, computes = steps.block(node)
        self.anew += entering is None
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
            computes,
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
        if known.block is not old.known.block:
            return None
        insides = self._insides(node, old)
        if [each.ports for each in insides] != [each.ports for each in old.inside]:
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


def _size(steps: Iterable[Step], insides: tuple[Planned, ...]) -> int:
    """How many blocks all copies of a group have that bring weights of their own."""
    last = len(insides) - 1
    return sum(insides[min(copy, last)].size for copy, step in enumerate(steps) if step.parts)
