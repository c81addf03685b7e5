"""From the network of a file to blocks: what has one is drawn, the rest becomes sealed parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from studio.exchange.not_imported import NotImported
from studio.exchange.onnx_import import (  # noqa: F401  (each brings in what it can draw)
    activations,
    attending,
    convolutions,
    dense,
    joins,
    masking,
    norms,
    pooling,
    recurrent,
    repeating,
    reshaping,
    selecting,
)
from studio.exchange.onnx_import.drawing import Drawing, NoBlock
from studio.exchange.onnx_import.ends import Ends, enter, leave
from studio.exchange.onnx_import.network import Network, Operator
from studio.exchange.onnx_import.parting import KIND, sealed_network
from studio.exchange.onnx_import.reads import READERS
from studio.exchange.onnx_import.sealing import assume
from studio.language import tr

MOST_TRIES: Final = 8  # at drawing a network in which ever more is sealed


@dataclass(frozen=True, slots=True)
class Answer:
    """An output of the file: its value in the network, its name, the names of its classes."""

    value: str
    name: str
    classes: tuple[str, ...] = ()


def drawn(network: Network, answers: list[Answer], refused: set[str]) -> tuple[Drawing, Ends]:
    """The drawing of a network, and what its data has to offer.

    Args:
        refused: outputs of operators that are sealed although there are blocks for them.

    Raises:
        NotImported: the answers do not come from blocks or sealed parts, even so.
    """
    refused = set(refused)
    for _ in range(MOST_TRIES):
        chosen = _without_block(network, refused)
        whole = sealed_network(network, chosen) if chosen else network
        drawing, ends = Drawing(whole), Ends()
        enter(drawing, ends)
        failed = _failed(drawing, ends, whole, answers)
        if failed is None:
            return drawing, ends
        refused |= failed
    raise _nothing_fits("")


def _failed(
    drawing: Drawing, ends: Ends, network: Network, answers: list[Answer]
) -> set[str] | None:
    """The outputs of what could not be drawn after all; None if everything was."""
    for op in network.operators:
        try:
            draw(drawing, op)
        except NoBlock as why:
            missing = [name for name in op.inputs if name and name not in drawing.places]
            makers = [network.made_by[name] for name in missing if name in network.made_by]
            found = {name for maker in makers for name in maker.outputs if maker.kind != KIND}
            if op.kind == KIND and not found:
                raise _nothing_fits(str(why)) from None
            return found if op.kind == KIND else set(op.outputs)
    before = ""
    for answer in answers:
        if answer.value in network.constants:
            _check_lengths(drawing, answer, before)
            continue
        before = answer.value
        try:
            leave(drawing, ends, answer.value, answer.name, answer.classes)
        except NoBlock as why:
            made = network.made_by.get(answer.value)
            if made is None or made.kind == KIND:
                raise _nothing_fits(str(why)) from None
            return set(made.outputs)
    return None


def _check_lengths(drawing: Drawing, answer: Answer, before: str) -> None:
    """Whether a known answer is how long the one before it is: a padded output gives that, too."""
    held = drawing.places.get(before)
    lengths = None if held is None else drawing.real_lengths(held.source.shape)
    if lengths is None or not np.array_equal(lengths, drawing.network.constants[answer.value]):
        raise NotImported(
            tr("This model answers with something that no block computes."),
            tr('"{name}" comes from sizes, constants or lengths alone.').format(
                name=answer.name[:100]
            ),
            tr("Export it again without this output."),
        )


def _without_block(network: Network, refused: set[str]) -> list[Operator]:
    """The operators that no block stands for."""
    drawing, ends = Drawing(network), Ends()
    enter(drawing, ends)
    found = []
    for op in network.operators:
        try:
            if not refused.isdisjoint(op.outputs):
                raise NoBlock("refused")
            draw(drawing, op)
        except NoBlock:
            found.append(op)
            assume(drawing, op)
    return found


def draw(drawing: Drawing, op: Operator) -> None:
    """Draw the blocks of one operator.

    Raises:
        NoBlock: there are none; nothing is drawn.
    """
    reader = READERS.get(op.kind)
    if reader is None:
        raise NoBlock(f"no block for {op.kind}")
    network = drawing.network
    with drawing.attempt():
        reader(drawing, op)
        for name in filter(None, op.outputs):
            if name not in drawing.places and (name in network.read_by or name in network.outputs):
                raise NoBlock(f"no port gives {name}")


def _nothing_fits(why: str) -> NotImported:
    return NotImported(
        tr("This model does not fit into blocks."),
        tr("Not every answer can be told example by example ({why}).").format(why=why)
        if why
        else tr("Not every answer can be told example by example."),
        tr("Export it again with the batch as the first axis of all its inputs and outputs."),
    )
