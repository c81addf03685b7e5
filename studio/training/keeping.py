"""Keeping: which blocks of a network begin with learned weights, and which start anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from studio.compiler.module import build
from studio.compiler.plan import Plan
from studio.graph.graph import Graph
from studio.language import tr, tr_count
from studio.training.session import Weights

MOST_NAMED = 4


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """Weights that fit a network, and the blocks that they are for.

    `frozen_anew` are the blocks among `anew` that are frozen: they stay as they are drawn.
    """

    weights: Weights
    kept: tuple[str, ...]
    anew: tuple[str, ...]
    frozen_anew: tuple[str, ...] = ()

    def words(self, graph: Graph) -> str:
        """What is kept, in a line: "Weights kept for 6 blocks; Class output starts anew."."""
        if not self.kept:
            return tr("No weights fit: every block starts anew.")
        count = tr_count("{n} block", "{n} blocks", len(self.kept))
        if not self.anew:
            return tr("Weights kept for all {blocks}.").format(blocks=count)
        text = tr("Weights kept for {blocks}; {anew} start anew.")
        if len(self.anew) == 1:
            text = tr("Weights kept for {blocks}; {anew} starts anew.")
        said = text.format(blocks=count, anew=_listed(graph, self.anew))
        if self.frozen_anew:
            frozen = _listed(graph, self.frozen_anew)
            said += " " + tr("Frozen without learned weights: {blocks}.").format(blocks=frozen)
        return said


def fitting(plan: Plan, weights: Weights) -> Kept:
    """Which of these weights fit the module of a plan, by their names and shapes.

    A block whose weights fit only in part starts anew as a whole.
    """
    with torch.device("meta"):  # takes no memory, however large the network is
        state = build(plan).state_dict()
    kept: dict[str, bool] = {}
    fit: dict[str, object] = {}
    frozen = set()
    for step in plan.steps:
        for part in step.parts:
            prefix = f"{part.attribute}."
            wanted = {n: tuple(t.shape) for n, t in state.items() if n.startswith(prefix)}
            if not wanted:
                continue
            fits = all(n in weights and weights[n].shape == shape for n, shape in wanted.items())
            kept[step.node] = kept.get(step.node, True) and fits
            fit |= {n: weights[n] for n in wanted} if fits else {}
            if part.frozen:
                frozen.add(step.node)
    anew = tuple(node for node, fits in kept.items() if not fits)
    return Kept(
        fit,  # type: ignore[arg-type]
        tuple(node for node, fits in kept.items() if fits),
        anew,
        tuple(node for node in anew if node in frozen),
    )


def _listed(graph: Graph, ids: Sequence[str]) -> str:
    labels = [graph.by_id[id].label for id in ids]
    if len(labels) > MOST_NAMED:
        more = tr_count("{n} more block", "{n} more blocks", len(labels) - MOST_NAMED + 1)
        labels = [*labels[: MOST_NAMED - 1], more]
    return ", ".join(labels)
