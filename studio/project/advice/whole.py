"""Advice about a project as a whole: its network beside its data and its training."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from studio.blocks.normalization import BatchNorm
from studio.blocks.regularization import Dropout, GaussianNoise, SpatialDropout
from studio.compiler.cost import Cost
from studio.graph.definitions import needed
from studio.graph.graph import Graph, Node
from studio.graph.problems import Problem
from studio.language import number, tr
from studio.project.project import Project

_AGAINST_LEARNING_BY_HEART: Final = (Dropout, SpatialDropout, GaussianNoise)


@dataclass(frozen=True, slots=True)
class Whole:
    """A project, the costs of its blocks, and how many parameters of each are frozen."""

    project: Project
    spent: Mapping[str, Cost]
    frozen: Mapping[str, int]

    def hint(self, node: Node, what: str, why: str, remedy: str) -> Problem:
        """Advice that is shown at this block."""
        return Problem((node.id,), what, why, remedy, severity="hint")


def norm_of_one(whole: Whole) -> Problem | None:
    """Batch norm, with batches of a single example."""
    if whole.project.training.batch_size > 1:
        return None
    graph = whole.project.graph
    norms = [node for node in graph.nodes if _has(graph, node, BatchNorm)]
    if not norms:
        return None
    return whole.hint(
        norms[0],
        tr("{block} compares the examples of a batch, and a batch has one.").format(
            block=norms[0].label
        ),
        tr(
            "With one example its mean is the example itself, so what made it special is taken"
            " away. The means that it keeps for answers jump from example to example."
        ),
        tr("Set a batch size of 8 or more, or use a Layer norm or Group norm block instead."),
    )


def _has(graph: Graph, node: Node, *kinds: type) -> bool:
    """Whether a block is of one of these kinds, or has one of them inside."""
    inside = (graph.definition[name].of(*kinds) for name in needed(graph, [node]))
    return isinstance(node.block, kinds) or any(inside)


def more_parameters_than_examples(whole: Whole) -> Problem | None:
    """More parameters than the training examples give answers, and nothing against it."""
    project, graph = whole.project, whole.project.graph
    examples = project.data.training_size()
    learning = {id: cost.parameters - whole.frozen.get(id, 0) for id, cost in whole.spent.items()}
    parameters = sum(learning.values())
    if not 0 < examples < parameters or _held_back(project):
        return None
    largest = max(learning, key=learning.__getitem__)
    node = graph.by_id[largest]
    return whole.hint(
        node,
        tr("{n} parameters learn from {examples} examples.").format(
            n=number(parameters), examples=number(examples)
        ),
        tr(
            "A network with more parameters than examples can learn these by heart, and then does"
            " worse on new ones. {block} has {share} % of the parameters."
        ).format(block=node.label, share=number(round(100 * learning[largest] / parameters))),
        tr("Watch the validation curve; dropout, weight decay or smaller layers help."),
    )


def _held_back(project: Project) -> bool:
    """Whether something keeps the network from learning examples by heart."""
    graph = project.graph
    networks = (graph, *graph.definitions)
    decay = getattr(project.training.optimizer, "weight_decay", 0.0)
    return decay > 0 or any(network.of(*_AGAINST_LEARNING_BY_HEART) for network in networks)


WHOLE: Final[Mapping[str, Callable[[Whole], Problem | None]]] = {
    "batch_norm_of_one": norm_of_one,
    "more_parameters_than_examples": more_parameters_than_examples,
}
