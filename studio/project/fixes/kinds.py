"""The same layer for another kind of shape: 2D, 1D, over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from pydantic import ValidationError

from studio.blocks import blocks
from studio.blocks.block import Block
from studio.language import tr
from studio.project.fixes.accepting import gives
from studio.project.fixes.edits import with_block
from studio.project.fixes.fix import Case, Draft, way

# What does the same to other shapes: first the nearest relative.
ALIKE: Final[Mapping[str, tuple[str, ...]]] = {
    "conv2d": ("conv1d", "dense"),
    "conv1d": ("conv2d", "dense"),
    "separable_conv2d": ("conv1d", "dense"),
    "max_pool2d": ("max_pool1d",),
    "max_pool1d": ("max_pool2d",),
    "avg_pool2d": ("avg_pool1d",),
    "avg_pool1d": ("avg_pool2d",),
    "adaptive_avg_pool2d": ("adaptive_avg_pool1d",),
    "adaptive_avg_pool1d": ("adaptive_avg_pool2d", "mean_over_time"),
    "global_avg_pool": ("mean_over_time",),
    "global_max_pool": ("max_over_time",),
    "mean_over_time": ("global_avg_pool",),
    "max_over_time": ("global_max_pool",),
    "last_step": ("global_avg_pool", "flatten"),
    "flatten": ("last_step", "mean_over_time"),
    "reshape": ("last_step", "mean_over_time", "flatten"),
    "embedding": ("dense",),
    "spatial_dropout": ("dropout",),
    "add": ("concatenate",),
    "multiply": ("concatenate",),
    "maximum": ("concatenate",),
    "average": ("concatenate",),
}
_FURTHER: Final = ("dense", "concatenate")  # these compute something else
_SETTABLE: Final = ("reshape",)  # these most often need another setting


@way
def another_kind(case: Case) -> Iterator[Draft]:
    """The block that does the same to what arrives."""
    node, known = case.node, case.misfit
    if node is None or known is None:
        return
    for rank, id in enumerate(ALIKE.get(node.block.kind, ())):
        made = converted(node.block, blocks[id])
        if gives(made, *known.args) is not None:
            yield Draft(
                tr("Change to {block}").format(block=tr(made.title)),
                tr(type(made).summary()),
                (14 if id in _FURTHER or node.block.kind in _SETTABLE else 5) + rank / 10,
                partial(with_block, node.id, made),
                node.id,
            )


def converted(block: Block, kind: type[Block]) -> Block:
    """A block of another kind with the settings that both have."""
    made = kind.usual()
    renamed = {"filters": "units", "size": "units"} if kind.id == "dense" else {}
    for name in type(block).model_fields:
        new = renamed.get(name, name)
        if name != "kind" and new in kind.model_fields:
            made = _with(made, new, getattr(block, name))
    return made


def _with(block: Block, name: str, value: Any) -> Block:
    """The block with a setting, as a number or a pair where the other dimension wants that."""
    tries = [value]
    if isinstance(value, tuple) and value:
        tries.append(value[0])
    elif isinstance(value, int) and not isinstance(value, bool):
        tries.append((value, value))
    for each in tries:
        try:
            return block.but(**{name: each})
        except ValidationError:
            continue
    return block
