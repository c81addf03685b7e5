"""What the outline says about a block: its own row, and one for each setting, port and problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal, TypeAlias

from studio.blocks.block import Port
from studio.graph.graph import Graph, Node, Wire
from studio.graph.problems import Problem
from studio.language import number, tr
from studio.schema.entry import Entry
from studio.ui.canvas.faces import Card
from studio.ui.controls.number_field import written
from studio.ui.form.settings import (
    Kind,
    OneOf,
    OneOfOrNumber,
    Options,
    Setting,
    option_title,
    settings,
)

Asked: TypeAlias = Callable[[Node], Mapping[str, Options]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row below a block. A setting has its declaration and value, an input its wire."""

    kind: Literal["setting", "input", "output", "problem"]
    key: str
    title: str
    text: str
    shape: str = ""
    help: str = ""
    setting: Setting | None = None
    value: object = None

    @property
    def can_change(self) -> bool:
        return self.kind in ("setting", "input")


@dataclass(frozen=True, slots=True)
class About:
    """All that the rows of one block are made from; equal ones say the same."""

    card: Card
    into: tuple[Wire, ...]
    out_of: tuple[Wire, ...]
    names: tuple[str, ...]  # of the blocks at the other ends
    problems: tuple[Problem, ...]

    @property
    def shape(self) -> str:
        """The shapes that the block gives out."""
        known = self.card.known
        return ", ".join(shape.text() for shape in known.outputs) if known else ""


def about(
    graph: Graph, cards: Mapping[str, Card], problems: Mapping[str, Sequence[Problem]], id: str
) -> About:
    """What is to be told about a block of a graph."""
    into, out_of = graph.into.get(id, ()), graph.out_of.get(id, ())
    others = (*(wire.source for wire in into), *(wire.target for wire in out_of))
    names = tuple(cards[other].face.name for other in others)
    return About(cards[id], tuple(into), tuple(out_of), names, tuple(problems.get(id, ())))


def lines(told: About, asked: Asked) -> tuple[Line, ...]:
    """The rows below a block."""
    node = told.card.node
    shown = [_setting(node, row) for row in settings(node.block, asked(node))]
    shown += [_input(told, row) for row in range(len(told.card.inputs))]
    shown += [_output(told, row) for row in range(len(told.card.outputs))]
    for place, problem in enumerate(told.problems):
        text = " ".join(part for part in (problem.what, problem.remedy) if part)
        shown.append(Line("problem", str(place), tr("Problem"), text, help=problem.why))
    return tuple(shown)


def said(value: object, kind: Kind) -> str:
    """A setting's value in words."""
    if isinstance(kind, OneOf | OneOfOrNumber):
        titles = dict(kind.options)
        if isinstance(value, str | bool) and value in titles:
            return titles[value]
    match value:
        case None:
            return ""
        case bool():
            return tr("on") if value else tr("off")
        case int() | float():
            return written(value)
        case Entry():
            return tr(value.title)
        case tuple():
            sign = " × " if all(isinstance(side, int) for side in value) else ", "
            return sign.join(said(side, kind) for side in value)
    return option_title(value) if value else ""


def _setting(node: Node, setting: Setting) -> Line:
    value: object = reduce(getattr, setting.path, node.block)
    text, key = said(value, setting.kind), ".".join(setting.path)
    return Line("setting", key, setting.label, text, "", setting.help, setting, value)


def _input(told: About, row: int) -> Line:
    card, port = told.card, told.card.inputs[row]
    wire = next((wire for wire in told.into if wire.input == port.name), None)
    name = told.names[told.into.index(wire)] if wire is not None else ""
    text = tr("from {block}").format(block=name) if wire is not None else tr("no wire")
    gets = card.known.inputs if card.known else ()
    shape = gets[row] if row < len(gets) else None
    title = _titled(tr("Input"), card.inputs, port)
    return Line("input", port.name, title, text, shape.text() if shape else "", value=wire)


def _output(told: About, row: int) -> Line:
    card, port = told.card, told.card.outputs[row]
    begin = len(told.into)
    names = [
        told.names[begin + at] for at, wire in enumerate(told.out_of) if wire.output == port.name
    ]
    text = tr("to {blocks}").format(blocks=", ".join(names)) if names else tr("no wire")
    gives = card.known.outputs if card.known else ()
    shape = gives[row].text() if row < len(gives) else ""
    return Line("output", port.name, _titled(tr("Output"), card.outputs, port), text, shape)


def _titled(word: str, ports: tuple[Port, ...], port: Port) -> str:
    if len(ports) < 2:
        return word
    name = tr(port.title) if port.title else number(1 + ports.index(port))
    return tr("{word}, {name}").format(word=word, name=name)
