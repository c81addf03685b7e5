"""The example of fine-tuning: learned weights are worth more than the same network from scratch."""

import re

import numpy as np
import pytest

from studio.project import files
from studio.project.beside import weights_file
from studio.training.checkpoint import load_weights
from tests.fine_tuning import FILE, compared, run

MARGIN = 0.05  # in the mean of five seeds


def test_the_weights_beside_the_example_are_those_of_its_frozen_blocks() -> None:
    project = files.load(FILE)
    frozen = {node.id for node in project.graph.nodes if node.frozen}
    assert {name.partition(".")[0] for name in load_weights(weights_file(FILE))} == frozen
    assert weights_file(FILE).stat().st_size < 200_000


def test_the_example_leaves_its_frozen_weights_as_they_are() -> None:
    project, weights = files.load(FILE), load_weights(weights_file(FILE))
    short = project.training.but(epochs=1)
    after, _ = run(project.graph, project.data, short, weights)
    assert all(np.array_equal(after[name], array) for name, array in weights.items())
    assert not weights.keys() >= after.keys()  # the output block has learned weights of its own


@pytest.mark.long
def test_fine_tuning_beats_the_same_network_from_scratch_over_five_seeds() -> None:
    tuned, scratch = compared(load_weights(weights_file(FILE)))
    print(f"fine-tuned {tuned}, from scratch {scratch}")
    assert np.mean(tuned) >= np.mean(scratch) + MARGIN
    told = re.findall(r"([0-9.]+) %", files.load(FILE).notes)[1:3]
    measured = [100 * float(np.mean(scores)) for scores in (tuned, scratch)]
    # Another processor rounds in another way, and such small data notices.
    assert [float(number) for number in told] == pytest.approx(measured, abs=3)
