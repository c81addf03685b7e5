"""Plans that end in what people get, or in what training asks for."""

from __future__ import annotations

from dataclasses import replace

from studio.blocks.block import OutputBlock
from studio.compiler.names import Names
from studio.compiler.plan import End, Plan, Step
from studio.schema.call import Name


def told(plan: Plan) -> Plan:
    """The plan without outputs that only training asks for, unless there are no others."""
    outputs = tuple(end for end in plan.outputs if _output(end).told)
    return replace(plan, outputs=outputs) if outputs else plan


def learnable(plan: Plan) -> Plan:
    """The plan with only the outputs that have a loss of their own; there may be none."""
    outputs = tuple(end for end in plan.outputs if _output(end).loss() is not None)
    return replace(plan, outputs=outputs)


def answering(plan: Plan) -> Plan:
    """The plan with each output's answer in the place of its raw prediction."""
    names = Names()
    for name in _taken(plan):
        names.unique(name)
    steps, outputs = list(plan.steps), []
    for end in plan.outputs:
        answer = _output(end).answer(Name(end.variable))
        if not isinstance(answer, Name):
            variable = names.unique(f"{end.variable}_answer")
            steps.append(Step(end.node, (), ((variable, answer),), (end.shape,)))
            end = replace(end, variable=variable)
        outputs.append(end)
    return replace(plan, steps=tuple(steps), outputs=tuple(outputs))


def _output(end: End) -> OutputBlock:
    assert isinstance(end.block, OutputBlock)
    return end.block


def _taken(plan: Plan) -> set[str]:
    taken = set(plan.arguments())
    for step in plan.steps:
        taken.update(part.attribute for part in step.parts)
        taken.update(variable for variable, _ in step.values)
    return taken
