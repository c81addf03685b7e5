"""Joins of several values."""

import numpy as np
import pytest

from tests.exchange.onnx_import.written import blocks, node, opened, random, written


def divided(kind, by):
    """Two layers whose answers are added, and the sum divided or multiplied."""
    nodes = [
        node("MatMul", "x v", "a"),
        node("MatMul", "x w", "b"),
        node("Add", "a b", "s"),
        node(kind, "s by", "y"),
    ]
    weights = {"v": random(4, 3), "w": random(4, 3, seed=1), "by": np.float32(by)}
    return written(nodes, {"x": ["N", 4]}, weights)


@pytest.mark.parametrize(("kind", "by"), [("Div", 2), ("Mul", 0.5)])
def test_a_sum_that_is_divided_by_how_many_it_adds_is_an_average(kind, by, tmp_path):
    found = opened(divided(kind, by), tmp_path)
    assert blocks(found)[-2:] == ["average", "number_output"]


def test_a_sum_that_is_divided_by_another_number_is_no_average(tmp_path):
    found = opened(divided("Div", 3), tmp_path)
    assert "average" not in blocks(found)
