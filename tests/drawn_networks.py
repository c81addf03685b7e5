"""Whole networks drawn at random: all kinds of blocks, groups, several inputs and outputs.

`network(seed)` gives the same graph and data for the same seed, always without errors;
`networks()` is a strategy for hypothesis.
"""

from __future__ import annotations

from collections.abc import Sequence as Listed
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from studio.blocks import blocks
from studio.blocks.block import Block, InputBlock, OutputBlock
from studio.graph.graph import Definition, Graph, Node, Wire
from studio.graph.problems import problems
from studio.graph.shapes import shapes
from studio.schema.data_field import DataField
from studio.schema.shape import (
    Array,
    Category,
    Features,
    Picture,
    Sequence,
    Shape,
    ShapeError,
    Tokens,
    Unknown,
    count,
)

Fields = dict[str, DataField]

# Names that people might give, and names that no one should.
NAMES = (
    "", "", "", "", "Conv 1", "dense", "out", "x", "lengths", "in_x", "self", "torch", "nn", "F",
    "import os", "__import__('os')", "x); raise SystemExit #", "a\nb", "\\", '"""', "'", "{x}",
    "%s", "class", "None", "print", "tuple", "float", "l", "O", "I", "forward", "train", "copy",
    "main", "Network", "Tensor", "masked", "real", "LSTM", "Step", "initialized", "last_step",
    "load_file", "卷积", "卷" * 60, "слой", "x" * 100, "🌸", "ﬁ", "κ", "é", "e\u0301", "\u202ex",
    "\x00", "1", "2 dense", "a_result", "part_1", "x_2", "x_state", "operator", "math", "results",
    "_", "__init__",
)  # fmt: skip

# What needs more than settings and inputs; groups are drawn in a way of their own.
NOT_DRAWN = ("group", "inlet", "outlet", "sealed")


@dataclass(frozen=True)
class _Cell:
    """A definition for certain shapes: its ports, and what they take and give."""

    name: str
    inlets: tuple[str, ...]
    takes: tuple[Shape, ...]
    outlets: tuple[str, ...]
    gives: tuple[Shape, ...]


@dataclass
class _Draft:
    """A network on its way: its nodes and wires, and the loose ends that go on."""

    dice: Random
    nodes: list[Node] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    ends: list[tuple[str, str, Shape]] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    cells: list[_Cell] = field(default_factory=list)

    def add(self, block: Block, arriving: Listed[tuple[str, str, str]] = ()) -> str:
        """Add a block and its wires, each as (input port, source, output port)."""
        id = f"{block.kind}_{len(self.nodes)}"
        node = Node(id=id, block=block, name=self.dice.choice(NAMES))
        self.nodes.append(node)
        for port, source, output in arriving:
            self.wires.append(Wire(source=source, output=output, target=id, input=port))
        return id

    def end(self) -> tuple[str, str, Shape]:
        """One of the loose ends, mostly a late one."""
        late = self.ends[-3:] if self.dice.random() < 0.8 else self.ends
        return self.dice.choice(late)

    def grow(self) -> None:
        """Add one block that takes what some ends give, if one is found in a few tries."""
        for _ in range(8):
            block = drawn_settings(self.dice, self.dice.choice(_middle()))
            first = self.end()
            arriving = []
            for position, port in enumerate(block.inputs()):
                if position and port.optional and self.dice.random() < 0.5:
                    continue
                same = [end for end in self.ends if end[2] == first[2]]
                alike = same if self.dice.random() < 0.8 else self.ends
                arriving.append((port.name, first if not position else self.dice.choice(alike)))
            given = dict(arriving)
            args = [given[p.name][2] if p.name in given else None for p in block.inputs()]
            try:
                made = block.infer(*args)
            except ShapeError:
                continue
            gives = made if isinstance(made, tuple) else (made,)
            if any((count(shape) or 0) > 4000 for shape in gives):
                continue
            id = self.add(block, [(port, end[0], end[1]) for port, end in arriving])
            for port, shape in zip(block.outputs(), gives, strict=True):
                if shape == gives[0] or self.dice.random() < 0.7:
                    self.ends.append((id, port.name, shape))
            return

    def group(self, depth: int) -> None:
        """Add a group: of a definition that is there already, if one fits, or of a new one."""
        if self.cells and self.dice.random() < 0.4:
            cell = self.dice.choice(self.cells)
            fitting = [[end for end in self.ends if end[2] == shape] for shape in cell.takes]
            if all(fitting):
                self.use(cell, [self.dice.choice(ends) for ends in fitting])
                return
        given = [self.end() for _ in range(self.dice.choice((1, 1, 1, 2)))]
        inside = _Draft(self.dice, definitions=self.definitions, cells=self.cells)
        for _, _, shape in given:
            inside.ends.append((inside.add(blocks["inlet"]()), "out", shape))
        inlets = tuple(end[0] for end in inside.ends)
        for _ in range(self.dice.randint(1, 4)):
            if depth and self.dice.random() < 0.2:
                inside.group(depth - 1)
            else:
                inside.grow()
        gives = [inside.ends[-1 - n] for n in range(min(len(inside.ends), self.dice.randint(1, 2)))]
        outlets = tuple(inside.add(blocks["outlet"](), [("in", e[0], e[1])]) for e in gives)
        name = f"{self.dice.choice(NAMES)[:90] or 'cell'} {len(self.definitions)}"
        made = Definition(name=name, nodes=tuple(inside.nodes), wires=tuple(inside.wires))
        self.definitions.append(made)
        takes, shapes = tuple(end[2] for end in given), tuple(end[2] for end in gives)
        cell = _Cell(name, inlets, takes, outlets, shapes)
        self.cells.append(cell)
        self.use(cell, given)

    def use(self, cell: _Cell, given: Listed[tuple[str, str, Shape]]) -> None:
        """Add a group of this definition."""
        repeat = self.dice.choice((1, 1, 2, 3, 5)) if cell.takes == cell.gives else 1
        shared = self.dice.random() < 0.4
        block = blocks["group"](definition=cell.name, repeat=repeat, shared=shared)
        arriving = [(inlet, e[0], e[1]) for inlet, e in zip(cell.inlets, given, strict=True)]
        id = self.add(block, arriving)
        ends = zip(cell.outlets, cell.gives, strict=True)
        self.ends += [(id, outlet, shape) for outlet, shape in ends]


