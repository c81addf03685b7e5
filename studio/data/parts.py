"""Dividing examples into parts, and what may be learned from the training part alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Rows: TypeAlias = NDArray[np.int64]
Numbers: TypeAlias = NDArray[np.float32]


def split(labels: Rows, shares: tuple[float, ...], seed: int) -> tuple[Rows, ...]:
    """Divide examples at random, each class in the same proportion.

    Args:
        labels: the class of each example, (n,); all zero where there are no classes.
        shares: the share of each part but the first, which takes the rest.
        seed: another seed gives another division.

    Returns:
        The rows of each part, in rising order; no row is in two of them. A class with fewer
        examples than parts is in the first part only; any other class is in every part.
    """
    parts: list[list[Rows]] = [[] for _ in range(len(shares) + 1)]
    for rows in _shuffled_classes(labels, seed):
        # Rounded down, so that something is always left for the first part.
        divided = len(rows) > len(shares)
        sizes = [max(1, int(share * len(rows))) if divided else 0 for share in shares]
        ends = np.cumsum(sizes)
        for part, piece in zip((*parts[1:], parts[0]), np.split(rows, ends), strict=True):
            part.append(piece)
    return tuple(np.sort(np.concatenate(part)) for part in parts)


def drawn(labels: Rows, per_class: int, seed: int) -> Rows:
    """At most `per_class` rows of each class, drawn at random, in rising order."""
    return np.sort(np.concatenate([rows[:per_class] for rows in _shuffled_classes(labels, seed)]))


def _shuffled_classes(labels: Rows, seed: int) -> Iterator[Rows]:
    dice = np.random.default_rng(seed)
    for label in np.unique(labels):
        yield dice.permutation(np.flatnonzero(labels == label)).astype(np.int64)


def standardized(values: NDArray[np.floating], training: Rows) -> Numbers:
    """Each column with mean 0 and deviation 1, both measured on the training rows only.

    Args:
        values: (n, columns).
        training: the rows that may be learned from.
    """
    mean, deviation = values[training].mean(0), values[training].std(0)
    # A column that never changes has deviation 0; it becomes 0 instead of a division by zero.
    scaled: Numbers = ((values - mean) / np.where(deviation > 0, deviation, 1)).astype(np.float32)
    return scaled
