"""How examples are divided."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from studio.data.parts import drawn, split, standardized

classes_of_sizes = st.lists(st.integers(1, 40), min_size=1, max_size=5)
share = st.floats(0.05, 0.4)


@given(classes_of_sizes, share, share, st.integers(0, 9))
def test_every_class_of_three_or_more_is_in_every_part(sizes, validation, test, seed) -> None:
    labels = np.repeat(np.arange(len(sizes)), sizes)
    parts = split(labels, (validation, test), seed)
    assert np.array_equal(np.sort(np.concatenate(parts)), np.arange(len(labels)))
    for label, size in enumerate(sizes):
        within = [int((labels[part] == label).sum()) for part in parts]
        assert all(within) if size >= 3 else within == [size, 0, 0]


def test_the_examples_drawn_of_a_class_follow_the_seed() -> None:
    labels = np.repeat([0, 1], 50)
    assert np.array_equal(drawn(labels, 5, seed=3), drawn(labels, 5, seed=3))
    assert not np.array_equal(drawn(labels, 5, seed=3), drawn(labels, 5, seed=4))
    assert np.bincount(labels[drawn(labels, 5, seed=3)]).tolist() == [5, 5]


def test_a_column_that_never_changes_becomes_zero() -> None:
    table = np.array([[1.0, 7.0], [3.0, 7.0], [9.0, 7.0]])
    scaled = standardized(table, np.array([0, 1]))
    assert scaled.tolist() == [[-1, 0], [1, 0], [7, 0]]
