"""Place: one network of a project with all that the checks say about it.

It is the graph itself, or the inside of a group, seen from the use that one came in by.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TypeAlias

from studio.blocks.group import Group
from studio.compiler.cost import costs
from studio.compiler.learning import frozen_parameters
from studio.graph.definitions import opened
from studio.graph.graph import Graph
from studio.graph.problems import problems
from studio.graph.shapes import Inputs, Shapes, shapes
from studio.project.checks import Checked
from studio.project.project import Project

Path: TypeAlias = tuple[str, ...]  # the ids of groups, from outside in


@dataclass(frozen=True, slots=True)
class Place:
    """A network as a graph, what is known about it, and how one comes to it.

    `definition` is the name of the definition whose inside this is; "": the project's own graph.
    `repetition` is the one that the shapes belong to, of so many `repetitions` that differ.
    """

    path: Path
    definition: str
    graph: Graph
    checked: Checked
    repetition: int = 0
    repetitions: int = 1

    @property
    def size(self) -> int:
        """How many blocks people put into it: all but inlets and outlets."""
        used = self.graph.definition.get(self.definition)
        return used.size if used else len(self.graph.nodes)


def outermost(project: Project, checked: Checked) -> Place:
    """The project's own graph."""
    return Place((), "", project.graph, checked)


def trail(
    project: Project, checked: Checked, path: Path = (), repetition: int = 0
) -> tuple[Place, ...]:
    """The places on a path from the outermost on, as far as there are any.

    `repetition` is that of the last one; the ones before it are seen in their first.
    """
    found = [outermost(project, checked)]
    for depth, id in enumerate(path, 1):
        place = inside(found[-1], id, repetition if depth == len(path) else 0)
        if place is None:
            break
        found.append(place)
    return tuple(found)


def way_to(graph: Graph, definition: str) -> Path | None:
    """The path of the first use of a definition, from outside in."""
    waiting: deque[tuple[Path, str]] = deque([((), "")])
    seen = {""}
    while waiting:
        path, name = waiting.popleft()
        if name == definition:
            return path
        for node in (graph.definition[name] if name else graph).of(Group):
            block = node.block
            assert isinstance(block, Group)
            if block.definition not in seen:
                seen.add(block.definition)
                waiting.append(((*path, node.id), block.definition))
    return None


def inside(place: Place, id: str, repetition: int = 0) -> Place | None:
    """The inside of a group of a place; None if there is no such group."""
    node = place.graph.by_id.get(id)
    if node is None or not isinstance(node.block, Group):
        return None
    name = node.block.definition
    graph = opened(place.graph, name)
    known = place.checked.shapes.nodes.get(id)
    each = known.inside if known else ()
    chosen = min(repetition, max(0, len(each) - 1))
    found = each[chosen] if each else _guessed(place, graph, known.inputs if known else ())
    cost = place.checked.costs.get(id)
    spent = costs(found, cost.inside[chosen] if cost and cost.inside else None)
    frozen = frozen_parameters(graph, spent)
    if cost and cost.parameters == place.checked.frozen.get(id):  # the group as a whole is
        frozen = {inner: part.parameters for inner, part in spent.items() if part.parameters}
    listed = problems(graph, found, name)
    checked = Checked(place.checked.fields, found, listed, spent, frozen)
    return Place((*place.path, id), name, graph, checked, chosen, max(1, len(each)))


def _guessed(place: Place, graph: Graph, given: Inputs) -> Shapes:
    """The shapes of an inside that not all of its inlets reach."""
    return shapes(graph, place.checked.fields, given=given)
