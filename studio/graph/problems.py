"""What keeps a graph from being trained: where, what happened, why, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

from studio.blocks.block import InputBlock, OutputBlock
from studio.blocks.group import Group, Outlet
from studio.graph.graph import Graph, Network, Node
from studio.graph.shapes import Shapes, order
from studio.language import number, tr

MOST_NAMED: Final = 8  # blocks in one sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. Errors keep training from starting, warnings do not.

    `where` has the ids of the blocks concerned (none: the graph as a whole), the first of them the
    one to show; `port` is the input port, if it is about one. `chip` is the problem in few words.
    """

    where: tuple[str, ...]
    what: str
    why: str
    remedy: str
    chip: str = ""
    severity: Literal["error", "warning"] = "error"
    port: str = ""

    @property
    def text(self) -> str:
        """The whole problem in sentences."""
        return f"{self.what} {self.why} {self.remedy}"


def problems(graph: Graph, found: Shapes) -> tuple[Problem, ...]:
    """Everything that is wrong with a graph, errors first, along the order of computation."""
    if not graph.nodes:
        return (_empty(),)
    listed = [
        *_ends(graph),
        *_cycles(graph, found.order),
        *_loose_ports(graph),
        *_doubled(graph),
        *_inside_groups(graph),
        *_shape_errors(found),
        *_unused(graph),
    ]
    place = {id: index for index, id in enumerate(found.order)}
    listed.sort(key=lambda p: (p.severity, place.get(p.where[0], -1) if p.where else -1))
    return tuple(listed)


def used(network: Network) -> frozenset[str]:
    """The blocks that some output or outlet depends on."""
    ends = [node.id for node in network.nodes if isinstance(node.block, OutputBlock | Outlet)]
    return _closure(ends, lambda id: (wire.source for wire in network.into.get(id, ())))


def fed(graph: Graph) -> frozenset[str]:
    """The blocks that some input reaches."""
    inputs = [node.id for node in graph.nodes if isinstance(node.block, InputBlock)]
    return _closure(inputs, lambda id: (wire.target for wire in graph.out_of.get(id, ())))


def _closure(start: list[str], following: Callable[[str], Iterable[str]]) -> frozenset[str]:
    seen, waiting = set(start), list(start)
    while waiting:
        for id in following(waiting.pop()):
            if id not in seen:
                seen.add(id)
                waiting.append(id)
    return frozenset(seen)


def _empty() -> Problem:
    return Problem(
        (),
        tr("The canvas is empty."),
        tr("A network needs at least an input block and an output block."),
        tr("Drag an Input block here, or open an example."),
    )


def _ends(graph: Graph) -> Iterator[Problem]:
    if not any(isinstance(node.block, InputBlock) for node in graph.nodes):
        yield Problem(
            (),
            tr("The network has no input."),
            tr("Without an input block no data enters."),
            tr("Drag a block of the Input family onto the canvas and wire it to the first layer."),
        )
    if not any(isinstance(node.block, OutputBlock) for node in graph.nodes):
        yield Problem(
            (),
            tr("The network has no output."),
            tr("Without an output block there is nothing to compare with the truth."),
            tr("Drag a block of the Output family onto the canvas and wire the last layer to it."),
        )


def _cycles(network: Network, ordered: tuple[str, ...]) -> Iterator[Problem]:
    if len(ordered) == len(network.nodes):
        return
    import networkx as nx  # only when there is something to name

    wires = nx.DiGraph((wire.source, wire.target) for wire in network.wires)
    for ring in nx.strongly_connected_components(wires):
        if len(ring) == 1 and not wires.has_edge(*list(ring) * 2):
            continue
        around = [source for source, _ in nx.find_cycle(wires.subgraph(ring))]
        yield Problem(
            tuple(around),
            tr("These blocks feed each other in a loop: {blocks}.").format(
                blocks=_listed([network.by_id[id].label for id in (*around, around[0])], " → ")
            ),
            tr("Each block needs its input before it can give an output, so none can begin."),
            tr("Remove one of the wires of the loop."),
            tr("Part of a loop"),
        )


