"""Operators that move values about, and those that work out where to."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F  # noqa: N812  (the name that every PyTorch user knows)
from torch import Tensor

from studio.compiler.operators.table import (
    Attributes,
    Given,
    first,
    needed,
    numbers,
    operator,
    optional,
)  # fmt: skip

_PADDINGS = {"constant": "constant", "reflect": "reflect", "edge": "replicate", "wrap": "circular"}


def _whole(given: Given, position: int) -> list[int]:
    return [int(value) for value in needed(given, position).flatten().tolist()]


@operator("Shape", attributes="start end")
def shape(given: Given, attributes: Attributes) -> Tensor:
    x = first(given)
    sides = list(x.shape)[attributes.get("start", 0) : attributes.get("end")]
    return torch.tensor(sides, dtype=torch.int64, device=x.device)


@operator("Size")
def size(given: Given, _: Attributes) -> Tensor:
    x = first(given)
    return torch.tensor(x.numel(), dtype=torch.int64, device=x.device)


@operator("Reshape", attributes="allowzero")
def reshape(given: Given, attributes: Attributes) -> Tensor:
    x, sides = first(given), _whole(given, 1)
    if not attributes.get("allowzero"):
        sides = [x.shape[n] if side == 0 else side for n, side in enumerate(sides)]
    return x.reshape(sides)


@operator("Flatten", attributes="axis")
def flatten(given: Given, attributes: Attributes) -> Tensor:
    x = first(given)
    axis = attributes.get("axis", 1)
    axis = axis + x.ndim if axis < 0 else axis
    rows = math.prod(x.shape[:axis])
    return x.reshape(rows, -1)


@operator("Transpose", attributes="perm")
def transpose(given: Given, attributes: Attributes) -> Tensor:
    x = first(given)
    return x.permute(attributes.get("perm") or list(range(x.ndim))[::-1])


@operator("Squeeze", attributes="axes")
def squeeze(given: Given, attributes: Attributes) -> Tensor:
    x, axes = first(given), numbers(given, 1, attributes, "axes")
    return x.squeeze() if axes is None else x.squeeze(tuple(axes))


@operator("Unsqueeze", attributes="axes")
def unsqueeze(given: Given, attributes: Attributes) -> Tensor:
    x, axes = first(given), numbers(given, 1, attributes, "axes") or []
    for axis in sorted(axis % (x.ndim + len(axes)) for axis in axes):
        x = x.unsqueeze(axis)
    return x


@operator("Concat", attributes="axis")
def concat(given: Given, attributes: Attributes) -> Tensor:
    return torch.cat([value for value in given if value is not None], attributes["axis"])


@operator("Split", attributes="axis split num_outputs", outputs=64)
def split(given: Given, attributes: Attributes) -> tuple[Tensor, ...]:
    x, axis = first(given), attributes.get("axis", 0)
    sizes = numbers(given, 1, attributes, "split")
    if sizes is None:
        many = attributes["num_outputs"]
        return torch.split(x, -(-x.shape[axis] // many), axis)
    return torch.split(x, sizes, axis)


@operator("Slice")
def slice_(given: Given, _: Attributes) -> Tensor:
    x, starts, ends = first(given), _whole(given, 1), _whole(given, 2)
    axes = _whole(given, 3) if optional(given, 3) is not None else list(range(len(starts)))
    steps = _whole(given, 4) if optional(given, 4) is not None else [1] * len(starts)
    for start, end, axis, step in zip(starts, ends, axes, steps, strict=True):
        if step > 0:
            cut: list[slice] = [slice(None)] * x.ndim
            cut[axis] = slice(start, end, step)
            x = x[tuple(cut)]
            continue
        places = range(x.shape[axis])[slice(start, end if end >= -(2**31) else None, step)]
        x = x.index_select(axis, torch.tensor(places, dtype=torch.int64, device=x.device))
    return x


@operator("Gather", attributes="axis")
def gather(given: Given, attributes: Attributes) -> Tensor:
    x, places, axis = first(given), needed(given, 1).long(), attributes.get("axis", 0)
    axis %= x.ndim
    places = torch.where(places < 0, places + x.shape[axis], places)
    rows = x.index_select(axis, places.flatten())
    return rows.reshape((*x.shape[:axis], *places.shape, *x.shape[axis + 1 :]))


@operator("GatherElements", attributes="axis")
def gather_elements(given: Given, attributes: Attributes) -> Tensor:
    x, places, axis = first(given), needed(given, 1).long(), attributes.get("axis", 0)
    return x.gather(axis, torch.where(places < 0, places + x.shape[axis], places))


@operator("GatherND", attributes="batch_dims")
def gather_nd(given: Given, attributes: Attributes) -> Tensor:
    if attributes.get("batch_dims"):
        raise NotImplementedError
    return first(given)[tuple(needed(given, 1).long().unbind(-1))]


@operator("ScatterElements", attributes="axis reduction")
def scatter_elements(given: Given, attributes: Attributes) -> Tensor:
    if attributes.get("reduction", "none") != "none":
        raise NotImplementedError
    x, places, axis = first(given), needed(given, 1).long(), attributes.get("axis", 0)
    places = torch.where(places < 0, places + x.shape[axis], places)
    return x.scatter(axis, places, needed(given, 2))


@operator("ScatterND", attributes="reduction")
def scatter_nd(given: Given, attributes: Attributes) -> Tensor:
    if attributes.get("reduction", "none") != "none":
        raise NotImplementedError
    places = tuple(needed(given, 1).long().unbind(-1))
    return first(given).index_put(places, needed(given, 2))


@operator("Expand")
def expand(given: Given, _: Attributes) -> Tensor:
    x, sides = first(given), _whole(given, 1)
    wanted = [1] * (x.ndim - len(sides)) + sides
    own = [1] * (len(wanted) - x.ndim) + list(x.shape)
    return x.expand([b if a == 1 else a for a, b in zip(own, wanted, strict=True)])


@operator("Tile")
def tile(given: Given, _: Attributes) -> Tensor:
    return first(given).repeat(_whole(given, 1))


@operator("Pad", attributes="mode")
def pad(given: Given, attributes: Attributes) -> Tensor:
    x, edges = first(given), _whole(given, 1)
    chosen = _whole(given, 3) if optional(given, 3) is not None else list(range(x.ndim))
    before, after = [0] * x.ndim, [0] * x.ndim
    for n, axis in enumerate(chosen):
        before[axis], after[axis] = edges[n], edges[n + len(chosen)]
    mode = _PADDINGS[attributes.get("mode", "constant")]
    if mode == "constant":
        fill = optional(given, 2)
        widths = [n for pair in zip(reversed(before), reversed(after), strict=True) for n in pair]
        return F.pad(x, widths, value=0.0 if fill is None else fill.item())
    return _continued(x, before, after, mode)


def _continued(x: Tensor, before: list[int], after: list[int], mode: str) -> Tensor:
    """Padding that goes on with the values themselves, axis by axis."""
    for axis, (low, high) in enumerate(zip(before, after, strict=True)):
        if low or high:
            last = x.movedim(axis, -1)
            flat = last.reshape(1, -1, last.shape[-1])
            padded = F.pad(flat, (low, high), mode=mode)
            x = padded.reshape(*last.shape[:-1], -1).movedim(-1, axis)
    return x


@operator("Range")
def range_(given: Given, _: Attributes) -> Tensor:
    start, end, step = (needed(given, n) for n in range(3))
    return torch.arange(
        start.item(), end.item(), step.item(), dtype=start.dtype, device=start.device
    )


@operator("ConstantOfShape", attributes="value")
def constant_of_shape(given: Given, attributes: Attributes) -> Tensor:
    value: Tensor = attributes.get("value", torch.zeros(1))
    return value.to(first(given).device).reshape(()).expand(_whole(given, 0)).clone()


@operator("Trilu", attributes="upper")
def triangle(given: Given, attributes: Attributes) -> Tensor:
    x = first(given)
    offset = 0 if optional(given, 1) is None else int(needed(given, 1).item())
    return x.triu(offset) if attributes.get("upper", 1) else x.tril(offset)


@operator("DepthToSpace", attributes="blocksize mode")
def depth_to_space(given: Given, attributes: Attributes) -> Tensor:
    x, block = first(given), attributes["blocksize"]
    batch, depth, height, width = x.shape
    inner = depth // block**2
    if attributes.get("mode", "DCR") == "DCR":
        parts = x.reshape(batch, block, block, inner, height, width).permute(0, 3, 4, 1, 5, 2)
    else:
        parts = x.reshape(batch, inner, block, block, height, width).permute(0, 1, 4, 2, 5, 3)
    return parts.reshape(batch, inner, height * block, width * block)


@operator("SpaceToDepth", attributes="blocksize")
def space_to_depth(given: Given, attributes: Attributes) -> Tensor:
    x, block = first(given), attributes["blocksize"]
    batch, depth, height, width = x.shape
    parts = x.reshape(batch, depth, height // block, block, width // block, block)
    return parts.permute(0, 3, 5, 1, 2, 4).reshape(
        batch, depth * block**2, height // block, width // block
    )


@operator("OneHot", attributes="axis")
def one_hot(given: Given, attributes: Attributes) -> Tensor:
    places, depth = needed(given, 0).long(), int(needed(given, 1).item())
    off, on = needed(given, 2).unbind(0)
    hot = F.one_hot(places % depth, depth).movedim(-1, attributes.get("axis", -1)).bool()
    known = ((places >= -depth) & (places < depth)).unsqueeze(attributes.get("axis", -1))
    return torch.where(hot & known, on, off)
