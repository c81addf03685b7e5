"""The weights beside graphs/fashion_fine_tuning, and what they are worth.

`python -m tests.fine_tuning` learns them from eight kinds of clothing and writes them.
"""

from __future__ import annotations

from studio import resources
from studio.data.dataset import Dataset, datasets
from studio.graph.graph import Graph
from studio.project.beside import weights_file
from studio.training.checkpoint import save_weights
from studio.training.events import Finished
from studio.training.session import Session, Weights
from studio.training.settings import TrainingSettings
from tests.make_graphs import (
    FEW_CLASSES,
    SCRATCH_RATE,
    fashion_fine_tuning,
    short_training,
    small_cnn,
    training,
)
from tests.training.made import only, pulled

FILE = resources.path("graphs", "fashion_fine_tuning.layerloom")
SEEDS = range(5)


def run(
    graph: Graph, data: Dataset, settings: TrainingSettings, start: Weights | None = None
) -> tuple[Weights, float]:
    """The best weights of a run, and its share of right answers in the test."""
    session = Session(start)
    (end,) = only(pulled(graph, data, settings.but(device="cpu"), session), Finished)
    assert session.best is not None
    return session.best, end.test.metric


def pretrained(left_out: tuple[str, str]) -> Weights:
    """What the network learns from the other eight kinds of clothing, without its output block."""
    every = datasets["fashion"]().class_names()
    data = datasets["fashion"](classes=tuple(name for name in every if name not in left_out))
    weights, score = run(small_cnn(), data, training(rate=0.002, epochs=10))
    print(f"eight kinds: {score:.3f} right")
    return {name: array for name, array in weights.items() if "output" not in name}


def compared(weights: Weights) -> tuple[list[float], list[float]]:
    """The scores of fine-tuning and of learning from scratch, each at its rate, for each seed.

    A seed draws the pictures and their division, the first weights and the order.
    """
    project = fashion_fine_tuning()
    tuned, scratch = [], []
    for seed in SEEDS:
        data, settings = project.data.but(split_seed=seed), project.training.but(seed=seed)
        tuned.append(run(project.graph, data, settings, weights)[1])
        at_its_rate = short_training(SCRATCH_RATE).but(seed=seed)
        scratch.append(run(small_cnn(), data, at_its_rate)[1])
    return tuned, scratch


if __name__ == "__main__":
    learned = pretrained(FEW_CLASSES)
    save_weights(learned, weights_file(FILE))
    for name, scores in zip(("fine-tuned", "from scratch"), compared(learned), strict=True):
        print(name, [round(score, 3) for score in scores], f"mean {sum(scores) / len(scores):.3f}")
