"""The plan of a network: its layers and calls in order, as data. Trained is what stands here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from studio.compiler.kept import Planned
from studio.compiler.part_problems import part_problems
from studio.compiler.planner import Planner
from studio.compiler.steps import End, NotReady, Part, Plan, Step
from studio.graph.graph import Graph
from studio.graph.problems import Problem, problems
from studio.graph.shapes import Fields, Shapes, shapes

__all__ = ["End", "Memory", "NotReady", "Part", "Plan", "Step", "plan", "planned"]


@dataclass
class Memory:
    """What was planned before an edit: the steps of blocks that it left alone are taken again.

    `planned` counts the blocks that were planned anew the last time, inputs left aside.
    """

    before: Planned | None = None
    planned: int = 0


def plan(graph: Graph, fields: Fields) -> Plan:
    """The plan of a graph whose data has these fields. Blocks that lead to no output are left out.

    Raises:
        NotReady: the graph has problems.
    """
    found = shapes(graph, fields)
    return planned(graph, found, (*part_problems(graph), *problems(graph, found)))


def planned(
    graph: Graph, found: Shapes, listed: Iterable[Problem], memory: Memory | None = None
) -> Plan:
    """The plan of a graph whose shapes and problems are known.

    Args:
        memory: of the same graph before an edit; it is brought up to date.

    Raises:
        NotReady: an error is among the problems.
    """
    errors = [problem for problem in listed if problem.severity == "error"]
    if errors:
        raise NotReady(*errors)
    kept = memory or Memory()
    planner = Planner(graph, graph, found, kept.before)
    kept.before, kept.planned = planner.planned(), planner.anew
    return kept.before.plan