def _loose_ports(graph: Graph) -> Iterator[Problem]:
    for node in graph.nodes:
        wires = graph.into.get(node.id, ())
        if not wires and node.id not in graph.out_of and not isinstance(node.block, OutputBlock):
            continue  # not part of the network yet: said once, as a warning
        taken = {wire.input for wire in wires}
        for port in graph.inputs(node.block):
            if port.name not in taken and not port.optional:
                yield _loose(node, port.name, port.title)


def _loose(node: Node, port: str, title: str) -> Problem:
    if title:
        what = tr('{block} has no wire at "{port}".').format(block=node.label, port=tr(title))
    else:
        what = tr("{block} has no wire at its input.").format(block=node.label)
    return Problem(
        (node.id,),
        what,
        tr("It can only work on what arrives there."),
        tr("Drag from the output of another block to this port."),
        tr("Nothing arrives"),
        port=port,
    )


def _doubled(network: Network) -> Iterator[Problem]:
    for id, wires in network.into.items():
        ports = [wire.input for wire in wires]
        for port in sorted({port for port in ports if ports.count(port) > 1}):
            sources = [network.by_id[w.source].label for w in wires if w.input == port]
            yield Problem(
                (id,),
                tr("{n} wires end at one input of {block}.").format(
                    n=number(ports.count(port)), block=network.by_id[id].label
                ),
                tr("They come from {blocks}; a port takes one wire.").format(
                    blocks=_listed(sources, ", ")
                ),
                tr("Remove all but one, or join them first with Add or Concatenate."),
                tr("Two wires, one port"),
                port=port,
            )


def _inside_groups(graph: Graph) -> Iterator[Problem]:
    """Loops and doubled wires inside the definitions, at the groups that lead to these.

    A definition that no group leads to is not part of the network.
    """
    leading = _leading(graph)
    for definition in graph.definitions:
        groups = tuple(leading.get(definition.name, ()))
        if not groups:
            continue
        for problem in (*_cycles(definition, order(definition)), *_doubled(definition)):
            what = tr('Inside "{group}": {what}').format(group=definition.name, what=problem.what)
            yield replace(problem, where=groups, what=what, port="")


def _leading(graph: Graph) -> dict[str, list[str]]:
    """For each definition, the graph's own groups in which it is used, directly or further in."""
    leading: dict[str, list[str]] = {}
    for node in graph.nodes:
        if isinstance(node.block, Group):
            for name in _closure([node.block.definition], lambda name: _uses(graph, name)):
                leading.setdefault(name, []).append(node.id)
    return leading


def _uses(graph: Graph, name: str) -> Iterator[str]:
    """The definitions that the groups inside a definition use."""
    for node in graph.definition[name].nodes:
        if isinstance(node.block, Group):
            yield node.block.definition


def _listed(labels: list[str], sign: str) -> str:
    if len(labels) > MOST_NAMED:
        labels = [*labels[: MOST_NAMED - 1], "…", labels[-1]]
    return sign.join(labels)


def _shape_errors(found: Shapes) -> Iterator[Problem]:
    for id in found.order:
        error = found.nodes[id].error
        if error is not None:
            yield Problem((id,), error.what, error.why, error.remedy, error.chip)


def _unused(graph: Graph) -> Iterator[Problem]:
    useful, reached = used(graph), fed(graph)
    for node in graph.nodes:
        alone = node.id not in graph.into and node.id not in graph.out_of
        if alone and not isinstance(node.block, OutputBlock):
            yield Problem(
                (node.id,),
                tr("{block} is not wired to anything.").format(block=node.label),
                tr("The network runs without it."),
                tr("Wire it in, or delete it."),
                tr("Not wired"),
                "warning",
            )
        elif node.id not in useful and node.id not in graph.out_of:
            # Said of the last block of a dead end; for those before it the same follows.
            yield Problem(
                (node.id,),
                tr("{block} leads to no output.").format(block=node.label),
                tr("What it computes is never used, so it learns nothing."),
                tr("Wire it on towards an output block, or delete it."),
                tr("Leads nowhere"),
                "warning",
            )
        elif node.id not in reached and graph.into.get(node.id):
            yield Problem(
                (node.id,),
                tr("No data reaches {block}.").format(block=node.label),
                tr("No path of wires leads to it from an input block."),
                tr("Wire the beginning of this chain to an input block."),
                tr("No data arrives"),
                "warning",
            )
