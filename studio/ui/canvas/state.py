"""State: what the canvas shows beside the document. None of it is undone or saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from studio.graph.graph import Graph, Wire
from studio.graph.problems import Problem
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.fitting import Fits
from studio.ui.canvas.paper.pieces import Grip, PieceId

Point: TypeAlias = tuple[Wire, int]  # a point of a wire, by its number


@dataclass(frozen=True, slots=True)
class Hover:
    """What lies under the pointer: a port, a card, a wire, or a frame or note.

    `point` is the number of a point of the wire; `grip` says by which edge a piece is held.
    """

    card: str = ""
    port: PortEnd | None = None
    wire: Wire | None = None
    point: int | None = None
    piece: PieceId | None = None
    grip: Grip = ""


@dataclass(slots=True)
class Trouble:
    """Where problems are shown: chips on blocks, red ports and red wires (by identity)."""

    chips: dict[str, Problem] = field(default_factory=dict)
    ports: set[PortEnd] = field(default_factory=set)
    wires: dict[int, Wire] = field(default_factory=dict)


@dataclass(slots=True)
class State:
    """The view state of one canvas."""

    selected: frozenset[str] = frozenset()
    wires: frozenset[Wire] = frozenset()
    pieces: frozenset[PieceId] = frozenset()
    point: Point | None = None
    hover: Hover = Hover()
    focused: str = ""
    piece_focused: PieceId | None = None
    focus_shown: bool = False
    fits: Fits | None = None  # while a wire is drawn
    lit: Wire | None = None  # where a carried block would go in
    hidden: frozenset[int] = frozenset()  # wires that are not painted for now, by identity
    trouble: Trouble = field(default_factory=Trouble)
    offer: tuple[str, str] = ("", "")  # a block with a problem, and the title of its best fix

    @property
    def marked(self) -> tuple[object, ...]:
        """All that is selected."""
        return self.selected, self.wires, self.pieces, self.point


def trouble(graph: Graph, problems: tuple[Problem, ...]) -> Trouble:
    """Where the problems of a graph are shown; of several at one block, the first."""
    found = Trouble()
    for problem in problems:
        if not problem.where or not problem.chip:
            continue
        for block in problem.where:
            found.chips.setdefault(block, problem)
        if problem.severity == "error":
            if problem.port:
                found.ports.add(PortEnd(problem.where[0], problem.port, is_input=True))
            for wire in _blamed(graph, problem):
                found.wires[id(wire)] = wire
                found.ports.add(PortEnd(wire.target, wire.input, is_input=True))
    return found


def _blamed(graph: Graph, problem: Problem) -> list[Wire]:
    """The wires that a problem is about; one inside a group is about none out here."""
    if problem.inside:
        return []
    first = problem.where[0]
    if len(problem.where) > 1:  # a loop, in order
        steps = {*zip(problem.where, (*problem.where[1:], first), strict=True)}
        return [
            w for id in problem.where for w in graph.out_of.get(id, ()) if (id, w.target) in steps
        ]
    wires = graph.into.get(first, ())
    return [w for w in wires if problem.port in ("", w.input)]
