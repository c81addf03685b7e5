"""The inputs and outputs of an opened network, and the data that it will have."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from onnx import ModelProto

from studio.blocks.block import Block, blocks
from studio.data.dataset import datasets
from studio.data.declared_inputs import given_inputs, open_lengths
from studio.data.declared_targets import given_targets
from studio.exchange.not_imported import NotImported
from studio.exchange.onnx_import.drawing import Drawing, NoBlock, Source, made, natural
from studio.exchange.onnx_import.network import Network
from studio.graph.graph import Node, Wire
from studio.language import tr
from studio.schema.shape import (
    Array,
    Category,
    Features,
    Length,
    Picture,
    Sequence,
    Shape,
    Tokens,
    Unknown,
    padded,
    sides,
    unknown_length,
)

SPARE_WORDS = 1000  # the vocabulary of tokens that no embedding reads


@dataclass
class Ends:
    """What the data will have to offer, in the order of the file, and how the answers are read."""

    inputs: list[Any] = field(default_factory=list)
    targets: list[Any] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def named(self, text: str) -> str:
        """The name of a data field after that of a value, each only once."""
        wanted = re.sub(r"\s+", " ", text).strip()[:90] or "x"
        name, n = wanted, 2
        while name in self.names:
            name, n = f"{wanted} {n}", n + 1
        self.names.add(name)
        return name

    def data(self) -> Any:
        """The data entry that declares all this."""
        return datasets["no_data"].model_validate(
            {"inputs": tuple(self.inputs), "targets": tuple(self.targets)}
        )


def enter(drawing: Drawing, ends: Ends) -> None:
    """Draw an input block for each input of the network.

    Raises:
        NotImported: an input has no shape that a block can have.
    """
    network = drawing.network
    batches = {network.shapes[name][0] for name in network.inputs if network.shapes[name]}
    if len(batches) > 1 or any(not network.shapes[name] for name in network.inputs):
        raise NotImported(
            tr("The inputs of this model have no batch in common."),
            tr("The first axis of each must count the examples, but they are of different size."),
            tr("Export it again with one batch for all of its inputs."),
        )
    first: dict[int, str] = {}  # by number of steps: what the first input that has it is called
    for name in network.inputs:
        shape = _entering(network, name)
        called = ends.named(name)
        kind, given = _declared(shape)
        if padded(shape):
            like = first.setdefault(network.shapes[name][1], called)
            given["as_long_as"] = "" if like == called else like
        ends.inputs.append(given_inputs[kind](name=called, **given))
        block = blocks[f"{kind}_input"].model_validate({"field": called})
        drawing.nodes.append(Node(id=drawing.free_id(block.id), block=block))
    for name, node, data in zip(network.inputs, drawing.nodes, ends.data().fields(), strict=True):
        drawing.shapes[node.id] = (data.shape,)
        drawing.hold(name, Source(node.id, "out", data.shape))
        length = unknown_length(data.shape)
        if length is not None:
            drawing.open[network.shapes[name][1]] = length
            lengths = network.constants.get(network.lengths.get(name, ""))
            if lengths is not None:
                drawing.real[length.name] = lengths


def _entering(network: Network, name: str) -> Shape:
    lengths: list[Length] = []
    for axis, side in enumerate(network.shapes[name]):
        if axis:
            lengths.append(Unknown(f"T{axis}") if side in network.free else side)
    if len(lengths) == 2 or (len(lengths) == 1 and network.types[name].kind in "iu"):
        lengths = [_time(side) for side in lengths]
    whole = network.types[name].kind in "iu"
    if whole:
        words = _vocabulary(network, name)
        match lengths:
            case []:
                return Category(words)
            case [length]:
                return Tokens(length, words)
    if network.types[name] != np.float32:
        raise NotImported(
            tr("This model reads a kind of number that no block gives."),
            tr('"{name}" takes {kind}; blocks work with float32.').format(
                name=name[:100], kind=network.types[name]
            ),
            tr("Export it again with inputs in float32."),
        )
    try:
        return natural(tuple(lengths))
    except NoBlock:
        raise NotImported(
            tr("This model leaves too much open."),
            tr('Of "{name}" more than the batch and a number of steps is unknown.').format(
                name=name[:100]
            ),
            tr("Export it again with known sizes."),
        ) from None


def _time(side: Length) -> Length:
    return Unknown("T") if isinstance(side, Unknown) else side


def _vocabulary(network: Network, name: str) -> int:
    """How many different numbers a table has rows for that is read with this value."""
    sizes = [
        len(table)
        for op in network.read_by.get(name, [])
        if op.kind == "Gather" and op.input(1) == name
        if (table := network.constant(op.input(0))) is not None
    ]
    return min(sizes, default=SPARE_WORDS)


def _declared(shape: Shape) -> tuple[str, dict[str, Any]]:
    """The kind of an input and its settings in the data entry."""
    match shape:
        case Features(size):
            return "features", {"size": size}
        case Sequence(length, size):
            return "sequence", {"length": _open(length), "size": size}
        case Picture(channels, height, width):
            return "picture", {"channels": channels, "height": height, "width": width}
        case Tokens(length, vocabulary):
            return "tokens", {"length": _open(length), "vocabulary": vocabulary}
        case Category(choices):
            return "category", {"choices": choices}
        case Array(lengths):
            return "array", {"lengths": lengths}


def _open(length: Length) -> int | None:
    return length if isinstance(length, int) else None


def leave(drawing: Drawing, ends: Ends, name: str, answer: str, classes: tuple[str, ...]) -> None:
    """Draw the output block for a value: with the last dense layer and softmax if it ends so.

    Raises:
        NoBlock: the value is not held by a block, or the batch is not its first axis.
    """
    source = _answering(drawing, name)
    called = ends.named(answer)
    source, ending = _curve(drawing, source, name)
    shape = source.shape
    own = _own_dense(drawing, source, name) if isinstance(shape, Features) else None
    given: dict[str, Any]
    if ending == "softmax" and isinstance(shape, Features):
        kind, given = "class", {"classes": shape.size, "names": classes[: shape.size]}
    elif ending == "sigmoid" and isinstance(shape, Features):
        kind, given = "yes_no", {"size": shape.size}
    elif classes and isinstance(shape, Features) and len(classes) == shape.size:
        kind, given = "class", {"classes": shape.size, "names": classes}
    elif isinstance(shape, Features):
        kind, given = "number", {"size": shape.size}
    elif isinstance(shape, Sequence) and isinstance(shape.length, Unknown):
        kind, given = "steps", {"size": shape.size, "as_long_as": _like(ends, shape.length)}
        given["windows"] = shape.length.after
    else:
        kind, given = "numbers", {"lengths": _known(sides(shape))}
    ends.targets.append(given_targets[kind](name=called, **given))
    entry = "number_output" if kind in ("numbers", "steps") else f"{kind}_output"
    if kind == "yes_no" and isinstance(shape, Features) and shape.size > 1:
        entry = "multi_label_output"
    _output(drawing, source, made(entry, field=called, dense=own is not None), own)


def _like(ends: Ends, length: Unknown) -> str:
    """The input that has these steps before all windows; empty if it is the first of any length."""
    lengths = open_lengths(ends.data().fields())
    first = next(iter(lengths), "")
    found = next((name for name, each in lengths.items() if each.name == length.name), None)
    if found is None:
        raise NoBlock("an answer of another length than any input has")
    return "" if found == first else found


def _answering(drawing: Drawing, name: str) -> Source:
    """The source of an answer; one number for each example is a row of one."""
    held = drawing.held(name)
    axes = held.axes if len(held.axes) > 1 else (*held.axes, None)
    return drawing.with_axes(held.source, axes)


def _known(lengths: tuple[Length, ...]) -> tuple[int, ...]:
    known = tuple(length for length in lengths if isinstance(length, int))
    if len(known) < len(lengths):
        raise NoBlock("an answer of unknown length")
    return known


def _alone(drawing: Drawing, node: str, name: str) -> bool:
    """Whether a block gives this answer and nothing else."""
    others = (drawing.places.get(other) for other in drawing.network.outputs if other != name)
    taken = any(held is not None and held.source.node == node for held in others)
    return not taken and not any(wire.source == node for wire in drawing.wires)


def _curve(drawing: Drawing, source: Source, name: str) -> tuple[Source, str]:
    """What stands before a last softmax or sigmoid, which an output block applies itself."""
    if not isinstance(source.shape, Features) or not _alone(drawing, source.node, name):
        return source, ""
    block = drawing.block(source.node)
    if block.id == "activation":
        function = str(getattr(block, "function", ""))
        into = [wire for wire in drawing.wires if wire.target == source.node]
        if _answers(function, source.shape.size) and getattr(block, "axis", "values") == "values":
            (wire,) = into
            before = Source(wire.source, wire.output, source.shape)
            drawing.nodes = [node for node in drawing.nodes if node.id != source.node]
            drawing.wires.remove(wire)
            return before, function
    elif _answers(function := str(getattr(block, "activation", "")), source.shape.size):
        drawing.change(source.node, activation="none")
        return source, function
    return source, ""


def _answers(function: str, size: int) -> bool:
    """Whether an output block gives probabilities by this curve."""
    return function == "sigmoid" or (function == "softmax" and size > 1)


def _own_dense(drawing: Drawing, source: Source, name: str) -> str | None:
    """The last dense layer, if an output block's own one can stand for it."""
    if not _alone(drawing, source.node, name):
        return None
    block = drawing.block(source.node)
    if block.id != "dense" or getattr(block, "activation", "") != "none":
        return None
    return source.node if getattr(block, "bias", False) else None


def _output(drawing: Drawing, source: Source, block: Block, own: str | None) -> None:
    id = drawing.free_id(block.id)
    if own is not None:
        (wire,) = (wire for wire in drawing.wires if wire.target == own)
        drawing.nodes = [node for node in drawing.nodes if node.id != own]
        drawing.wires.remove(wire)
        drawing.weights[id, ""] = drawing.weights.pop((own, ""))
        source = Source(wire.source, wire.output, source.shape)
    drawing.nodes.append(Node(id=id, block=block))
    drawing.wires.append(Wire(source=source.node, output=source.port, target=id, input="in"))


def classes_of(model: ModelProto) -> dict[str, tuple[str, ...]]:
    """The names of classes that our own exports keep beside the network, by output."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in model.metadata_props:
        start, _, name = entry.key.partition("classes of ")
        if start or not name:
            continue
        try:
            texts = json.loads(entry.value[:1_000_000])
        except (ValueError, RecursionError):
            continue
        if isinstance(texts, list) and all(isinstance(t, str) and t for t in texts):
            found[name] = tuple(text[:100] for text in texts)
    return found
