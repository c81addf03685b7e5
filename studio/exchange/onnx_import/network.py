"""The network of an ONNX file while it is read: operators, known values, and shapes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, helper

from studio.exchange.onnx_import.model_file import read

Array: TypeAlias = NDArray[Any]
Sides: TypeAlias = tuple[int, ...]


def single(values: Array) -> Array:
    """The values in the precision of blocks."""
    return np.asarray(values, np.float32)


@dataclass(eq=False, slots=True)
class Operator:
    """One operator, or one that stands for several: `nodes` are those of the file.

    An input that is left out is "".
    """

    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    nodes: tuple[NodeProto, ...] = ()

    def input(self, position: int) -> str:
        """The name of an input; "" if it is left out."""
        return self.inputs[position] if position < len(self.inputs) else ""


@dataclass(eq=False)
class Network:
    """Operators in order, and what is known about the values between them.

    Lengths that the file leaves open have a number of their own while it is read: `free` says
    which, by number. `varying` are known values that depend on such a length: right for this
    number only. `makers` are the nodes that such values came from.

    `lengths` has the input that says how long the sequences of another one are, by that other.
    While the file is read these lengths are numbers as well, drawn at random.
    """

    operators: list[Operator]
    constants: dict[str, Array]
    shapes: dict[str, Sides]
    types: dict[str, np.dtype[Any]]
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    versions: tuple[tuple[str, int], ...]
    free: dict[int, str] = field(default_factory=dict)
    varying: set[str] = field(default_factory=set)
    makers: dict[str, NodeProto] = field(default_factory=dict)
    lengths: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.index()

    def index(self) -> None:
        """Look up anew where each operator stands, and who makes and who reads each value."""
        self.place = {id(op): index for index, op in enumerate(self.operators)}
        self.made_by = {name: op for op in self.operators for name in op.outputs if name}
        self.read_by: dict[str, list[Operator]] = {}
        for op in self.operators:
            for name in dict.fromkeys(filter(None, op.inputs)):
                self.read_by.setdefault(name, []).append(op)

    def only_reader(self, name: str) -> Operator | None:
        """The one operator that reads a value; None if more do, or if it is an answer."""
        readers = self.read_by.get(name, [])
        return readers[0] if len(readers) == 1 and name not in self.outputs else None

    def constant(self, name: str) -> Array | None:
        """A known value that is right whatever the free lengths are."""
        return self.constants.get(name) if name and name not in self.varying else None

    def number(self, name: str) -> float | None:
        """A known single number."""
        value = self.constant(name)
        return float(value.item()) if value is not None and value.size == 1 else None

    def derived(self, side: int) -> bool:
        """Whether a side may come from a free length: its number leaves its mark in products."""
        return any(side % number == 0 for number in self.free)

    def known(self, name: str, value: Any) -> None:
        """Note a constant that the file does not have."""
        array = np.asarray(value)
        self.constants[name] = array
        self.shapes[name], self.types[name] = array.shape, array.dtype

    def computed(self, name: str, sides: Sides) -> None:
        """Note the shape of a value that the file does not have."""
        self.shapes[name], self.types[name] = sides, np.dtype(np.float32)

    def replace(self, old: Sequence[Operator], new: Operator) -> None:
        """Put one operator in the place of several, where the last of them stands.

        What stands between them and reads the new one comes after it.
        """
        gone = {id(op) for op in old}
        last = max(i for i, op in enumerate(self.operators) if id(op) in gone)
        kept = [op for op in self.operators[: last + 1] if id(op) not in gone]
        late = set(new.outputs) - {""}
        before: list[Operator] = []
        after: list[Operator] = []
        for op in kept:
            if late.isdisjoint(op.inputs) and late.isdisjoint(
                n for each in op.nodes for n in read(each)
            ):
                before.append(op)
            else:
                late.update(filter(None, op.outputs))
                after.append(op)
        self.operators[: last + 1] = [*before, new, *after]
        self.index()

    def together(
        self, group: Sequence[Operator], kind: str, inputs: Sequence[str], /, **given: Any
    ) -> None:
        """Make one operator of several: it gives what the last of them gives."""
        nodes = tuple(node for op in group for node in op.nodes)
        self.replace(group, Operator(kind, tuple(inputs), group[-1].outputs, given, nodes))


def written(kind: str, inputs: Sequence[str], outputs: Sequence[str], **given: Any) -> Operator:
    """An operator that the file does not have."""
    node = helper.make_node(kind, list(inputs), list(outputs), **given)
    return Operator(kind, tuple(inputs), tuple(outputs), given, (node,))


def settings(node: NodeProto) -> Iterator[tuple[str, Any]]:
    """The attributes of an operator by name; texts as str."""
    for attribute in node.attribute:
        value = helper.get_attribute_value(attribute)
        if isinstance(value, list):
            yield attribute.name, [_text(each) for each in value]
        else:
            yield attribute.name, _text(value)


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
