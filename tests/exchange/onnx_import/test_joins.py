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


def test_a_value_with_an_axis_of_one_more_is_added_as_it_is(tmp_path):
    nodes = [
        node("MatMul", "x v", "a"),
        node("MatMul", "x w", "b"),
        node("Unsqueeze", "a first", "u"),
        node("Add", "u b", "s"),
        node("Squeeze", "s first", "y"),
    ]
    weights = {"v": random(4, 3), "w": random(4, 3, seed=1), "first": np.array([0])}
    found = opened(written(nodes, {"x": ["N", 4]}, weights), tmp_path)
    assert blocks(found) == ["features_input", "dense", "dense", "add", "number_output"]


def test_a_bias_that_is_written_out_for_each_example_is_a_bias(tmp_path):
    nodes = [
        node("Shape", "x", "n", start=0, end=1),
        node("Concat", "n three", "sides", axis=0),
        node("Expand", "bias sides", "all"),
        node("MatMul", "x w", "m"),
        node("Add", "m all", "y"),
    ]
    weights = {"w": random(4, 3), "bias": random(3), "three": np.array([3])}
    found = opened(written(nodes, {"x": ["N", 4]}, weights), tmp_path)
    assert blocks(found) == ["features_input", "number_output"]


def test_examples_that_get_different_numbers_are_no_layer_with_a_bias(tmp_path):
    nodes = [node("MatMul", "x w", "m"), node("Add", "m all", "y")]
    weights = {"w": random(4, 3), "all": random(2, 3)}
    found = opened(written(nodes, {"x": [2, 4]}, weights), tmp_path)
    assert "sealed" in blocks(found)


def test_channels_that_are_repeated_for_a_product_need_no_block(tmp_path):
    nodes = [
        node("GlobalAveragePool", "x", "g"),
        node("Sigmoid", "g", "s"),
        node("Shape", "x", "sides"),
        node("Expand", "s sides", "e"),
        node("Mul", "x e", "y"),
    ]
    found = opened(written(nodes, {"x": ["N", 3, 4, 4]}), tmp_path)
    assert blocks(found)[1:-1] == ["global_avg_pool", "activation sigmoid", "multiply"]


def test_a_row_that_is_repeated_at_each_step_is_a_repeated_row(tmp_path):
    nodes = [
        node("Unsqueeze", "r one", "u"),
        node("Tile", "u times", "t"),
        node("Concat", "x t", "y", axis=2),
    ]
    weights = {"one": np.array([1]), "times": np.array([1, 5, 1])}
    found = opened(written(nodes, {"x": ["N", 5, 3], "r": ["N", 4]}, weights), tmp_path)
    assert blocks(found)[2:-1] == ["repeat_row", "concatenate"]


def test_a_row_that_is_repeated_at_each_pixel_is_a_larger_picture(tmp_path):
    nodes = [
        node("Unsqueeze", "r ends", "u"),
        node("Tile", "u times", "t"),
        node("Concat", "x t", "y", axis=1),
    ]
    weights = {"ends": np.array([2, 3]), "times": np.array([1, 1, 5, 6])}
    found = opened(written(nodes, {"x": ["N", 3, 5, 6], "r": ["N", 4]}, weights), tmp_path)
    assert not found.report.sealed
    assert "upsample" in blocks(found)


def test_an_answer_of_one_number_for_each_example_is_a_row_of_one(tmp_path):
    nodes = [node("MatMul", "x w", "m"), node("Squeeze", "m one", "y")]
    weights = {"w": random(4, 1), "one": np.array([1])}
    found = opened(written(nodes, {"x": ["N", 4]}, weights), tmp_path)
    assert blocks(found)[-1] == "number_output"
    assert not found.report.sealed
