"""A class of the written module: its layers in `__init__`, its steps in `forward`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeAlias

from studio.compiler.cost import layer_cost
from studio.compiler.names import Names, identifier
from studio.compiler.steps import End, Part, Plan, Step, drawing
from studio.exchange.source_lines import INDENT, WIDTH, Form, code, laid, printed
from studio.exchange.source_names import (
    LENGTHS,
    VALUE,
    Variables,
    last_readings,
    readable,
)
from studio.exchange.source_shapes import comment, remark
from studio.exchange.source_statement import BODY, written
from studio.exchange.source_steps import Statement, Statements, looped
from studio.schema.call import Call, Name

# Lines of the module that belong together, and the block that they are about, if there is one.
Owner: TypeAlias = tuple[str, str] | None  # the name of a definition (or ""), and a block's id
Chunk: TypeAlias = tuple[Owner, Sequence[str]]
Classes: TypeAlias = Callable[[Plan], str]


@dataclass
class Writer:
    """Writes classes; what is the same in the next round is taken from the last one."""

    statements: Statements = field(default_factory=Statements)
    _layers: dict[int, tuple[Step, list[str]]] = field(default_factory=dict)
    _lines: dict[tuple[object, ...], tuple[Statement, list[str]]] = field(default_factory=dict)

    def written(self, name: str, about: str, plans: Sequence[Plan], of: Classes) -> Iterator[Chunk]:
        """The lines of a class.

        Args:
            about: what its docstring says.
            plans: equal but for their shapes.
            of: the class of a group's plan.
        """
        yield None, [f"class {name}(nn.Module):", f'{INDENT}"""{about}"""', ""]
        layers = list(self._init(plans[0], of))
        if layers:
            yield None, [f"{INDENT}def __init__(self) -> None:", f"{BODY}super().__init__()"]
            yield from layers
            yield None, [""]
        yield from self._forward(plans)

    def _init(self, plan: Plan, of: Classes) -> Iterator[Chunk]:
        old, self._layers = self._layers, {} if not plan.definition else self._layers
        for node, same in groupby(plan.steps, key=_node):
            steps = list(same)
            if not any(step.parts for step in steps):
                continue
            owner = (plan.definition, node)
            if isinstance(next(p for s in steps for p in s.parts).content, Plan):
                yield owner, list(_copies(steps, of))
                continue
            key = id(steps[0])
            kept = old.get(key)
            if kept is None:
                lines = [line for step in steps for part in step.parts for line in _layer(part)]
                kept = steps[0], lines
            self._layers[key] = kept
            yield owner, kept[1]

    def _forward(self, plans: Sequence[Plan]) -> Iterator[Chunk]:
        plan = plans[0]
        statements = _alive(self.statements.of(plan), plan.results())
        variants = [_alive(self.statements.of(other), other.results()) for other in plans[1:]]
        last = last_readings(statements, plan.results())
        names = arguments(plan)
        yield from _signature(plans, names)
        variables = Variables(names, last)
        old, self._lines = self._lines, {} if not plan.definition else self._lines
        results = plan.results()
        for position, statement in enumerate(statements):
            given = variables.assign(position, statement)
            shapes = [statement.shapes, *(other[position].shapes for other in variants)]
            whole = position == len(statements) - 1 and statement.targets == results
            ends = whole and statement.copies is None
            reads = [variables.names[read] for read in statement.reads]
            key = (id(statement), ends, *given, *reads, *(id(s) for s in shapes[1:]))
            kept = old.get(key)
            if kept is None:
                goes = () if ends else given
                kept = statement, written(statement, goes, variables.names, remark(shapes))
            self._lines[key] = kept
            yield (plan.definition, statement.node), kept[1]
            variables.take(statement.targets, given)
            if ends:
                return
        given = tuple(variables.names[result] for result in results)
        yield None, _returned(given)


def _node(step: Step) -> str:
    return step.node


def arguments(plan: Plan) -> dict[str, str]:
    """The name of each argument of `forward`: x if there is one input, else by field or block."""
    single = len(plan.inputs) == 1
    names = Names()
    found: dict[str, str] = {}
    for end in plan.inputs:
        wanted = end.data.name if end.data else end.node
        name = VALUE if single else names.unique(readable(identifier(wanted, end.node)))
        found[end.variable] = name
        if end.lengths:
            found[end.lengths] = LENGTHS if single else names.unique(f"{name}_lengths")
    return found


def _alive(statements: list[Statement], results: Iterable[str]) -> list[Statement]:
    """The statements whose results are read; a group is called even if some of it is not."""
    needed = set(results)
    kept = []
    for statement in reversed(statements):
        if not needed.isdisjoint(statement.targets):
            needed.update(statement.reads)
            kept.append(statement)
    kept.reverse()
    return kept


def _layer(part: Part) -> Iterator[str]:
    assert isinstance(part.content, Call)
    call = part.content
    learns = layer_cost(call)[0] > 0
    if part.weights != "default" and learns:
        call = Call("layers.initialized", call, Name(drawing(part.weights)))
    names = {name: printed(name) for name in call.names()}
    yield from _must(laid(f"self.{part.attribute} = ", code(call, names), "", BODY))
    if part.frozen and learns:
        yield f"{BODY}self.{part.attribute}.requires_grad_(False)"


def _copies(steps: list[Step], of: Classes) -> Iterator[str]:
    """The copies of a group, as a loop if they are many."""
    copies = looped(steps)
    parts = [part for step in steps for part in step.parts]
    for part in parts if copies is None or not copies.prefix else parts[:1]:
        assert isinstance(part.content, Plan)
        yield f"{BODY}self.{part.attribute} = {of(part.content)}()"
        if part.frozen:
            yield f"{BODY}self.{part.attribute}.requires_grad_(False)"
    if copies is not None and copies.prefix:
        content = parts[1].content
        assert isinstance(content, Plan)
        yield f"{BODY}for copy in range({copies.first}, {copies.last + 1}):"
        made = f"{of(content)}()" + (".requires_grad_(False)" if parts[1].frozen else "")
        items = (("", f'f"{copies.prefix}{{copy}}"'), ("", made))
        yield from _must(laid("", Form("self.add_module", items), "", BODY + INDENT))


def _signature(plans: Sequence[Plan], names: Mapping[str, str]) -> Iterator[Chunk]:
    plan = plans[0]
    gives = "Tensor" if len(plan.results()) == 1 else "tuple[Tensor, ...]"
    if len(names) == 1:
        (end,) = plan.inputs
        said = comment([each.inputs[0].shape for each in plans])
        line = f"{INDENT}def forward(self, {names[end.variable]}: Tensor) -> {gives}:"
        yield (plan.definition, end.node), [f"{line}  # {said}"]
        return
    if not names:
        yield None, [f"{INDENT}def forward(self) -> {gives}:"]
        return
    yield None, [f"{INDENT}def forward(", f"{BODY}self,"]
    for position, end in enumerate(plan.inputs):
        said = comment([each.inputs[position].shape for each in plans])
        yield (plan.definition, end.node), list(_arguments(end, names, said))
    yield None, [f"{INDENT}) -> {gives}:"]


def _arguments(end: End, names: Mapping[str, str], said: str) -> Iterator[str]:
    yield f"{BODY}{names[end.variable]}: Tensor,  # {said}"
    if end.lengths:
        yield f"{BODY}{names[end.lengths]}: Tensor,  # (batch)"


def _returned(names: Sequence[str]) -> list[str]:
    line = f"{BODY}return {', '.join(names)}"
    if len(line) <= WIDTH:
        return [line]
    return [f"{BODY}return (", *(f"{BODY}{INDENT}{name}," for name in names), f"{BODY})"]


def _must(lines: list[str] | None) -> list[str]:
    assert lines is not None  # names are short enough for every call to fit when it is opened up
    return lines
