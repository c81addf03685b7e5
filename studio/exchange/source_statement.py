"""The lines of one statement in a written `forward`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from studio.exchange.source_lines import INDENT, Code, Form, code, laid
from studio.exchange.source_names import PARTS
from studio.exchange.source_steps import Statement, simple
from studio.schema.call import Call, Layer

BODY: Final = 2 * INDENT
RETURN: Final = "return "


def written(
    statement: Statement, given: Sequence[str], names: Mapping[str, str], said: str
) -> list[str]:
    """The lines of a statement.

    Args:
        given: the names of what it computes; none if it is returned.
        names: of the variables that it reads.
        said: the comment at its end.
    """
    if statement.copies is not None:
        return _loop(statement, given, names, said)
    value = code(statement.value, names)
    lines = laid(_lead(given), value, "", BODY, said)
    if lines is None and isinstance(value, str):
        lines = laid(_lead(given), value, "", BODY)
        lines = lines and [*_above(said, BODY), *lines]
    return lines or _in_steps(statement, given, names, said)


def _above(said: str, indent: str) -> list[str]:
    """A comment that stands on a line of its own."""
    return [f"{indent}# {said}"] if said else []


def _lead(given: Sequence[str]) -> str:
    return f"{', '.join(given)} = " if given else RETURN


def _loop(
    statement: Statement, given: Sequence[str], names: Mapping[str, str], said: str
) -> list[str]:
    """The further copies of a group, one after the other."""
    copies, call = statement.copies, statement.value
    assert copies is not None
    assert isinstance(call, Call)
    assert isinstance(call.target, Layer)
    indent, copy = BODY + INDENT, "copy" if copies.prefix else "_"
    head = f'self.get_submodule(f"{copies.prefix}{{copy}}")' if copies.prefix else str(call.target)
    items = tuple([("", code(arg, names)) for arg in call.args])
    lines = laid(_lead(given), Form(head, items), "", indent, said)
    if lines is None:
        part, other, *_ = PARTS
        lines = [f"{indent}{part} = {head}", *_above(said, indent)]
        lines += _assigned(given, Form(part, items), other, indent)
    return [f"{BODY}for {copy} in range({copies.first}, {copies.last + 1}):", *lines]


def _in_steps(
    statement: Statement, given: Sequence[str], names: Mapping[str, str], said: str
) -> list[str]:
    """A statement that fits into no line, taken apart into calls with short arguments."""
    known, free = dict(names), list(PARTS)
    *before, last = simple(statement)
    lines: list[str] = []
    for each in before:
        value = code(each.value, known)
        # Each part is read once, and then its name is free again.
        free = sorted(
            {*free, *(known[read] for read in each.reads if read not in names)}, key=PARTS.index
        )
        part, *free = free
        known[each.targets[0]] = part
        lines += _assigned([part], value, free[0], BODY)
    value = code(last.value, known)
    whole = laid(_lead(given), value, "", BODY, said)
    return lines + (whole or [*_above(said, BODY), *_assigned(given, value, free[0], BODY)])


def _assigned(given: Sequence[str], value: Code, part: str, indent: str) -> list[str]:
    """A call whose arguments are short names; its results one by one if they fit on no line."""
    lines = laid(_lead(given), value, "", indent)
    if lines is None:
        assert len(given) > 1
        lines = laid(f"{part} = ", value, "", indent)
        assert lines is not None
        places = ((place, name) for place, name in enumerate(given) if name != "_")
        lines += [f"{indent}{name} = {part}[{place}]" for place, name in places]
    return lines
