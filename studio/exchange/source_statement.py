"""The lines of one statement in a written `forward`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import count
from typing import Final

from studio.exchange.source_lines import INDENT, Code, Form, code, laid
from studio.exchange.source_names import RESERVED
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
        names: of all variables so far.
        said: the comment at its end.
    """
    if statement.copies is not None:
        return _loop(statement, given, names, said)
    value = code(statement.value, names)
    lines = laid(_lead(given), value, "", BODY, said)
    if lines is None and isinstance(value, str):
        lines = laid(_lead(given), value, "", BODY)
        lines = lines and [f"{BODY}# {said}", *lines]
    return lines or _in_steps(statement, given, names, said)


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
        free = _free({*names.values(), *given})
        part = next(free)
        lines = [f"{indent}{part} = {head}", f"{indent}# {said}"]
        lines += _assigned(given, Form(part, items), free, indent)
    return [f"{BODY}for {copy} in range({copies.first}, {copies.last + 1}):", *lines]


def _in_steps(
    statement: Statement, given: Sequence[str], names: Mapping[str, str], said: str
) -> list[str]:
    """A statement that fits into no line, taken apart into calls with short arguments."""
    known, free = dict(names), _free({*names.values(), *given})
    *before, last = simple(statement)
    lines: list[str] = []
    for each in before:
        known[each.targets[0]] = part = next(free)
        lines += _assigned([part], code(each.value, known), free, BODY)
    lines.append(f"{BODY}# {said}")
    return lines + _assigned(given, code(last.value, known), free, BODY)


def _assigned(given: Sequence[str], value: Code, free: Iterator[str], indent: str) -> list[str]:
    """A call whose arguments are short names; its results one by one if they fit on no line."""
    lines = laid(_lead(given), value, "", indent)
    if lines is None:
        assert len(given) > 1
        part = next(free)
        places = ((place, name) for place, name in enumerate(given) if name != "_")
        taken = [f"{indent}{name} = {part}[{place}]" for place, name in places]
        lines = [*_assigned([part], value, free, indent), *taken]
    return lines


def _free(taken: Set[str]) -> Iterator[str]:
    """Names that nothing else has."""
    return (name for n in count(1) if (name := f"part_{n}") not in taken | RESERVED)
