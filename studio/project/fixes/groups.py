"""Groups that are repeated or share weights where their shapes do not allow it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studio.blocks.group import Group
from studio.graph.graph import Node
from studio.language import tr
from studio.project.fixes.fix import Case, Draft, way
from studio.project.fixes.settings import setting


@way
def other_repeat(case: Case) -> Iterator[Draft]:
    """As many repetitions as fit."""
    node = case.node
    if node is not None and isinstance(node.block, Group) and case.error is not None:
        inside = len(case.known.inside) if case.known else 1
        for rank, repeat in enumerate(dict.fromkeys((inside - 1, node.block.repeat // 2, 1))):
            if 1 <= repeat < node.block.repeat:
                made = node.block.but(repeat=repeat)
                yield setting(node, made, "repeat", 2 + rank / 10)
    if case.problem.inside and case.problem.repetition:
        yield from _around(case)


@way
def own_weights(case: Case) -> Iterator[Draft]:
    """Weights of its own for a group that cannot share them."""
    node = case.node
    if node is not None and isinstance(node.block, Group) and node.block.shared and case.error:
        yield setting(node, node.block.but(shared=False), "shared", 1)


def _around(case: Case) -> Iterator[Draft]:
    """As many repetitions of the group around the problem as come before it."""
    group: Node | None = case.places[-2].graph.by_id.get(case.place.path[-1])
    repeat = case.problem.repetition
    if group is None or not isinstance(group.block, Group) or group.block.repeat <= repeat:
        return
    made = setting(group, group.block.but(repeat=repeat), "repeat", 9, named=True)
    yield replace(made, why=tr("The repetitions before this one fit."), around=True)
