"""A group: a named definition of the project, used as a block; later folders resolve it."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from studio.blocks.block import Block, Port, blocks
from studio.schema.shape import Shape

MOST_REPEATED: Final = 1000


@blocks.entry(
    "group", title="Group", family="join", words=("module", "subnetwork", "repeat", "组", "模块")
)
class Group(Block):
    """A small network of its own, used as one block.

    What is inside is a definition of this project, with inlets and outlets. Changing it changes
    every group that uses it. Repeated, the copies follow each other: what one gives, the next
    takes.

    Use it for a pattern that occurs more than once, such as a residual block. Two groups that share
    their weights treat two inputs alike: that is a Siamese network, which compares them.

    In PyTorch: a module of its own; repeated, one module after the other; shared, one module that
    is called more than once.
    """

    definition: str = Field(
        "", max_length=100, title="Definition", description="The definition that this group uses."
    )
    repeat: Annotated[int, Field(ge=1, le=MOST_REPEATED)] = Field(
        1, title="Repeat", description="How many copies follow each other."
    )
    shared: bool = Field(
        False,
        title="Share weights",
        description="One set of weights for all copies, and for every group beside this one that"
        " has the same inside and shares too. Off: each copy learns its own.",
    )

    def idle(self) -> tuple[str, ...]:
        return ("definition",)  # it is chosen by placing a group, and renamed as one


@blocks.entry("inlet", title="Inlet", family="join", words=("group input", "入口"))
class Inlet(Block):
    """Where a wire enters a group.

    The group has an input port with this block's name. What a wire brings there comes out here.

    Use it inside a group, one for each input that the group has. Outside of groups it has no use.

    In PyTorch: an argument of the module's `forward`.
    """

    def inputs(self) -> tuple[Port, ...]:
        return ()

    def infer(self, given: Shape) -> Shape:
        return given


@blocks.entry("outlet", title="Outlet", family="join", words=("group output", "出口"))
class Outlet(Block):
    """Where a wire leaves a group.

    The group has an output port with this block's name. What is wired to it here comes out there.

    Use it inside a group, one for each output that the group has. Outside of groups it has no use.

    In PyTorch: what the module's `forward` returns.
    """

    def outputs(self) -> tuple[Port, ...]:
        return ()

    def infer(self, given: Shape) -> Shape:
        return given
