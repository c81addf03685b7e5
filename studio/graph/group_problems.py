"""Problems inside groups: each is said once a definition, and leads to the block inside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from studio.blocks.group import Group
from studio.graph.definitions import needed, opened
from studio.graph.graph import Graph, Node
from studio.graph.shape_errors import of_repetition
from studio.graph.shapes import NodeShapes, Shapes
from studio.language import number, tr

if TYPE_CHECKING:
    from studio.graph.problems import Problem

# What is wrong with one network: its graph, its shapes, its definition's name, and the groups
# whose errors are explained by problems inside them.
Check: TypeAlias = "Callable[[Graph, Shapes, str, frozenset[str]], Iterable[Problem]]"
# The path to a use, the other groups of the graph concerned, and the repetition.
_Place: TypeAlias = tuple[tuple[str, ...], list[str], int]


def inside_groups(
    graph: Graph, found: Shapes, check: Check
) -> tuple[list[Problem], frozenset[str]]:
    """The problems inside a graph's groups, and the groups with an error among them."""
    walk = _Walk(graph, found, check)
    explained = walk.groups(graph, found, ())
    return walk.listed, explained


@dataclass
class _Walk:
    """Goes into every definition once, and once more for each use in which shapes do not fit."""

    graph: Graph
    found: Shapes
    check: Check
    listed: list[Problem] = field(default_factory=list)
    # Whether there is an error inside: by definition, and by the shapes of a use with an error.
    wrong: dict[tuple[str, int], bool] = field(default_factory=dict)
    said: set[tuple[str, ...]] = field(default_factory=set)

    def groups(self, view: Graph, found: Shapes, path: tuple[str, ...]) -> frozenset[str]:
        """Go into the groups of a network at this path; returns those with an error inside."""
        wrong = set()
        for node in view.of(Group):
            assert isinstance(node.block, Group)
            # A group that is not wired to anything is not part of the network yet.
            if node.id in view.into or node.id in view.out_of:
                known = found.nodes.get(node.id)
                if self._go_into(node.block.definition, known, (*path, node.id)):
                    wrong.add(node.id)
        return frozenset(wrong)

    def _go_into(self, name: str, known: NodeShapes | None, path: tuple[str, ...]) -> bool:
        insides = known.inside if known else ()
        failed = known is not None and known.error is not None
        repetition = len(insides) - 1 if failed and insides else 0
        inner = insides[repetition] if insides else None
        key = (name, id(inner) if failed else 0)
        if key not in self.wrong:
            view = opened(self.graph, name)
            shapes = inner or Shapes({}, view.order, {})
            explained = self.groups(view, shapes, path)
            listed = [*self.check(view, shapes, name, explained)]
            for problem in listed:
                of_shape = any(_failed(shapes, id) for id in problem.where)
                others = self._others(name, path[0], of_shape)
                self._say(problem, view, name, (path, others, repetition))
            errors = any(problem.severity == "error" for problem in listed)
            self.wrong[key] = errors or bool(explained)
        return self.wrong[key]

    def _say(self, problem: Problem, view: Graph, name: str, place: _Place) -> None:
        """List a problem inside a definition, unless another use has said the same."""
        path, others, repetition = place
        key = (name, *problem.where, problem.port, problem.chip or problem.what)
        if key in self.said:
            return
        self.said.add(key)
        block = view.by_id[problem.where[0]] if problem.where else None
        error = problem.severity == "error"
        if error and repetition:
            why, remedy = of_repetition(name, problem.why, repetition)
            problem = replace(problem, why=why, remedy=remedy)
        self.listed.append(
            replace(
                problem,
                where=(path[0], *others),
                what=f"{_within(name, block, problem.what, repetition)} {problem.what}",
                chip=_chip(problem),
                port="",
                inside=(*path[1:], block.id if block else ""),
                repetition=repetition,
            )
        )

    def _others(self, name: str, first: str, of_shape: bool) -> list[str]:
        """The other groups of the graph that have the problem too."""
        leading = [id for id in self._leading.get(name, ()) if id != first]
        return [id for id in leading if _failed(self.found, id)] if of_shape else leading

    @cached_property
    def _leading(self) -> dict[str, list[str]]:
        """For each definition, the graph's own groups in which it is used, at any depth."""
        within: dict[str, tuple[str, ...]] = {}
        leading: dict[str, list[str]] = {}
        for node in self.graph.nodes:
            if isinstance(node.block, Group):
                outer = node.block.definition
                if outer not in within:
                    within[outer] = needed(self.graph, [node])
                for name in within[outer]:
                    leading.setdefault(name, []).append(node.id)
        return leading


def _chip(problem: Problem) -> str:
    """What a group says on its card about a problem inside of it; of advice, nothing."""
    if problem.severity == "hint":
        return ""
    return tr("Error inside") if problem.severity == "error" else tr("Warning inside")


def _failed(found: Shapes, id: str) -> bool:
    known = found.nodes.get(id)
    return known is not None and known.error is not None


def _within(name: str, block: Node | None, what: str, repetition: int) -> str:
    """Where a problem is; the block is named if the problem does not name it itself."""
    named = block is None or block.label in what
    if repetition:
        text = tr('Inside "{group}", in repetition {n}:')
        if not named:
            text = tr('Inside "{group}", in repetition {n}, block "{block}":')
    else:
        text = tr('Inside "{group}":') if named else tr('Inside "{group}", block "{block}":')
    label = block.label if block else ""
    return text.format(group=name, n=number(repetition + 1), block=label)
