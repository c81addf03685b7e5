"""Trying: a draft is carried out on a copy, and the checks say whether that solves the problem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pydantic import ValidationError

from studio.graph.definitions import GroupError, pruned
from studio.graph.graph import Graph
from studio.graph.misplaced import put_back
from studio.graph.problems import Problem
from studio.graph.rewired import exchanged
from studio.project.checks import Checked, checked
from studio.project.fixes.fix import Case, Draft
from studio.project.place import Path, Place
from studio.project.project import Project

_WRONG: Final = ("error", "warning")


@dataclass(frozen=True, slots=True)
class Trial:
    """A draft that solves the problem: the project and the checks after it."""

    draft: Draft
    project: Project
    checked: Checked
    edited: Graph | None  # the network that the draft changed, as it is then
    then: tuple[Problem, ...]


def tried(case: Case, draft: Draft) -> Trial | None:
    """The draft on a copy; None if it does not solve the problem, or makes another."""
    try:
        edited = draft.edit(edited_place(case, draft).graph) if draft.edit else None
        project = project_with(case, draft, edited)
    except (GroupError, ValidationError):
        return None  # a limit of settings or of groups: no such network can be
    if project is None:
        return None
    after = checked(project, case.checked)
    news = _news(case.checked, after)
    if key(case.problem) in {key(problem) for problem in after.problems}:
        return None
    touched = _touched(case, draft, edited)
    allowed = all(_uncovered(case, draft, problem, touched) for problem in news)
    return Trial(draft, project, after, edited, news) if allowed else None


def edited_place(case: Case, draft: Draft) -> Place:
    """The network that a draft changes."""
    return case.places[-2 if draft.around else -1]


def project_with(case: Case, draft: Draft, edited: Graph | None) -> Project | None:
    """The project with the network that a draft has changed; None if it changes nothing."""
    if draft.data is not None:
        return case.project.with_data(draft.data)
    place = edited_place(case, draft)
    if edited is None or edited is place.graph:
        return None
    edits = [(place.definition, edited)]
    if draft.outside is not None:
        around = case.places[-2]
        edits.append((around.definition, draft.outside(around.graph)))
    return case.project.with_graph(pruned(put_back(case.project.graph, edits)))


def key(problem: Problem) -> tuple[object, ...]:
    """What makes two problems of two projects the same, whatever numbers they name."""
    said = problem.chip if problem.chip and not problem.inside else problem.what
    return (problem.path, problem.block, problem.port, problem.severity, said)


def _news(before: Checked, after: Checked) -> tuple[Problem, ...]:
    """What is wrong after, and was not before; advice is no problem."""
    known = {key(problem) for problem in before.problems}
    wrong = (problem for problem in after.problems if problem.severity in _WRONG)
    return tuple(problem for problem in wrong if key(problem) not in known)


def _touched(case: Case, draft: Draft, edited: Graph | None) -> frozenset[str]:
    """The blocks that are not as they were, or get something from elsewhere."""
    if edited is None:
        return frozenset()
    before = edited_place(case, draft).graph
    nodes = {node.id for node in edited.nodes if before.by_id.get(node.id) is not node}
    return frozenset(nodes | {wire.target for wire in exchanged(before, edited)})


def _uncovered(case: Case, draft: Draft, problem: Problem, touched: frozenset[str]) -> bool:
    """Whether a problem was there before, at a block of which nothing was known.

    So it is not the fix that makes it. An opened loop leaves loose ends; that is said.
    """
    if problem.path == edited_place(case, draft).path:
        if problem.block in draft.loose:
            return bool(problem.port) or problem.severity == "warning"
        if problem.block in touched:
            return False
    if not problem.block or problem.severity != "error" or problem.port:
        return False
    return not judged(case.checked, problem.path, problem.block)


def judged(before: Checked, path: Path, block: str) -> bool:
    """Whether something arrived at the block at the end of a path."""
    found = before.shapes
    for id in path:
        around = found.nodes.get(id)
        if around is None or not around.inside:
            return False
        found = around.inside[0]
    known = found.nodes.get(block)
    return known is not None and (known.known or known.error is not None)
