"""What the checks say about a whole project: its shapes, its problems and its costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from studio.blocks.block import InputBlock, OutputBlock
from studio.compiler.cost import Cost, costs
from studio.compiler.learning import frozen_parameters, untrainable
from studio.compiler.part_problems import part_problems
from studio.data.dataset import DataError
from studio.graph.problems import Problem, problems
from studio.graph.shapes import Fields, Shapes, shapes
from studio.project.advice import NOTHING, Advised, advised
from studio.project.project import Project


@dataclass(frozen=True, slots=True)
class Checked:
    """Shapes, problems and costs of a project.

    `fields` is what its data offers: nothing if the data cannot be used as asked. `frozen` has the
    number of frozen parameters of each block that has such. There is advice about networks without
    errors only.
    """

    fields: Fields
    shapes: Shapes
    problems: tuple[Problem, ...]
    costs: Mapping[str, Cost]
    frozen: Mapping[str, int] = field(default_factory=dict)
    advised: Advised = NOTHING

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep training from starting."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def refusal(self) -> Problem | None:
        """The first problem that keeps training from starting, be the network valid or not."""
        also = (problem for problem in self.problems if problem.untrainable)
        return next(iter((*self.errors, *also)), None)

    @property
    def parameters(self) -> int:
        """All parameters whose number is known."""
        return sum(cost.parameters for cost in self.costs.values())


def checked(project: Project, before: Checked | None = None) -> Checked:
    """The checks of a project; those from before an edit save most of the work."""
    fields, faults = _fields(project)
    found = shapes(project.graph, fields, before.shapes if before else None)
    listed = (
        *part_problems(project.graph),
        *problems(project.graph, found),
        *untrainable(project.graph, found),
    )
    if faults:  # without data, no input or output fits; said once, it is enough
        listed = (*faults, *(each for each in listed if not _about_data(each, found)))
    spent = costs(found, before.costs if before else None)
    frozen = frozen_parameters(project.graph, spent)
    advice = before.advised if before else NOTHING
    if any(problem.severity == "error" for problem in listed):
        advice = replace(advice, every=())
    else:
        advice = advised(project, found, spent, frozen, advice)
    return Checked(fields, found, listed, spent, frozen, advice)


def _about_data(problem: Problem, found: Shapes) -> bool:
    node = found.nodes.get(problem.where[0]) if problem.where else None
    if node is None or node.error is None or not isinstance(node.block, InputBlock | OutputBlock):
        return False
    return node.data is None and problem.what == node.error.what


def _fields(project: Project) -> tuple[Fields, tuple[Problem, ...]]:
    try:
        return project.fields(), ()
    except DataError as error:
        return {}, (Problem((), error.what, error.why, error.remedy),)
