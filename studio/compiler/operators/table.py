"""The table of ONNX's operators that torch can run: which attributes each may have, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from torch import Tensor

Attributes: TypeAlias = Mapping[str, Any]
Given: TypeAlias = tuple[Tensor | None, ...]
Run: TypeAlias = Callable[[Given, Attributes], Tensor | tuple[Tensor, ...]]


@dataclass(frozen=True, slots=True)
class Operator:
    """How torch runs an operator.

    A node with an attribute that is not listed here, or with more outputs, is not run by torch.
    """

    run: Run
    attributes: frozenset[str]
    outputs: int


# As they are since opset 13; where 18 turned an attribute into an input, both are read.
operators: Final[dict[str, Operator]] = {}
SINCE: Final = 13


def operator(*names: str, attributes: str = "", outputs: int = 1) -> Callable[[Run], Run]:
    """Enter the decorated function in the table, under these names of operators."""

    def register(run: Run) -> Run:
        for name in names:
            operators[name] = Operator(run, frozenset(attributes.split()), outputs)
        return run

    return register


def plain(name: str, function: Callable[..., Tensor]) -> None:
    """Enter a torch function that takes the operator's inputs as they are."""
    operators[name] = Operator(lambda given, _: function(*given), frozenset(), 1)


def first(given: Given) -> Tensor:
    """The first input, which every operator but a few has."""
    return needed(given, 0)


def needed(given: Given, position: int) -> Tensor:
    """An input that may not be left out."""
    value = given[position]
    assert value is not None
    return value


def optional(given: Given, position: int) -> Tensor | None:
    """An input that may be left out."""
    return given[position] if position < len(given) else None


def numbers(given: Given, position: int, attributes: Attributes, name: str) -> list[int] | None:
    """Whole numbers that are an input in newer opsets and an attribute in older ones."""
    if (tensor := optional(given, position)) is not None:
        return [int(value) for value in tensor.flatten().tolist()]
    found = attributes.get(name)
    return None if found is None else list(found)
