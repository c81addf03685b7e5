"""Advised: all advice about a project, and what of it people have dismissed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from studio.compiler.cost import Cost
from studio.graph.graph import Graph
from studio.graph.group_problems import inside_groups
from studio.graph.problems import Problem
from studio.graph.shapes import Shapes
from studio.project.advice.flow import Flow, flow
from studio.project.advice.whole import WHOLE, Whole
from studio.project.project import Project


@dataclass(frozen=True, slots=True)
class Advised:
    """Advice in the order of computation; the flows are kept for the next edit."""

    every: tuple[Problem, ...] = ()
    flows: Mapping[str, Flow] = field(default_factory=dict)  # by definition; "" is the graph's

    @property
    def hints(self) -> tuple[Problem, ...]:
        """What is said."""
        return tuple(hint for hint in self.every if not hint.dismissed)

    @property
    def dismissed(self) -> tuple[Problem, ...]:
        """What people do not want to hear again."""
        return tuple(hint for hint in self.every if hint.dismissed)


NOTHING: Final = Advised()


def advised(
    project: Project,
    found: Shapes,
    spent: Mapping[str, Cost],
    frozen: Mapping[str, int],
    before: Advised = NOTHING,
) -> Advised:
    """The advice about a project without errors; that from before an edit saves most of the work.

    Args:
        spent: the cost of each block.
        frozen: the number of frozen parameters of each block that has such.
    """
    graph, flows = project.graph, {"": flow(project.graph, found, before.flows.get(""))}

    def check(view: Graph, shapes: Shapes, name: str, _explained: frozenset[str]) -> list[Problem]:
        flows[name] = flow(view, shapes, before.flows.get(name))
        return flows[name].listed

    inside, _ = inside_groups(graph, found, check)
    whole = [*_of_whole(Whole(project, spent, frozen))]
    return Advised((*flows[""].listed, *inside, *whole), flows)


def _of_whole(whole: Whole) -> Iterator[Problem]:
    for name, advice in WHOLE.items():
        if (hint := advice(whole)) is not None:
            node = whole.project.graph.by_id[hint.where[0]]
            yield replace(hint, advice=name, dismissed=name in node.dismissed)
