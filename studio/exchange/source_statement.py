"""The lines of one statement in a written `forward`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Final

from studio.exchange.source_lines import INDENT, Form, code, laid
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
    lead = f"{', '.join(given)} = " if given else RETURN
    if statement.copies is not None:
        return _loop(statement, lead, names, said)
    value = code(statement.value, names)
    lines = laid(lead, value, "", BODY, said)
    if lines is None and isinstance(value, str):
        lines = laid(lead, value, "", BODY)
        lines = lines and [f"{BODY}# {said}", *lines]
    return lines or _in_steps(statement, given, names, said)


def _loop(statement: Statement, lead: str, names: Mapping[str, str], said: str) -> list[str]:
    """The further copies of a group, one after the other."""
    copies, call = statement.copies, statement.value
    assert copies is not None
    assert isinstance(call, Call)
    assert isinstance(call.target, Layer)
    copy = "copy" if copies.prefix else "_"
    head = f'self.get_submodule(f"{copies.prefix}{{copy}}")' if copies.prefix else str(call.target)
    items = tuple([("", code(arg, names)) for arg in call.args])
    lines = laid(lead, Form(head, items), "", BODY + INDENT, said)
    assert lines is not None
    return [f"{BODY}for {copy} in range({copies.first}, {copies.last + 1}):", *lines]


def _in_steps(
    statement: Statement, given: Sequence[str], names: Mapping[str, str], said: str
) -> list[str]:
    """A statement that fits into no line, taken apart into calls with short arguments."""
    known = dict(names)
    taken = set(names.values()) | RESERVED | set(given)
    free = (name for n in count(1) if (name := f"part_{n}") not in taken)
    *before, last = simple(statement)
    lines: list[str] = []
    for each in before:
        known[each.targets[0]] = part = next(free)
        lines += _opened(f"{part} = ", each, known)
    lines.append(f"{BODY}# {said}")
    if len(given) < 2:
        return lines + _opened(f"{given[0]} = " if given else RETURN, last, known)
    part = next(free)
    lines += _opened(f"{part} = ", last, known)
    places = ((place, name) for place, name in enumerate(given) if name != "_")
    return [*lines, *(f"{BODY}{name} = {part}[{place}]" for place, name in places)]


def _opened(lead: str, statement: Statement, names: Mapping[str, str]) -> list[str]:
    lines = laid(lead, code(statement.value, names), "", BODY)
    assert lines is not None  # a call whose arguments are short names fits when it is opened up
    return lines
