"""Joints: which cards the wires join, and where on them they end."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.graph.graph import Wire
from studio.ui.canvas.cards import Cards
from studio.ui.canvas.primitives import Floats, Indices


class Joints:
    """The ends of all wires: `own` has the rows of the two cards that each joins."""

    def __init__(self) -> None:
        self.own: Indices = np.zeros((0, 2), np.intp)
        self._offsets: Floats = np.zeros((0, 2))  # from the left of the cards
        self._reached: dict[int, tuple[float, float]] | None = None

    def renew(self, wires: Sequence[Wire], was: Indices, cards: Cards) -> None:
        """Follow the wires and the last change of the cards; `was` has the old row of each wire."""
        own, offsets = np.full((len(wires), 2), -1, np.intp), np.zeros((len(wires), 2))
        kept, stay = was >= 0, cards.was >= 0
        if kept.any():
            row_of = np.full(max(int(self.own.max()), int(cards.was.max(initial=0))) + 1, -1)
            row_of[cards.was[stay]] = np.flatnonzero(stay)
            own[kept], offsets[kept] = row_of[self.own[was[kept]]], self._offsets[was[kept]]
        anew = (own < 0).any(axis=1) | np.isin(own, cards.other_ports).any(axis=1)
        for row in np.flatnonzero(anew).tolist():
            wire = wires[row]
            own[row] = source, target = cards.index[wire.source], cards.index[wire.target]
            begin, end = cards.cards[source], cards.cards[target]
            offsets[row] = begin.output_offsets[wire.output], end.input_offsets[wire.input]
        self.own, self._offsets, self._reached = own, offsets, None

    def ends(self, cards: Cards) -> Floats:
        """Where each wire begins and ends (wires, 4)."""
        source, target = cards.box[self.own[:, 0]], cards.box[self.own[:, 1]]
        return np.stack(
            [
                source[:, 0] + self._offsets[:, 0],
                source[:, 1] + source[:, 3],
                target[:, 0] + self._offsets[:, 1],
                target[:, 1],
            ],
            axis=1,
        )

    def reached(self, row: int) -> tuple[float, float] | None:
        """How far from the left of a card the first and the last wire end there."""
        if self._reached is None:
            self._reached = {}
            ends = zip(self.own[:, 1].tolist(), self._offsets[:, 1].tolist(), strict=True)
            for target, offset in ends:
                first, last = self._reached.get(target, (offset, offset))
                self._reached[target] = min(first, offset), max(last, offset)
        return self._reached.get(row)