@cache
def _middle() -> tuple[type[Block], ...]:
    """The blocks that are neither input nor output of the data, those with weights more often."""
    return tuple(
        entry
        for entry in blocks
        if entry.id not in NOT_DRAWN and not issubclass(entry, InputBlock | OutputBlock)
        for _ in range(1 if entry.family in ("join", "norm") else 4)
    )


@cache
def drawable(entry: type[Block]) -> dict[str, Any]:
    """The settings of a block that a value can be drawn for, with their schemas."""
    found: dict[str, Any] = entry.model_json_schema()["properties"]
    return {
        name: schema
        for name, schema in found.items()
        if name != "kind" and (schema.get("type") != "string" or "enum" in schema)
    }


def drawn_settings(dice: Random, entry: type[Block]) -> Block:
    """A block with some of its settings drawn; where they contradict each other, as it comes."""
    some = dice.random()
    chosen = {
        name: drawn_setting(dice, schema)
        for name, schema in drawable(entry).items()
        if dice.random() < some
    }
    try:
        return entry().but(**chosen)
    except ValueError:
        return entry()


def drawn_setting(dice: Random, schema: dict[str, Any]) -> Any:
    """A value that a schema allows."""
    if "enum" in schema:
        return dice.choice(schema["enum"])
    if "const" in schema:
        return schema["const"]
    if "anyOf" in schema:
        return drawn_setting(dice, dice.choice(schema["anyOf"]))
    match schema["type"]:
        case "null":
            return None
        case "boolean":
            return dice.random() < 0.5
        case "integer":
            low = schema.get("minimum", 0)
            return dice.randint(low, min(schema.get("maximum", low + 4), low + 4))
        case "number":
            low = max(-1.0, schema.get("minimum", schema.get("exclusiveMinimum", 0.0)))
            high = min(1.0, schema.get("maximum", schema.get("exclusiveMaximum", 1.0)))
            return round(low + (high - low) * dice.choice((0.25, 0.5, 0.75)), 3)
        case "array" if "items" in schema:
            length = dice.randint(schema.get("minItems", 0), min(schema["maxItems"], 3))
            return tuple(drawn_setting(dice, schema["items"]) for _ in range(length))
        case "array":
            return tuple(drawn_setting(dice, item) for item in schema["prefixItems"])
    raise AssertionError(f"no way to draw {schema}")


