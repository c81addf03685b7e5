"""The result of a fix: the shapes and the parameters of the block that it is about."""

from __future__ import annotations

from studio.project.fixes.fix import Case, Fix
from studio.project.fixes.laying import laid
from studio.project.fixes.trying import Trial, edited_place, project_with
from studio.project.place import Place, trail


def fix(case: Case, trial: Trial) -> Fix:
    """The fix that a trial has shown to be one."""
    draft, place = trial.draft, edited_place(case, trial.draft)
    project = trial.project
    if trial.edited is not None:
        graph = laid(place.graph, trial.edited)
        if graph is not trial.edited:
            project = project_with(case, draft, graph) or project
    after = trail(trial.project, trial.checked, place.path, place.repetition)[-1]
    block = draft.block or case.problem.block
    gets, gives, parameters = _result(after, block, case.problem.block)
    return Fix(
        draft.title,
        draft.why,
        project,
        trial.checked,
        place.path,
        block if block in after.graph.by_id else "",
        gets,
        gives,
        parameters,
        trial.then,
    )


def _result(place: Place, block: str, about: str) -> tuple[str, str, int | None]:
    """What the block gets and gives, and how many parameters it and the troubled one have."""
    known = place.checked.shapes.nodes.get(block)
    if known is None:
        return "", "", None
    gets = [shape.text() for shape in known.inputs if shape is not None]
    gives = known.outputs[0] if known.outputs else known.answer
    if gives is None:
        return ", ".join(gets), "", None
    spent = place.checked.costs
    parameters = sum(spent[id].parameters for id in {block, about} if id in spent)
    return ", ".join(gets), gives.text(), parameters
