"""Fix, and what the ways to fix a problem are told and give back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, TypeAlias

from studio.blocks.block import InputBlock, OutputBlock
from studio.blocks.group import Group
from studio.data.dataset import Dataset
from studio.graph.graph import Graph, Node, Wire
from studio.graph.problems import Problem
from studio.graph.shapes import Fields, NodeShapes, Shapes
from studio.project.checks import Checked
from studio.project.place import Path, Place, trail
from studio.project.project import Project
from studio.schema.shape import ShapeError


@dataclass(frozen=True, slots=True)
class Fix:
    """One way out of a problem, tried on a copy of the project.

    `title` names the action as a button does, `project` is the copy, and `checked` what the checks
    say about it. `block` at the end of `path` is the one that the fix is about; it `gets` and
    `gives` these shapes afterwards, and costs so many parameters (None: not known).
    `then` has the problems that only show up once this one is gone, at blocks that could not be
    judged as long as nothing arrived there.
    """

    title: str
    why: str
    project: Project
    checked: Checked
    path: Path = ()
    block: str = ""
    gets: str = ""
    gives: str = ""
    parameters: int | None = None
    then: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A fix that has not been tried yet.

    `edit` changes the network that the problem is in, or, with `around`, the one around its group,
    which `outside` changes besides. `data` takes the place of the project's data.
    `rank` says how good it is: the lowest is the best. `block` is the one whose shapes tell the
    result. At the blocks in `loose` a port may stay without a wire, and their work may be used
    nowhere.
    """

    title: str
    why: str
    rank: float
    edit: Callable[[Graph], Graph] | None = None
    block: str = ""
    data: Dataset | None = None
    around: bool = False
    outside: Callable[[Graph], Graph] | None = None
    loose: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Case:
    """A problem, and what is known around it.

    `earlier` has the project as it was before each edit, the newest first.
    """

    project: Project
    checked: Checked
    problem: Problem
    earlier: Sequence[Project] = ()

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The networks that lead to the problem, from the outermost on."""
        return trail(self.project, self.checked, self.problem.path, self.problem.repetition)

    @property
    def place(self) -> Place:
        """The network that the problem is in."""
        return self.places[-1]

    @property
    def graph(self) -> Graph:
        return self.place.graph

    @property
    def fields(self) -> Fields:
        return self.checked.fields

    @property
    def shapes(self) -> Shapes:
        return self.place.checked.shapes

    @cached_property
    def local(self) -> Problem:
        """The problem as it is said in its own network."""
        if not self.problem.inside:
            return self.problem
        block = self.problem.block
        listed = [p for p in self.place.checked.problems if not p.inside and p.block == block]
        return next((p for p in listed if self.problem.what.endswith(p.what)), self.problem)

    @cached_property
    def node(self) -> Node | None:
        """The block that the problem is about."""
        return self.graph.by_id.get(self.problem.block)

    @cached_property
    def known(self) -> NodeShapes | None:
        """What is known of its shapes."""
        return self.shapes.nodes.get(self.problem.block)

    @cached_property
    def error(self) -> ShapeError | None:
        """Why the block cannot take what arrives, if that is the problem."""
        error = self.known.error if self.known else None
        return error if error is not None and error.what == self.local.what else None

    @cached_property
    def misfit(self) -> NodeShapes | None:
        """The block with what it gets, if it has all that it needs and does not take it."""
        known = self.known
        if known is None or self.error is None or isinstance(known.block, Group):
            return None
        needs_data = isinstance(known.block, InputBlock | OutputBlock) and known.data is None
        return None if needs_data else known

    @cached_property
    def wires(self) -> tuple[Wire, ...]:
        """The wires that end at the block, those at the port of the problem first."""
        into = self.graph.into.get(self.problem.block, ())
        return tuple(sorted(into, key=lambda wire: wire.input != self.local.port))

    @cached_property
    def loose(self) -> bool:
        """Whether the problem is a port without a wire."""
        port = self.local.port
        return bool(port) and all(wire.input != port for wire in self.wires)


Maker: TypeAlias = Callable[[Case], Iterable[Draft]]

# Every way to fix a problem. Each looks at the case by itself and gives nothing where it has none.
MAKERS: Final[list[Maker]] = []


def way(make: Maker) -> Maker:
    """Let this function propose fixes."""
    MAKERS.append(make)
    return make
