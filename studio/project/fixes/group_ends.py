"""Inlets and outlets: where wires enter a group, and where they leave it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Final

from studio.blocks import blocks
from studio.graph.graph import Wire
from studio.language import tr
from studio.project.fixes.edits import connected
from studio.project.fixes.ends import beginnings, endings
from studio.project.fixes.fix import Case, Draft, way
from studio.project.fixes.inserting import chained, new_nodes
from studio.project.fixes.ports import nearest_outputs

_MOST: Final = 4


@way
def new_inlet(case: Case) -> Iterator[Draft]:
    """An inlet before a block, and a wire from outside to the port that the group gets by it."""
    if not case.place.definition:
        return
    around, group = case.places[-2].graph, case.place.path[-1]
    sources = [end for _, end in islice(nearest_outputs(around, around.by_id[group]), _MOST)]
    _, targets = beginnings(case)
    for rank, (node, port) in enumerate(targets[:_MOST]):
        nodes = new_nodes(case.graph, (blocks["inlet"].usual(),))
        for place, (source, output) in enumerate(sources):
            wire = Wire(source=source, output=output, target=group, input=nodes[0].id)
            title = tr("Add an inlet before {block}, with a wire from {source}")
            yield Draft(
                title.format(block=node.label, source=around.by_id[source].label),
                tr("What a wire brings to the group comes out there."),
                6 + rank + place / 10,
                partial(chained, nodes, (node.id, port)),
                nodes[0].id,
                outside=partial(connected, wire),
            )


@way
def new_outlet(case: Case) -> Iterator[Draft]:
    """An outlet behind a block that leads nowhere."""
    missing, ends = endings(case)
    for place, node in enumerate(ends[:_MOST] if case.place.definition else ()):
        for port in case.graph.outputs(node.block)[:1]:
            nodes = new_nodes(case.graph, (blocks["outlet"].usual(),))
            yield Draft(
                tr("Add an outlet behind {block}").format(block=node.label),
                tr("What arrives there comes out of the group."),
                (1 if missing else 5) + place,
                partial(chained, nodes, None, behind=(node.id, port.name)),
                nodes[0].id,
            )
