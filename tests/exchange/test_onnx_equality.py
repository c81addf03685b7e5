import numpy as np
import pytest

from studio.exchange.onnx_equality import difference


def test_the_difference_is_a_share_of_the_largest_answer() -> None:
    ours = np.array([[1.0, -4.0]])
    assert difference(ours, ours) == 0
    assert difference(ours, np.array([[1.0, -3.0]])) == 0.25
    assert difference(np.zeros((1, 2)), np.array([[0.0, 0.5]])) == 0.5


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_answers_that_are_no_numbers_cannot_be_equal(wrong: float) -> None:
    broken = np.array([wrong, 1.0])
    for pair in ((broken, broken), (np.ones(2), broken), (broken, np.ones(2))):
        assert np.isnan(difference(*pair))
    assert np.isnan(difference(np.ones(2), np.ones(3)))
