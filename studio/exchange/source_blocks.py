"""Blocks as they are written: their layers, their statements, and what both of them call.

What is the same as the last time is taken again: after an edit that is almost everything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.compiler.cost import layer_cost
from studio.compiler.steps import Part, Plan, Step, drawing
from studio.exchange.source_lines import code, laid, printed
from studio.exchange.source_statement import BODY
from studio.exchange.source_steps import Statement, looped, statements
from studio.schema.call import Call, Expression, Name


@dataclass(frozen=True, slots=True)
class Written:
    """One block, or all copies of a group: its lines in `__init__`, and its statements.

    `layers` is None for a group, whose lines name a class. `calls` are the names that are called.
    """

    steps: tuple[Step, ...]
    layers: tuple[str, ...] | None
    statements: tuple[Statement, ...]
    calls: frozenset[str]

    @property
    def node(self) -> str:
        """The block's id."""
        return self.steps[0].node


class Blocks:
    """Keeps blocks from one round of writing to the next."""

    def __init__(self) -> None:
        self._before: dict[int, Written] = {}
        self._now: dict[int, Written] = {}
        self._plans: dict[int, list[Written]] = {}
        # Those of the last round by the identity of what they compute.
        self._computing: dict[int, Written] = {}

    def begin(self) -> None:
        """Begin a new round; what it does not ask for is let go of."""
        self._before, self._now, self._plans = self._now, {}, {}
        self._computing = {}

    def of(self, plan: Plan) -> list[Written]:
        """The blocks of a plan in order."""
        if id(plan) in self._plans:
            return self._plans[id(plan)]
        found = self._plans[id(plan)] = []
        steps, place, now, before = plan.steps, 0, self._now, self._before
        while place < len(steps):
            # The steps of one block are planned together, so the first of them tells it.
            key = id(steps[place])
            block = now.get(key) or before.get(key)
            if block is None:
                block = self._anew(_same_block(steps, place))
            now[key] = block
            found.append(block)
            place += len(block.steps)
        return found

    def _anew(self, steps: tuple[Step, ...]) -> Written:
        if not self._computing:
            self._computing = {id(block.steps[0].values): block for block in self._before.values()}
        before = self._computing.get(id(steps[0].values))
        return (before and _reshaped(before, steps)) or _written(steps)


def _same_block(steps: Sequence[Step], first: int) -> tuple[Step, ...]:
    last = first
    while last < len(steps) and steps[last].node == steps[first].node:
        last += 1
    return tuple(steps[first:last])


def _reshaped(before: Written, steps: tuple[Step, ...]) -> Written | None:
    """The block with other shapes or insides, if nothing else about it is other."""
    if len(before.steps) != len(steps):
        return None
    group, same = before.layers is None, True
    for one, other in zip(before.steps, steps, strict=True):
        if one.values is not other.values or not (group or one.parts is other.parts):
            return None
        same = same and one.shapes == other.shapes
    if group and looped(steps) != before.statements[-1].copies:
        return None
    if same:
        return Written(steps, before.layers, before.statements, before.calls)
    shapes = {
        variable: shape
        for step in steps
        for (variable, _), shape in zip(step.values, step.shapes, strict=True)
    }
    made = tuple(each.reshaped(shapes) for each in before.statements)
    return Written(steps, before.layers, made, before.calls)


def _written(steps: tuple[Step, ...]) -> Written:
    parts = [part for step in steps for part in step.parts]
    group = any(isinstance(part.content, Plan) for part in parts)
    layers = None if group else tuple(line for part in parts for line in _layer(part))
    values = [value for step in steps for _, value in step.values]
    calls = {name for value in values for name in _named(value)}
    calls.update(name for part in parts for name in _named(_made(part)))
    return Written(steps, layers, tuple(statements(steps)), frozenset(calls))


def _made(part: Part) -> Expression:
    """The call that makes a layer, with first weights as the app draws them."""
    if isinstance(part.content, Plan):
        return None
    if part.weights == "default" or not layer_cost(part.content)[0]:
        return part.content
    return Call("layers.initialized", part.content, Name(drawing(part.weights)))


def _layer(part: Part) -> Iterator[str]:
    made = _made(part)
    assert isinstance(made, Call)
    names = {name: printed(name) for name in made.names()}
    lines = laid(f"self.{part.attribute} = ", code(made, names), "", BODY)
    assert lines is not None  # a layer has numbers as its arguments
    yield from lines
    if part.frozen and isinstance(part.content, Call) and layer_cost(part.content)[0]:
        yield f"{BODY}self.{part.attribute}.requires_grad_(False)"


def _named(value: Expression) -> Iterator[str]:
    """The names that an expression calls or hands on, as they are written."""
    if isinstance(value, tuple):
        for item in value:
            yield from _named(item)
    elif isinstance(value, Call):
        yield printed(str(value.target))
        for item in (*value.args, *(item for _, item in value.kwargs)):
            yield from _named(item)
    elif isinstance(value, Name) and "." in value.text:
        yield printed(value.text)
