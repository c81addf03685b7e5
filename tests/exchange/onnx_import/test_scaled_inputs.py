"""Inputs that are scaled before the first layer."""

import numpy as np
import pytest

from tests.exchange.onnx_import.written import blocks, node, opened, random, written


def picture(*, pads):
    nodes = [
        node("Sub", "x mean", "a"),
        node("Div", "a spread", "b"),
        node("Conv", "b k bias", "y", kernel_shape=[3, 3], pads=[pads] * 4),
    ]
    weights = {
        "mean": random(1, 3, 1, 1),
        "spread": np.abs(random(1, 3, 1, 1, seed=1)) + 1,
        "k": random(4, 3, 3, 3, seed=2),
        "bias": random(4, seed=3),
    }
    return written(nodes, {"x": ["N", 3, 8, 8]}, weights)


def test_pixels_that_are_divided_are_read_by_a_convolution_with_smaller_weights(tmp_path):
    nodes = [
        node("Div", "x most", "a"),
        node("Conv", "a k", "y", kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
    ]
    weights = {"most": np.float32(255), "k": random(4, 3, 3, 3)}
    found = opened(written(nodes, {"x": ["N", 3, 8, 8]}, weights), tmp_path)
    assert blocks(found) == ["picture_input", "conv2d", "number_output"]


def test_normalized_pixels_are_read_by_a_convolution_without_padding(tmp_path):
    found = opened(picture(pads=0), tmp_path)
    assert blocks(found) == ["picture_input", "conv2d", "number_output"]


def test_a_shift_before_a_convolution_with_padding_stays_as_it_is(tmp_path):
    found = opened(picture(pads=1), tmp_path)
    assert list(found.report.sealed.values()) == [("Sub",)]


@pytest.mark.parametrize("turned", [0, 1])
def test_normalized_rows_are_read_by_a_dense_layer(turned, tmp_path):
    nodes = [
        node("Sub", "x mean", "a"),
        node("Mul", "a factor", "b"),
        node("Gemm", "b w", "c", transB=turned),
        node("Relu", "c", "y"),
    ]
    weights = {"mean": random(4), "factor": random(4, seed=1)}
    weights["w"] = random(3, 4, seed=2) if turned else random(4, 3, seed=2)
    found = opened(written(nodes, {"x": ["N", 4]}, weights), tmp_path)
    assert blocks(found) == ["features_input", "dense relu", "number_output"]
