"""A call as data. The compiler runs it and the source exporter prints it: one truth for both."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Name:
    """A variable of the generated code."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, init=False)
class Call:
    """One call: `Call("nn.Conv2d", 1, 32, 3, padding=1)`.

    The target is a dotted name in a module that the compiler lists (`nn`, `torch`, `F`, `operator`,
    `optim`, `layers`), a layer of the network (`Layer`), or `.name` for a method of the first
    argument. Targets come from the project's own code, never from a file.
    """

    target: str | Layer
    args: tuple[Expression, ...]
    kwargs: tuple[tuple[str, Expression], ...]

    def __init__(self, target: str | Layer, *args: Expression, **kwargs: Expression) -> None:
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "args", args)
        object.__setattr__(self, "kwargs", tuple(kwargs.items()))

    def argument(self, position: int, name: str, default: Expression = None) -> Expression:
        """An argument given by position or by name."""
        if position < len(self.args):
            return self.args[position]
        return dict(self.kwargs).get(name, default)

    def names(self) -> Iterator[str]:
        """The variables that this call reads, in order."""
        for value in (*self.args, *(value for _, value in self.kwargs)):
            yield from names(value)

    def __str__(self) -> str:
        args, target = self.args, str(self.target)
        if target.startswith("."):
            target, args = f"{source(args[0])}{target}", args[1:]
        given = [source(value) for value in args]
        given += [f"{name}={source(value)}" for name, value in self.kwargs]
        return f"{target}({', '.join(given)})"


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of the network, called like a function; `key` is a key of `Block.layers()`."""

    key: str

    def __str__(self) -> str:
        return f"self.{self.key}"


Expression: TypeAlias = "Call | Name | str | int | float | bool | tuple[Expression, ...] | None"


def names(value: Expression) -> Iterator[str]:
    """The variables that an expression reads, in order."""
    if isinstance(value, Name):
        yield value.text
    elif isinstance(value, Call):
        yield from value.names()
    elif isinstance(value, tuple):
        for item in value:
            yield from names(item)


def source(value: Expression) -> str:
    """The expression as Python source."""
    if isinstance(value, tuple):
        inner = ", ".join(source(item) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    return str(value) if isinstance(value, Name | Call) else repr(value)


def attached(value: Expression, attributes: Mapping[str, str]) -> Expression:
    """The expression with the keys of layers replaced by the attributes that hold them."""
    if isinstance(value, tuple):
        return tuple(attached(item, attributes) for item in value)
    if not isinstance(value, Call):
        return value
    target = (
        Layer(attributes[value.target.key]) if isinstance(value.target, Layer) else value.target
    )
    args = (attached(item, attributes) for item in value.args)
    kwargs = {name: attached(item, attributes) for name, item in value.kwargs}
    return Call(target, *args, **kwargs)
