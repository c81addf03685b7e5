"""What was chosen for the example of fine-tuning was chosen without its test part."""

import numpy as np

from studio.data.fashion import Fashion
from tests import fine_tuning
from tests.choosing_fine_tuning import PAIRS, SEEDS, WAYS, HeldBack, chosen, measured, written
from tests.make_graphs import FEW_CLASSES, FROZEN, SCRATCH_RATE, TUNED_RATE


def pictures(examples, rows):
    """These pictures, to be found again in another division."""
    return {picture.tobytes() for picture in examples.arrays["picture"][rows]}


def test_the_score_that_chooses_is_of_other_training_pictures_and_never_of_the_test_part():
    held = HeldBack(classes=FEW_CLASSES, per_class=20, validation=0.25).load()
    few = pictures(held, np.concatenate([held.training, held.validation]))
    scored = pictures(held, held.test)
    whole = Fashion(classes=FEW_CLASSES).load()
    test = pictures(whole, whole.test)
    assert (len(held.training), len(held.validation), len(held.test)) == (30, 10, 1160)
    assert not few & scored
    assert not (few | scored) & test


def test_other_seeds_draw_other_pictures_and_are_not_those_of_the_measurement():
    one, other = (HeldBack(classes=FEW_CLASSES, per_class=20, split_seed=seed) for seed in (0, 1))
    one, other = (set(data.load().training) for data in (one, other))
    assert one != other
    assert not set(SEEDS) & set(fine_tuning.SEEDS)


def test_the_table_has_every_learning_rate_that_is_worth_trying_and_no_other():
    for pair in PAIRS:
        for scores in written(pair).values():
            assert measured(scores.__getitem__) == scores


def test_the_example_is_what_the_table_says():
    best = chosen()
    assert best.pair == FEW_CLASSES
    assert WAYS[best.way] == (FROZEN, True)
    assert (best.tuned_rate, best.scratch_rate) == (TUNED_RATE, SCRATCH_RATE)
