"""How graphs/fashion_fine_tuning came to its two classes and its learning rates.

`python -m tests.choosing_fine_tuning` tries pairs of classes and ways to learn them, and writes
the table that decides, beside this file (half an hour). No picture of the test part has a
say: a network learns from 20 training pictures a class and is scored on the other 580. The seeds
are not those of the measurement: 7 pairs, 4 ways, 5 to 9 learning rates, 5 seeds each.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from studio.data.dataset import Examples
from studio.data.fashion import Fashion
from studio.data.parts import drawn, split
from studio.training.session import Weights
from tests.fine_tuning import pretrained, run
from tests.make_graphs import frozen_cnn, short_training

# Pairs that look alike. What does not is told apart from 20 pictures without any help.
PAIRS: Final = (
    ("Pullover", "Coat"),
    ("Pullover", "Shirt"),
    ("T-shirt/top", "Shirt"),
    ("Coat", "Shirt"),
    ("Dress", "Coat"),
    ("Sandal", "Sneaker"),
    ("Sneaker", "Ankle boot"),
)
RATES: Final = (0.001, 0.003, 0.01, 0.03, 0.1)
FURTHER: Final = (0.0001, 0.0003, *RATES, 0.3, 1.0)  # tried while the best rate is the outermost
SEEDS: Final = range(100, 105)

TABLE: Final = Path(__file__).with_suffix(".csv")

SCRATCH: Final = "from scratch"
# How many convolutions each way freezes, and whether it begins with learned weights.
WAYS: Final = {
    "3 frozen": (3, True),
    "2 frozen": (2, True),
    "0 frozen": (0, True),
    SCRATCH: (0, False),
}


class Chosen(NamedTuple):
    """A pair of classes, with what fine-tuning gains there if each way has its best rate."""

    gained: float
    pair: tuple[str, str]
    way: str
    tuned_rate: float
    scratch_rate: float


class HeldBack(Fashion):
    """The training pictures of some classes: a few to learn from, all others for the score."""

    def load(self) -> Examples:
        whole = Fashion(classes=self.classes).load()
        pool = np.concatenate([whole.training, whole.validation])  # never whole.test
        labels = whole.arrays["clothing"][pool]
        few = drawn(labels, self.per_class or len(pool), self.split_seed)
        training, validation = split(labels[few], (self.validation,), self.split_seed)
        kept = pool[few]
        return Examples(whole.arrays, kept[training], kept[validation], np.delete(pool, few))


def score(way: str, pair: tuple[str, str], learned: Weights, rate: float) -> float:
    """The share of right answers on what is held back, in the mean of the seeds."""
    frozen, begins_learned = WAYS[way]
    start = learned if begins_learned else None
    scores = []
    for seed in SEEDS:
        data = HeldBack(classes=pair, per_class=20, validation=0.25, split_seed=seed)
        settings = short_training(rate).but(seed=seed)
        scores.append(run(frozen_cnn(frozen), data, settings, start)[1])
    return round(float(np.mean(scores)), 3)


def measured(measure: Callable[[float], float]) -> dict[float, float]:
    """The score at each learning rate that is worth trying."""
    found = {rate: measure(rate) for rate in RATES}
    while (rate := _beyond(found)) is not None:
        found[rate] = measure(rate)
    return found


def _beyond(found: dict[float, float]) -> float | None:
    """The next rate past the best one, if none was tried there and there is one."""
    place = FURTHER.index(best(found))
    beside = (FURTHER[n] for n in (place - 1, place + 1) if 0 <= n < len(FURTHER))
    return next((rate for rate in beside if rate not in found), None)


def best(found: dict[float, float]) -> float:
    """The learning rate with the best score; of equal ones that nearest the middle."""
    middle = len(FURTHER) // 2
    return max(found, key=lambda rate: (found[rate], -abs(FURTHER.index(rate) - middle)))


def main() -> None:
    """Measure every pair and way, and write it down."""
    with TABLE.open("w", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("pair", "way", "rate", "right"))
        for pair in PAIRS:
            learned = pretrained(pair)
            for way in WAYS:
                found = measured(partial(score, way, pair, learned))
                rows.writerows((" / ".join(pair), way, *each) for each in sorted(found.items()))
                file.flush()
    print(TABLE.read_text(encoding="utf-8"), chosen())


def chosen() -> Chosen:
    """What the table says: each way at its best rate, and the pair that gains the most so.

    The example is there to show frozen blocks, so only ways that freeze some are asked.
    """
    return max(_gained(pair, written(pair)) for pair in PAIRS)


def written(pair: tuple[str, str]) -> dict[str, dict[float, float]]:
    """The scores of a pair in the table, by way and learning rate."""
    found: dict[str, dict[float, float]] = {way: {} for way in WAYS}
    with TABLE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["pair"] == " / ".join(pair):
                found[row["way"]][float(row["rate"])] = float(row["right"])
    return found


def _gained(pair: tuple[str, str], found: dict[str, dict[float, float]]) -> Chosen:
    top = {way: (scores[best(scores)], best(scores)) for way, scores in found.items()}
    scratch = top.pop(SCRATCH)
    freezing = [way for way in top if WAYS[way][0]]
    way = max(freezing, key=lambda each: top[each][0])  # of equal ones that which freezes more
    return Chosen(round(top[way][0] - scratch[0], 3), pair, way, top[way][1], scratch[1])


if __name__ == "__main__":
    main()