def _shape(dice: Random) -> Shape:
    size = dice.choice((1, 2, 3, 4, 6, 8))
    side = dice.randint(4, 10)
    return dice.choice(
        (
            Features(size),
            Sequence(dice.randint(4, 9), size),
            Sequence(Unknown(), size),
            Picture(dice.choice((1, 2, 3, 4, 6)), side, dice.randint(4, 10)),
            Picture(dice.choice((1, 3)), side, side),
            Tokens(dice.randint(4, 9), dice.randint(2, 9)),
            Tokens(Unknown(), dice.randint(2, 9)),
            Category(dice.randint(2, 9)),
            Array(tuple(dice.randint(1, 4) for _ in range(dice.randint(1, 3)))),
        )
    )


def _input(shape: Shape, name: str) -> Block:
    fitting = (e for e in blocks if issubclass(e, InputBlock) and e().fits(shape))
    return next(fitting)(field=name)


def _row(draft: _Draft, end: tuple[str, str, Shape]) -> tuple[str, str, Shape]:
    """The end as a row of numbers."""
    id, port, shape = end
    if isinstance(shape, Tokens | Category):
        id = draft.add(blocks["embedding"](size=3), [("in", id, port)])
        port, shape = "out", blocks["embedding"](size=3).infer(shape)
    if isinstance(shape, Features):
        return id, port, shape
    kind = "mean_over_time" if isinstance(shape, Sequence) else "flatten"
    block = blocks[kind]()
    return draft.add(block, [(block.inputs()[0].name, id, port)]), "out", block.infer(shape)


def _outputs(draft: _Draft, fields: Fields) -> None:
    """Bring what leads nowhere to an output; some sequences get an answer for each step."""
    dice = draft.dice
    read = {(wire.source, wire.output) for wire in draft.wires}
    loose = [end for end in draft.ends if end[:2] not in read]
    rows = []
    for end in loose:
        shape = end[2]
        if isinstance(shape, Sequence) and dice.random() < 0.3:
            name = f"steps {len(fields)}"
            fields[name] = DataField(name, "class", Sequence(shape.length, 1), ("a", "b", "c"))
            draft.add(blocks["class_output"](field=name), [("in", end[0], end[1])])
        else:
            rows.append(_row(draft, end))
    while rows:
        together, rows = rows[:4], rows[4:]
        id, port, _ = together[0]
        if len(together) > 1:
            block = blocks["concatenate"]()
            block = block.but(ports=len(together)) if hasattr(block, "ports") else block
            ports = [p.name for p in block.inputs()]
            if len(ports) < len(together):
                together, rows = together[: len(ports)], together[len(ports) :] + rows
            wires = [(p, e[0], e[1]) for p, e in zip(ports, together, strict=False)]
            id, port = draft.add(block, wires), "out"
        name = dice.choice(("kind", "a\nb", "import os", '"', "種類")) + f" {len(fields)}"
        kind = dice.choice(("class", "yes_no", "number"))
        classes = ("a", 'b"', "c\n") if kind == "class" else ()
        fields[name] = DataField(name, kind, Features(dice.randint(1, 3)), classes)
        draft.add(blocks[f"{kind}_output"](field=name), [("in", id, port)])


def network(seed: int) -> tuple[Graph, Fields]:
    """A graph without errors, and the fields of the data that it fits."""
    dice = Random(seed)
    while True:
        made = _drawn(dice)
        if made is not None:
            return made


def _drawn(dice: Random) -> tuple[Graph, Fields] | None:
    draft, fields = _Draft(dice), Fields()
    for number in range(dice.choice((1, 1, 1, 2, 3))):
        name = dice.choice(("picture", "row", "x", "self", "x y\n", "片")) + str(number or "")
        shape = _shape(dice)
        fields[name] = DataField(name, "values", shape)
        draft.ends.append((draft.add(_input(shape, name)), "out", shape))
    for _ in range(dice.randint(1, 9)):
        if dice.random() < 0.2:
            draft.group(1)
        else:
            draft.grow()
    _outputs(draft, fields)
    graph = Graph(
        nodes=tuple(draft.nodes), wires=tuple(draft.wires), definitions=tuple(draft.definitions)
    )
    found = problems(graph, shapes(graph, fields))
    return None if any(problem.severity == "error" for problem in found) else (graph, fields)


def networks() -> st.SearchStrategy[tuple[Graph, Fields]]:
    """Graphs without errors, each with the fields of the data that it fits."""
    return st.integers(0, 2**32).map(network)


def plainly_named(graph: Graph) -> Graph:
    """The same network with no names but ids."""
    return graph.replaced(*(node.but(name="") for node in graph.nodes))
