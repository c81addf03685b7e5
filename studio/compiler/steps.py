"""Steps: what a plan consists of, as data."""

from __future__ import annotations

from dataclasses import dataclass

from studio.blocks.block import Block
from studio.graph.problems import Problem
from studio.language import number, tr
from studio.schema.call import Call, Expression
from studio.schema.data_field import DataField
from studio.schema.field_types import Initialization
from studio.schema.shape import Shape


@dataclass(frozen=True, slots=True)
class Part:
    """What an attribute of the module holds: a layer, or the network of one copy of a group.

    `seed` is what its first weights are drawn from, beside the seed of the training; those of the
    groups around it come before it, so that equal copies of a group have one plan. What is frozen
    keeps its weights, and always answers as in evaluation.
    """

    attribute: str
    content: Call | Plan
    seed: str
    weights: Initialization = "default"
    frozen: bool = False


def drawing(how: Initialization) -> str:
    """The function that draws first weights in this way; not for those that torch draws itself."""
    return "layers.narrow_normal_" if how == "normal" else f"nn.init.{how}_"


@dataclass(frozen=True, slots=True)
class Step:
    """One block, or one copy of a group: its parts, and the variables that it computes.

    `shapes` has the shape of each variable, None for the lengths of a padded one.
    """

    node: str
    parts: tuple[Part, ...]
    values: tuple[tuple[str, Expression], ...]
    shapes: tuple[Shape | None, ...]


@dataclass(frozen=True, slots=True)
class End:
    """An input or output of a plan: its variable, what it stands for, lengths if it is padded."""

    node: str
    variable: str
    shape: Shape
    data: DataField | None
    block: Block
    lengths: str = ""

    @property
    def variables(self) -> tuple[str, ...]:
        """The variable, and that of the lengths if there is one."""
        return (self.variable, self.lengths) if self.lengths else (self.variable,)


@dataclass(frozen=True, slots=True)
class Plan:
    """A network as steps in order, with its inputs and outputs.

    `definition` is the name of the group's definition; empty for the graph itself.
    """

    inputs: tuple[End, ...]
    steps: tuple[Step, ...]
    outputs: tuple[End, ...]
    definition: str = ""

    def arguments(self) -> tuple[str, ...]:
        """The arguments of the module's forward, in order: each input, then lengths if padded."""
        return tuple(variable for end in self.inputs for variable in end.variables)

    def frozen(self) -> tuple[str, ...]:
        """The paths of the parts that are frozen, as torch names submodules."""
        found: list[str] = []
        for step in self.steps:
            for part in step.parts:
                if part.frozen:
                    found.append(part.attribute)
                elif isinstance(part.content, Plan):
                    found += (f"{part.attribute}.{path}" for path in part.content.frozen())
        return tuple(found)

    def results(self) -> tuple[str, ...]:
        """What the module's forward returns, in order: each output, then lengths if padded."""
        return tuple(variable for end in self.outputs for variable in end.variables)


class NotReady(Exception):
    """A graph that cannot be compiled yet; `problems` says why."""

    def __init__(self, *found: Problem) -> None:
        super().__init__(found[0].text)
        self.problems = found


def too_large(most: int) -> NotReady:
    """Why a network of more blocks than that cannot be compiled."""
    return NotReady(
        Problem(
            (),
            tr("The network is too large to be built."),
            tr("With all repetitions of its groups it has more than {n} blocks.").format(
                n=number(most)
            ),
            tr("Repeat the groups fewer times."),
        )
    )
