"""Lays a statement out in lines, as ruff would: on one line if it fits, else opened up."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from studio.compiler.names import width
from studio.schema.call import Call, Expression, Layer, Name

WIDTH: Final = 100
INDENT: Final = "    "

# The operators that are written between their operands; a higher number binds more tightly.
_SIGNS: Final[Mapping[str, tuple[str, int]]] = {
    "operator.add": ("+", 1),
    "operator.sub": ("-", 1),
    "operator.mul": ("*", 2),
    "operator.truediv": ("/", 2),
    "operator.floordiv": ("//", 2),
}


@dataclass(frozen=True, slots=True)
class Form:
    """Something in brackets that can be opened up: a call, or a tuple if there is no head."""

    head: str
    items: tuple[tuple[str, Code], ...]  # each with what stands before it: "padding="

    def __str__(self) -> str:
        inner = ", ".join([f"{lead}{item}" for lead, item in self.items])
        return (
            f"{self.head}({inner},)"
            if not self.head and len(self.items) == 1
            else (f"{self.head}({inner})")
        )


Code: TypeAlias = str | Form


def code(value: Expression, names: Mapping[str, str]) -> Code:
    """An expression as code, its variables under these names."""
    if isinstance(value, Name):
        return names.get(value.text, value.text)
    if isinstance(value, tuple):
        return Form("", tuple([("", code(item, names)) for item in value]))
    if not isinstance(value, Call):
        return literal(value)
    target = value.target
    if target == "operator.getitem":
        return f"{code(value.args[0], names)}[{code(value.args[1], names)}]"
    if target in _SIGNS:
        return _infix(value, names)
    args = value.args
    if isinstance(target, Layer):
        head = f"self.{target.key}"
    elif target.startswith("."):
        head, args = f"{_operand(args[0], 9, names)}{target}", args[1:]
    else:
        head = printed(target)
    items = [("", code(item, names)) for item in args]
    items += [(f"{name}=", code(item, names)) for name, item in value.kwargs]
    made = Form(head, tuple(items))
    # A method of something long is opened up in other ways; it is taken apart instead.
    return str(made) if "(" in head else made


def printed(target: str) -> str:
    """What a target of calls is called in a module that has its helpers in itself."""
    return target.removeprefix("layers.").removeprefix("sealed.")


def _infix(value: Call, names: Mapping[str, str]) -> str:
    sign, binds = _SIGNS[str(value.target)]
    one, other = value.args
    return f"{_operand(one, binds, names)} {sign} {_operand(other, binds + 1, names)}"


def _operand(value: Expression, binds: int, names: Mapping[str, str]) -> str:
    text = str(code(value, names))
    own = _SIGNS.get(str(value.target), ("", 9))[1] if isinstance(value, Call) else 9
    if own < binds or (binds == 9 and text.startswith("-")):
        return f"({text})"
    return text


def literal(value: str | float | bool | None) -> str:
    """A plain value as code: strings in double quotes, unless that needs more backslashes."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return repr(value)


def quoted(text: str) -> str:
    """Any text as a string of code, on one line."""
    # Beside both kinds of quotes, repr puts single ones around and escapes those alone.
    inner = repr(f"'{text}\"")[3:-2].replace("\\'", "'")
    if text.count('"') > text.count("'"):
        return "'" + inner.replace("'", "\\'") + "'"
    return '"' + inner.replace('"', '\\"') + '"'


def laid(lead: str, value: Code, tail: str, indent: str, comment: str = "") -> list[str] | None:
    """The lines of a statement, or None if there is no way to make it fit.

    Args:
        lead: what stands before the value: "x = ".
        tail: what stands after it: ",".
        comment: what is said at the end of the statement, without the sign.
    """
    said = f"  # {comment}" if comment else ""
    line = f"{indent}{lead}{value}{tail}{said}"
    if width(line) <= WIDTH:
        return [line]
    if isinstance(value, str) or not value.items:
        return None
    inner = indent + INDENT
    body = f"{inner}{', '.join([f'{name}{item}' for name, item in value.items])}"
    lines: list[str] | None = [body]
    if not value.head or width(body) > WIDTH:
        lines = _each(value, inner)
    if lines is None or width(f"{indent}{lead}{value.head}(") > WIDTH:
        return None
    return [f"{indent}{lead}{value.head}(", *lines, f"{indent}){tail}{said}"]


def _each(value: Form, indent: str) -> list[str] | None:
    """The items of a form, each on lines of its own."""
    lines: list[str] = []
    for name, item in value.items:
        made = laid(name, item, ",", indent)
        if made is None:
            return None
        lines += made
    return lines
