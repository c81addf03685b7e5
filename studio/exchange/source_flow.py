"""The body of a written `forward`: statement after statement, each variable under its name.

After an edit that changes no variable, only the statements that it changes are written again.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from studio.compiler.names import width
from studio.exchange.source_lines import WIDTH
from studio.exchange.source_names import Variables, last_readings
from studio.exchange.source_shapes import remark
from studio.exchange.source_statement import written
from studio.exchange.source_steps import Statement
from studio.schema.shape import Shape


@dataclass(frozen=True, slots=True)
class Line:
    """The lines of one statement, and the names that they depend on."""

    statement: Statement
    given: tuple[str, ...]
    reads: tuple[str, ...]
    ends: bool  # whether it is returned
    said: str  # the comment at its end
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Flow:
    """A whole body: its statements, those that count, and what it returns."""

    listed: list[Statement]
    arguments: Mapping[str, str]
    results: tuple[str, ...]
    body: list[Line]
    returned: tuple[str, ...]  # names; none if the last statement returns
    last: Mapping[str, int]  # the number of the last statement that reads each variable
    names: Mapping[str, str]  # the name of each variable that is read


def flow(
    listed: list[Statement],
    arguments: Mapping[str, str],
    results: tuple[str, ...],
    before: Flow | None,
    others: Sequence[list[Statement]] = (),
) -> Flow:
    """The body of these statements.

    Args:
        before: the body of the same class before an edit.
        others: the statements of further uses, equal but for their shapes.
    """
    if before is not None and before.arguments == arguments and before.results == results:
        changed = _changed(before.listed, listed)
        if changed is not None:
            body = [_again(line, changed) for line in before.body] if changed else before.body
            return replace(before, listed=listed, body=body)
    return _anew(listed, arguments, results, before, others)


def _changed(before: list[Statement], after: list[Statement]) -> dict[int, Statement] | None:
    """The statements that are others now, by what they were; None if variables differ as well."""
    if len(before) != len(after):
        return None
    pairs = [(one, other) for one, other in zip(before, after, strict=True) if one is not other]
    if all(_same_variables(one, other) for one, other in pairs):
        return {id(one): other for one, other in pairs}
    return None


def _same_variables(one: Statement, other: Statement) -> bool:
    return (
        one.targets == other.targets
        and one.reads == other.reads
        and one.copies == other.copies
        and [shape is None for shape in one.shapes] == [shape is None for shape in other.shapes]
    )


def _again(line: Line, changed: Mapping[int, Statement]) -> Line:
    statement = changed.get(id(line.statement))
    if statement is None:
        return line
    if statement.value is line.statement.value and len(line.lines) == 1 and line.said:
        said = remark([statement.shapes])
        text = f"{line.lines[0].removesuffix(line.said)}{said}"
        if said and width(text) <= WIDTH:
            return Line(statement, line.given, line.reads, line.ends, said, [text])
    names = dict(zip(statement.reads, line.reads, strict=True))
    return _line(statement, line.given, line.reads, line.ends, names, [statement.shapes])


def _anew(
    listed: list[Statement],
    arguments: Mapping[str, str],
    results: tuple[str, ...],
    before: Flow | None,
    others: Sequence[list[Statement]],
) -> Flow:
    statements, *more = (_alive(each, results) for each in (listed, *others))
    last = last_readings(statements, results)
    body = _beginning(before, statements, arguments, last) if before else []
    known = {id(line.statement): line for line in before.body} if before else {}
    variables = Variables(arguments, last)
    if before and body:
        variables.go_on(
            before.names, len(body), [v for each in body for v in each.statement.targets]
        )
    ends = False
    tail = _ending(before, statements[len(body) :], results) if before and not others else []
    for position, statement in enumerate(statements[len(body) :], start=len(body)):
        at_tail = tail and position == len(statements) - len(tail)
        if before and at_tail and variables.agree(before.names):
            names = _read({**before.names, **variables.names}, last)
            return replace(before, listed=listed, body=[*body, *tail], last=last, names=names)
        given = variables.assign(position, statement)
        final = position == len(statements) - 1
        ends = final and statement.targets == results and statement.copies is None
        reads = tuple([variables.names[read] for read in statement.reads])
        line = known.get(id(statement)) if not others else None
        if line is None or line.given != given or line.reads != reads or line.ends != ends:
            shapes = [statement.shapes, *(each[position].shapes for each in more)]
            line = _line(statement, given, reads, ends, variables.names, shapes)
        body.append(line)
    returned = () if ends else tuple(variables.names[result] for result in results)
    names = _read(variables.names, last)
    return Flow(listed, arguments, results, body, returned, last, names)


def _read(names: Mapping[str, str], last: Mapping[str, int]) -> dict[str, str]:
    """The names of the variables that are read at all."""
    return {variable: name for variable, name in names.items() if variable in last}


def _beginning(
    before: Flow,
    statements: Sequence[Statement],
    arguments: Mapping[str, str],
    last: Mapping[str, int],
) -> list[Line]:
    """The first lines of a body before an edit, up to where a name may be another one."""
    if before.arguments != arguments:
        return []
    end = len(statements)
    for variable in arguments:
        end = min(end, _differs(variable, 0, before.last, last))
    for position, line in enumerate(before.body):
        if position >= end or line.ends or line.statement is not statements[position]:
            return before.body[: min(position, end)]
        for variable in line.statement.targets:
            if before.last.get(variable) != last.get(variable):
                end = min(end, _differs(variable, position, before.last, last))
    return before.body[:end]


def _ending(before: Flow, statements: Sequence[Statement], results: tuple[str, ...]) -> list[Line]:
    """The last lines of a body before an edit, as far as their statements are the same."""
    count = 0
    if before.results == results:
        for line, statement in zip(reversed(before.body), reversed(statements), strict=False):
            if line.statement is not statement:
                break
            count += 1
    return before.body[len(before.body) - count :]


def _differs(variable: str, made: int, before: Mapping[str, int], after: Mapping[str, int]) -> int:
    """The first statement, as far as both go together, that frees a name only in one of them."""
    one, other = before.get(variable, made), after.get(variable, made)
    return min(one, other) if one != other else sys.maxsize


def _line(
    statement: Statement,
    given: tuple[str, ...],
    reads: tuple[str, ...],
    ends: bool,
    names: Mapping[str, str],
    shapes: Sequence[tuple[Shape | None, ...]],
) -> Line:
    said = remark(shapes)
    lines = written(statement, () if ends else given, names, said)
    return Line(statement, given, reads, ends, said, lines)


def _alive(listed: Iterable[Statement], results: Iterable[str]) -> list[Statement]:
    """The statements whose results are read; a group is called even if some of it is not."""
    needed = set(results)
    kept = []
    for statement in reversed(list(listed)):
        if not needed.isdisjoint(statement.targets):
            needed.update(statement.reads)
            kept.append(statement)
    kept.reverse()
    return kept
