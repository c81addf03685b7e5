"""What keeps blocks from learning: steps, and sealed parts without gradients."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from studio.blocks.group import Group
from studio.graph.graph import Graph
from studio.graph.structure import feeding
from studio.language import tr, tr_count
from studio.project.fixes.fix import Case, Draft, way
from studio.project.fixes.settings import setting

_SOFT: Final = ("sigmoid", "relu")  # instead of a step


@way
def soft_step(case: Case) -> Iterator[Draft]:
    """A curve with a slope in place of a step."""
    node = case.node
    said = node.block.remark() if node is not None else None
    if node is None or said is None or said.what != case.local.what:
        return
    for name in ("activation", "function"):
        if getattr(node.block, name, "") == "step":
            for rank, curve in enumerate(_SOFT):
                yield setting(node, node.block.but(**{name: curve}), name, 1 + rank)


@way
def frozen_before(case: Case) -> Iterator[Draft]:
    """The blocks that nothing can teach keep their weights."""
    node = case.node
    if node is None or case.problem.severity != "warning" or case.known is None:
        return
    if not case.known.known or ((said := node.block.remark()) and said.what == case.local.what):
        return
    ids = [
        id
        for id in feeding(case.graph, [node.id])
        if (id != node.id or isinstance(node.block, Group))
        and not case.graph.by_id[id].frozen
        and (cost := case.place.checked.costs.get(id))
        and cost.parameters
    ]
    if ids:
        yield Draft(
            tr_count("Freeze {n} block", "Freeze {n} blocks", len(ids)),
            tr("They keep the weights that they have. Training then changes those behind alone."),
            1,
            partial(_frozen, ids),
            node.id,
        )


def _frozen(ids: list[str], graph: Graph) -> Graph:
    return graph.replaced(*(graph.by_id[id].but(frozen=True) for id in ids))
