"""Statements: the steps of a plan in the form in which they are written down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from studio.compiler.steps import Step
from studio.schema.call import Call, Expression, Layer, Name, names
from studio.schema.shape import Shape

FEWEST_IN_A_LOOP: Final = 4  # copies of a group; fewer are written one after the other


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies of a group that are written as a loop: their attributes are `prefix`, then a number.

    Without a prefix all copies are the layer that is called.
    """

    prefix: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Statement:
    """Variables of the plan that are computed together; `shapes` belong to them in order."""

    node: str
    targets: tuple[str, ...]
    value: Expression
    shapes: tuple[Shape | None, ...]
    reads: tuple[str, ...]
    copies: Copies | None = None

    def reshaped(self, shapes: Mapping[str, Shape | None]) -> Statement:
        """The statement whose variables have these shapes, where they have one."""
        mine = tuple([shapes.get(target) for target in self.targets])
        return Statement(self.node, self.targets, self.value, mine, self.reads, self.copies)


def made(
    node: str,
    targets: tuple[str, ...],
    value: Expression,
    shapes: tuple[Shape | None, ...],
    copies: Copies | None = None,
) -> Statement:
    """A statement, with the variables that it reads."""
    return Statement(node, targets, value, shapes, tuple(names(value)), copies)


def statements(steps: Sequence[Step]) -> Iterator[Statement]:
    """The statements of one block."""
    copies = looped(steps)
    if copies is None:
        for step in steps:
            yield from _one(step)
        return
    yield from _one(steps[0])
    (first,) = _one(steps[1])
    (last,) = _one(steps[-1])
    yield made(first.node, last.targets, first.value, last.shapes, copies)


def looped(steps: Sequence[Step]) -> Copies | None:
    """The second and further copies of a group, if they can be written as a loop."""
    if len(steps) < FEWEST_IN_A_LOOP:
        return None
    own = [step.parts[0] for step in steps if step.parts]
    calls = [call for step in steps[1:] if (call := _called(step)) is not None]
    if len(calls) < len(steps) - 1 or len(calls[0].args) != len(steps[1].values):
        return None
    if len(own) < 2:  # they share their weights
        return Copies("", 2, len(steps))
    prefix = f"{own[0].attribute}_"
    numbered = (part.attribute == f"{prefix}{n}" for n, part in enumerate(own[1:], start=2))
    if not all(numbered) or any(part.content is not own[1].content for part in own[1:]):
        return None
    return Copies(prefix, 2, len(steps))


def _called(step: Step) -> Call | None:
    """The call of a copy of a group."""
    value = step.values[0][1]
    if isinstance(value, Call) and value.target == "operator.getitem":
        value = value.args[0]
    return value if isinstance(value, Call) and isinstance(value.target, Layer) else None


def _one(step: Step) -> Iterator[Statement]:
    values = [value for _, value in step.values]
    targets = tuple(variable for variable, _ in step.values)
    together = _unpacked(values)
    if together is not None:
        yield made(step.node, targets, together, step.shapes)
        return
    parts = _Parts(step.node, values)
    for target, value, shape in zip(targets, values, step.shapes, strict=True):
        lowered = parts.lowered(value, target)
        yield from parts.take()
        yield made(step.node, (target,), lowered, (shape,))
        parts.known[value] = Name(target)


def _unpacked(values: list[Expression]) -> Call | None:
    """The call whose results are these values, one after the other."""
    calls = set()
    for position, value in enumerate(values):
        if not isinstance(value, Call) or value.target != "operator.getitem":
            return None
        if value.args[1] != position:
            return None
        calls.add(value.args[0])
    only = calls.pop() if len(calls) == 1 and len(values) > 1 else None
    return only if isinstance(only, Call) and isinstance(only.target, Layer) else None


class _Parts:
    """Takes what a step computes more than once out of its values, into variables."""

    def __init__(self, node: str, values: list[Expression]) -> None:
        self._node = node
        self._waiting: list[Statement] = []
        self.known: dict[Expression, Expression] = {}
        self._often = Counter[Expression]()
        seen: set[Expression] = set()
        for value in values:
            self._count(value, seen)

    def _count(self, value: Expression, seen: set[Expression]) -> None:
        if isinstance(value, Call):
            self._often[value] += 1
            if value in seen:
                return
            seen.add(value)
        for child in children(value):
            self._count(child, seen)

    def lowered(self, value: Expression, target: str, whole: bool = True) -> Expression:
        """The value with variables in the place of what occurs more than once."""
        if value in self.known and isinstance(value, Call):
            return self.known[value]
        if isinstance(value, tuple):
            return tuple(self.lowered(item, target, False) for item in value)
        if not isinstance(value, Call):
            return value
        args = (self.lowered(item, target, False) for item in value.args)
        kwargs = {name: self.lowered(item, target, False) for name, item in value.kwargs}
        lowered: Expression = Call(value.target, *args, **kwargs)
        if self._often[value] > 1 and not whole:
            variable = f"{target}.{len(self.known)}"
            self._waiting.append(made(self._node, (variable,), lowered, (None,)))
            lowered = self.known[value] = Name(variable)
        return lowered

    def take(self) -> list[Statement]:
        """The statements that have to stand before the value that was lowered last."""
        taken, self._waiting = self._waiting, []
        return taken


def children(value: Expression) -> tuple[Expression, ...]:
    """The expressions that an expression is made of."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, Call):
        return (*value.args, *(item for _, item in value.kwargs))
    return ()


def simple(statement: Statement) -> list[Statement]:
    """The statement in steps of one call each, for one that fits into no line."""
    taken: list[Statement] = []

    def name(value: Expression) -> Expression:
        if isinstance(value, tuple):
            return tuple(name(item) for item in value)
        if not isinstance(value, Call):
            return value
        call = whole(value)
        variable = f"{statement.targets[0]}..{len(taken)}"
        taken.append(made(statement.node, (variable,), call, (None,)))
        return Name(variable)

    def whole(value: Call) -> Call:
        kwargs = {key: name(item) for key, item in value.kwargs}
        return Call(value.target, *(name(item) for item in value.args), **kwargs)

    value = statement.value
    last = whole(value) if isinstance(value, Call) else value
    return [*taken, made(statement.node, statement.targets, last, statement.shapes)]
