"""Other arrangements of the same values. Most of them need no block: where axes lie is noted."""

from __future__ import annotations

import math

from studio.exchange.onnx_import.drawing import Axes, Drawing, Held, NoBlock, made, natural
from studio.exchange.onnx_import.network import Operator
from studio.exchange.onnx_import.reads import reads
from studio.schema.shape import Length, Unknown

MODES = {"nearest": "nearest", "linear": "bilinear", "cubic": "bicubic"}


@reads("Transpose")
def transpose(drawing: Drawing, op: Operator) -> None:
    held = drawing.held(op.input(0))
    order = op.settings.get("perm") or range(len(held.axes))[::-1]
    drawing.hold(op.outputs[0], held.source, tuple(held.axes[axis] for axis in order))


@reads("Identity")
def identity(drawing: Drawing, op: Operator) -> None:
    held = drawing.held(op.input(0))
    drawing.hold(op.outputs[0], held.source, held.axes)


@reads("Squeeze")
def squeeze(drawing: Drawing, op: Operator) -> None:
    held, lengths = drawing.held(op.input(0)), drawing.lengths(op.input(0))
    axes = drawing.network.constant(op.input(1))
    if axes is None:
        gone = {axis for axis, length in enumerate(lengths) if length == 1}
    else:
        gone = {int(axis) % len(lengths) for axis in axes.reshape(-1)}
    if held.batch in gone:
        raise NoBlock("the batch is taken away")
    kept = tuple(place for axis, place in enumerate(held.axes) if axis not in gone)
    drawing.hold(op.outputs[0], held.source, kept)


@reads("Unsqueeze")
def unsqueeze(drawing: Drawing, op: Operator) -> None:
    held, axes = drawing.held(op.input(0)), drawing.network.constant(op.input(1))
    if axes is None:
        raise NoBlock("axes that are computed")
    rank = len(held.axes) + axes.size
    new = {int(axis) % rank for axis in axes.reshape(-1)}
    old = iter(held.axes)
    drawing.hold(
        op.outputs[0], held.source, tuple(None if n in new else next(old) for n in range(rank))
    )


@reads("Flatten")
def flatten(drawing: Drawing, op: Operator) -> None:
    axis = op.settings.get("axis", 1) % (len(drawing.held(op.input(0)).axes) + 1)
    if axis != 1:
        raise NoBlock("flattened with the batch")
    _into(drawing, op)


@reads("Reshape")
def reshape(drawing: Drawing, op: Operator) -> None:
    _into(drawing, op)


def _into(drawing: Drawing, op: Operator) -> None:
    """The same values, in their order, with the sides that the operator gives."""
    held, before = drawing.held(op.input(0)), drawing.lengths(op.input(0))
    after = drawing.lengths(op.outputs[0])
    if (place := _only_ones(held, before, after)) is not None:
        drawing.hold(op.outputs[0], held.source, place)
        return
    at = _batch_after(held.batch, before, after)
    order = [held.batch, *(n for n in range(len(before)) if n != held.batch)]
    source = drawing.arranged(op.input(0), order)
    rest = [n for n in range(len(after)) if n != at]
    wanted = tuple(_length(drawing, after[n]) for n in rest)
    natural(wanted)
    out = drawing.reshaped(source, wanted)
    drawing.hold(
        op.outputs[0], out, tuple(0 if n == at else 1 + rest.index(n) for n in range(len(after)))
    )


def _length(drawing: Drawing, length: int) -> Length:
    """A side of the file as one of a shape: some stand for lengths that are not known."""
    if drawing.network.derived(length):
        return drawing.open.get(length, Unknown(str(length)))
    return length


def _only_ones(held: Held, before: tuple[int, ...], after: tuple[int, ...]) -> Axes | None:
    """Where the axes lie if only axes of one come and go; None if more happens."""
    kept = [axis for axis, length in enumerate(before) if length != 1 or axis == held.batch]
    place: list[int | None] = []
    waiting = iter(kept)
    following = next(waiting, None)
    for index, length in enumerate(after):
        if (
            following is not None
            and before[following] == length
            and (length != 1 or (following == held.batch and _fits(held, before, after, index)))
        ):
            place.append(held.axes[following])
            following = next(waiting, None)
        elif length == 1:
            place.append(None)
        else:
            return None
    return tuple(place) if following is None else None


def _fits(held: Held, before: tuple[int, ...], after: tuple[int, ...], index: int) -> bool:
    """Whether a batch of one goes to this axis of one: it keeps what stands before it."""
    return math.prod(after[:index]) == math.prod(before[: held.batch])


def _batch_after(batch: int, before: tuple[int, ...], after: tuple[int, ...]) -> int:
    """Which axis the batch is afterwards: nothing moves from before it to behind it."""
    ahead = math.prod(before[:batch])
    for axis, length in enumerate(after):
        if length == before[batch] and math.prod(after[:axis]) == ahead:
            return axis
    raise NoBlock("the batch is mixed with other axes")


@reads("DepthToSpace")
def depth_to_space(drawing: Drawing, op: Operator) -> None:
    if op.settings.get("mode", "DCR") != "CRD":
        raise NoBlock("channels in another order")
    _shuffled(drawing, op, op.settings["blocksize"])


@reads("PixelShuffle")
def pixel_shuffle(drawing: Drawing, op: Operator) -> None:
    _shuffled(drawing, op, op.settings["factor"])


def _shuffled(drawing: Drawing, op: Operator, factor: int) -> None:
    block = made("pixel_shuffle", factor=factor)
    drawing.hold(op.outputs[0], drawing.put(block, drawing.arranged(op.input(0)))[0])


@reads("Resize")
def resize(drawing: Drawing, op: Operator) -> None:
    """Larger pictures. Whether all pixels are the same is seen when numbers are compared."""
    before, after = drawing.lengths(op.input(0)), drawing.lengths(op.outputs[0])
    mode = MODES.get(op.settings.get("mode", "nearest"))
    if len(before) != 4 or before[:2] != after[:2] or op.input(1) or mode is None:
        raise NoBlock("not only larger")
    factors = [b // a for a, b in zip(before[2:], after[2:], strict=True)]
    settings: dict[str, object] = {"mode": mode}
    if all(a * f == b and f for a, b, f in zip(before[2:], after[2:], factors, strict=True)):
        settings["factor"] = tuple(factors)
    else:
        settings |= {"to": "size", "size": after[2:]}
    if op.settings.get("coordinate_transformation_mode") == "align_corners":
        settings["align_corners"] = mode != "nearest"
    block = made("upsample", **settings)
    drawing.hold(op.outputs[0], drawing.put(block, drawing.arranged(op.input(0)))[0])
