"""A plan that ends in what people get: probabilities instead of the scores that the loss reads."""

from __future__ import annotations

from dataclasses import replace

from studio.blocks.block import OutputBlock
from studio.compiler.names import Names
from studio.compiler.plan import Plan, Step
from studio.schema.call import Name


def answering(plan: Plan) -> Plan:
    """The plan with each output's answer in the place of its raw prediction."""
    names = Names()
    for name in _taken(plan):
        names.unique(name)
    steps, outputs = list(plan.steps), []
    for end in plan.outputs:
        assert isinstance(end.block, OutputBlock)
        answer = end.block.answer(Name(end.variable))
        if not isinstance(answer, Name):
            variable = names.unique(f"{end.variable}_answer")
            steps.append(Step(end.node, (), ((variable, answer),), (end.shape,)))
            end = replace(end, variable=variable)
        outputs.append(end)
    return replace(plan, steps=tuple(steps), outputs=tuple(outputs))


def _taken(plan: Plan) -> set[str]:
    taken = set(plan.arguments())
    for step in plan.steps:
        taken.update(part.attribute for part in step.parts)
        taken.update(variable for variable, _ in step.values)
    return taken
