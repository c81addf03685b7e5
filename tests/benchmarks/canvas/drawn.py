"""The drawn graph that both editors open: a grid of blocks, a chain and skip wires."""

from __future__ import annotations

from dataclasses import dataclass

from studio.data.no_data import GivenClass, GivenPicture, NoData
from studio.graph.graph import Graph, Node, Wire
from studio.project.project import Project
from tests.wiring import block

COLUMNS = 40
ACROSS, DOWN = 240.0, 94.0  # from one block to the next
# Five blocks in turns; an addition takes the block before it and one farther back.
TURNS = ("conv2d", "batch_norm", "add", "activation", "add")
BACK = {2: 2, 4: 3}


@dataclass(frozen=True)
class Drawn:
    """Blocks by kind and place, and wires from one number to another."""

    kinds: tuple[str, ...]
    wires: tuple[tuple[int, int, int], ...]  # source, target, port of the target

    def place(self, number: int) -> tuple[float, float]:
        return (number % COLUMNS) * ACROSS, (number // COLUMNS) * DOWN


def drawn(blocks: int) -> Drawn:
    """A network of so many blocks in a grid of 40 columns."""
    middle = blocks - 3
    kinds = ["picture_input", *(TURNS[n % 5] for n in range(middle)), "global_avg_pool"]
    kinds.append("class_output")
    chain = [(n - 1, n, 0) for n in range(1, blocks)]
    skips = [(1 + n - BACK[n % 5], 1 + n, 1) for n in range(middle) if n % 5 in BACK]
    return Drawn(tuple(kinds), (*chain, *skips))


def project(blocks: int, side: int = 32) -> Project:
    """The drawn graph as a project whose pictures have this side."""
    what = drawn(blocks)
    settings = {"conv2d": {"filters": 16, "padding": "same"}}
    nodes = []
    for n, kind in enumerate(what.kinds):
        x, y = what.place(n)
        made = block(kind, **settings.get(kind, {}))
        nodes.append(Node(id=f"b{n}", block=made, x=x, y=y))
    graph = Graph(nodes=tuple(nodes))
    wires = []
    for source, target, port in what.wires:
        name = graph.inputs(nodes[target].block)[port].name
        wires.append(Wire(source=f"b{source}", target=f"b{target}", input=name))
    return Project(graph=graph.connected(*wires), data=pictures(side))


def pictures(side: int) -> NoData:
    """Data whose pictures have this side."""
    return NoData(
        inputs=(GivenPicture(channels=3, height=side, width=side),),
        targets=(GivenClass(classes=10),),
    )
