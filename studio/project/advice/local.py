"""Advice about one block, from what it is and what has happened to the numbers that arrive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

from studio.blocks.block import Block, OutputBlock
from studio.blocks.dense_output import DenseOutput
from studio.blocks.pooling_to_size import GlobalPooling
from studio.graph.graph import Network, Node
from studio.graph.problems import Problem
from studio.graph.shapes import NodeShapes
from studio.language import number, tr
from studio.project.advice.way import DEEP, Way, layer_name, weighted
from studio.schema.shape import TIMES


@dataclass(frozen=True, slots=True)
class Case:
    """A block with one input, and the way of what arrives there."""

    network: Network
    node: Node
    known: NodeShapes
    way: Way

    def hint(self, what: str, why: str, remedy: str) -> Problem:
        """Advice about this block."""
        return Problem((self.node.id,), what, why, remedy, severity="hint")


def no_curve(case: Case) -> Problem | None:
    """Two layers of weights with no curve between them."""
    if not case.way.straight or not weighted(case.known):
        return None
    return case.hint(
        tr("There is no activation between {a} and {b}.").format(
            a=case.way.straight, b=case.node.label
        ),
        tr("Two layers of weighted sums in a row can only do what one of them can."),
        tr("Give {a} an activation such as ReLU, or leave one of the two out.").format(
            a=case.way.straight
        ),
    )


def squashed_twice(case: Case) -> Problem | None:
    """A softmax or sigmoid before an output that applies its own."""
    block, (label, curve) = case.node.block, case.way.squashed
    assert isinstance(block, OutputBlock)
    loss = block.loss() if label else None
    if loss is None:
        return None
    name, own = layer_name(loss), isinstance(block, DenseOutput) and block.dense
    scores = name == "CrossEntropyLoss" and (curve == "Softmax" or not own)
    if not scores and (name != "BCEWithLogitsLoss" or own):
        return None
    return case.hint(
        tr("{a} squashes the scores before {b}.").format(a=label, b=case.node.label),
        tr(
            "{b} turns scores into probabilities itself, and its cross-entropy expects plain ones."
            " Squashed scores lie close together, so the gradients are small and it learns slowly."
        ).format(b=case.node.label),
        tr("Leave out {curve} at {a}.").format(curve=curve, a=label),
    )


def dropped_answers(case: Case) -> Problem | None:
    """A dropout with nothing between it and the answer."""
    if not case.way.dropped or case.known.layers:
        return None
    return case.hint(
        tr("{a} drops answers of the network.").format(a=case.way.dropped),
        tr(
            "No layer follows that could make up for what is missing. A score that is set to zero"
            " is a wrong answer that no weight can mend."
        ),
        tr("Move {a} before the last layer with weights.").format(a=case.way.dropped),
    )


def sees_a_part(case: Case) -> Problem | None:
    """A global pooling over places each of which sees only a part of the picture."""
    wires = case.network.into[case.node.id]
    alone = len(case.network.out_of[wires[0].source]) == 1  # else it weighs channels, as in SE
    if case.way.sides is None or not alone:
        return None
    (seen, _, height), (across, _, width) = case.way.sides
    return case.hint(
        tr("{block} joins views of a part of the picture only.").format(block=case.node.label),
        tr(
            "Each place before it sees {seen} of {whole} pixels. What lies further apart is never"
            " looked at together, for pooling forgets where things are."
        ).format(
            seen=number(min(seen, height)) + TIMES + number(min(across, width)),
            whole=number(height) + TIMES + number(width),
        ),
        tr("Add convolutions or pooling before it, or use a larger stride or dilation."),
    )


def deep_without_skips(case: Case) -> Problem | None:
    """The first layer of a chain that is one too many."""
    if case.way.depth != DEEP or not weighted(case.known):
        return None
    return case.hint(
        tr("More than {n} layers with weights lie in a row before {block} ends.").format(
            n=number(DEEP), block=case.node.label
        ),
        tr(
            "On its way back through so many layers the gradient fades or blows up. A skip wire"
            " lets it pass, which is what made networks of more than about 20 layers possible."
        ),
        tr("Add the input of every second or third layer to its output, or use residual blocks."),
    )


Advice: TypeAlias = Callable[[Case], Problem | None]

# By name, each with the kinds of blocks that it is about.
LOCAL: Final[Mapping[str, tuple[type[Block], Advice]]] = {
    "no_activation": (Block, no_curve),
    "activation_before_loss": (OutputBlock, squashed_twice),
    "dropout_at_the_end": (OutputBlock, dropped_answers),
    "small_receptive_field": (GlobalPooling, sees_a_part),
    "deep_without_skips": (Block, deep_without_skips),
}


@cache
def about(kind: type[Block]) -> Mapping[str, Advice]:
    """The advice about blocks of a kind."""
    return {name: advice for name, (of, advice) in LOCAL.items() if issubclass(kind, of)}
