"""What keeps a graph from being trained: where, what happened, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.blocks.group import Inlet, Outlet
from studio.graph.graph import Graph, Network, Node
from studio.graph.group_problems import inside_groups
from studio.graph.shapes import Shapes
from studio.language import number, tr

MOST_NAMED: Final = 8  # blocks in one sentence

_Ends = OutputBlock | Outlet  # where a network ends


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. Errors keep training from starting, warnings do not, but for `untrainable` ones:
    those are warnings about a network that is valid and can only not be trained. Hints are advice
    about a network that is sound; `advice` names the kind, and people may have `dismissed` it.

    `where` has the ids of the blocks concerned (none: the graph as a whole), the first of them the
    one to show; `port` is the input port, if it is about one. `chip` is the problem in few words.
    A problem inside groups has in `where` the groups that lead to it, and in `inside` the way
    from the first of them on: the groups in it and the block. `repetition` counts from 0.
    """

    where: tuple[str, ...]
    what: str
    why: str
    remedy: str
    chip: str = ""
    severity: Literal["error", "warning", "hint"] = "error"
    port: str = ""
    inside: tuple[str, ...] = ()
    repetition: int = 0
    untrainable: bool = False
    advice: str = ""
    dismissed: bool = False

    @property
    def path(self) -> tuple[str, ...]:
        """The groups to open, from outside in, to come to the block."""
        return (self.where[0], *self.inside[:-1]) if self.inside else ()

    @property
    def block(self) -> str:
        """The block to show, at the end of the path; none for the graph as a whole."""
        return (self.inside or self.where or ("",))[-1 if self.inside else 0]

    @property
    def text(self) -> str:
        """The whole problem in sentences."""
        return f"{self.what} {self.why} {self.remedy}"


def problems(graph: Graph, found: Shapes, inside: str = "") -> tuple[Problem, ...]:
    """Everything that is wrong with a graph, errors first, along the order of computation.

    `inside` is the name of the definition, where the graph is the inside of a group.
    """
    if not graph.nodes and not inside:
        return (_empty(),)
    further, explained = inside_groups(graph, found, _of_network)
    listed = [*_of_network(graph, found, inside, explained), *further]
    if not listed:
        return ()
    place = {id: index for index, id in enumerate(found.order)}
    listed.sort(key=lambda p: (p.severity, place.get(p.where[0], -1) if p.where else -1))
    return tuple(listed)


def _of_network(
    graph: Graph, found: Shapes, inside: str, explained: frozenset[str]
) -> Iterator[Problem]:
    """What is wrong with one network, apart from errors of groups that are explained inside."""
    yield from _group_ends(graph, inside) if inside else _ends(graph)
    yield from _cycles(graph, found.order)
    yield from _loose_ports(graph, found)
    yield from _doubled(graph)
    yield from _shape_errors(found, explained)
    yield from _unused(graph, inside)
    yield from _remarks(graph)


def _empty() -> Problem:
    return Problem(
        (),
        tr("The canvas is empty."),
        tr("A network needs at least an input block and an output block."),
        tr("Drag an Input block here, or open an example."),
    )


def _ends(graph: Graph) -> Iterator[Problem]:
    if not graph.of(InputBlock):
        yield Problem(
            (),
            tr("The network has no input."),
            tr("Without an input block no data enters."),
            tr("Drag a block of the Input family onto the canvas and wire it to the first layer."),
        )
    if not graph.of(OutputBlock):
        yield Problem(
            (),
            tr("The network has no output."),
            tr("Without an output block there is nothing to compare with the truth."),
            tr("Drag a block of the Output family onto the canvas and wire the last layer to it."),
        )


def _group_ends(graph: Graph, inside: str) -> Iterator[Problem]:
    if not graph.of(Inlet):
        yield Problem(
            (),
            tr('The group "{group}" has no inlet.').format(group=inside),
            tr("Without an inlet no wire can bring it anything."),
            tr("Add an inlet, and wire it to the first block."),
        )
    if not graph.of(Outlet):
        yield Problem(
            (),
            tr('The group "{group}" has no outlet.').format(group=inside),
            tr("Without an outlet nothing that it computes can be used."),
            tr("Add an outlet, and wire the last block to it."),
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


def _loose_ports(graph: Graph, found: Shapes) -> Iterator[Problem]:
    for node in graph.nodes:
        known = found.nodes.get(node.id)
        if known is not None and known.known:
            continue  # it has all that it needs
        wires = graph.into.get(node.id, ())
        if not wires and node.id not in graph.out_of and not isinstance(node.block, _Ends):
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
        if len(wires) < 2:
            continue
        ports = [wire.input for wire in wires]
        if len({*ports}) == len(ports):
            continue
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


def _listed(labels: list[str], sign: str) -> str:
    if len(labels) > MOST_NAMED:
        labels = [*labels[: MOST_NAMED - 1], "…", labels[-1]]
    return sign.join(labels)


def _shape_errors(found: Shapes, explained: frozenset[str]) -> Iterator[Problem]:
    for id in found.order:
        error = found.nodes[id].error if id in found.nodes else None
        if error is not None and id not in explained:
            yield Problem((id,), error.what, error.why, error.remedy, error.chip)


def _unused(graph: Graph, inside: str) -> Iterator[Problem]:
    useful, reached = graph.used, graph.fed
    if len(useful) == len(reached) == len(graph.nodes):
        return
    for node in graph.nodes:
        if node.id in useful and node.id in reached:
            continue
        alone = node.id not in graph.into and node.id not in graph.out_of
        if alone and not isinstance(node.block, _Ends):
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
            yield _dead_end(node.id, node.label, tr("outlet") if inside else tr("output"))
        elif node.id not in reached and graph.into.get(node.id):
            yield _cut_off(node.id, node.label, tr("inlet") if inside else tr("input"))


def _dead_end(id: str, label: str, end: str) -> Problem:
    return Problem(
        (id,),
        tr("{block} leads to no {end}.").format(block=label, end=end),
        tr("What it computes is never used, so it learns nothing."),
        tr("Wire it on towards an {end}, or delete it.").format(end=end),
        tr("Leads nowhere"),
        "warning",
    )


def _cut_off(id: str, label: str, begin: str) -> Problem:
    return Problem(
        (id,),
        tr("No data reaches {block}.").format(block=label),
        tr("No path of wires leads to it from an {begin}.").format(begin=begin),
        tr("Wire the beginning of this chain to an {begin}.").format(begin=begin),
        tr("No data arrives"),
        "warning",
    )


def _remarks(graph: Network) -> Iterator[Problem]:
    remarkable = [kind for kind in graph.kinds if kind.remark is not Block.remark]
    for node in graph.of(*remarkable):
        if said := node.block.remark():
            yield Problem(
                (node.id,),
                said.what,
                said.why,
                said.remedy,
                said.chip,
                "warning",
            )
