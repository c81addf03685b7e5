"""Graphs as tf2onnx writes them: channels last, products and sums, norms spelt out."""

import numpy as np
import pytest

from tests.exchange.onnx_import.written import blocks, node, opened, random, written

LAST, FIRST = [0, 2, 3, 1], [0, 3, 1, 2]


def test_transpositions_around_convolutions_need_no_blocks(tmp_path):
    nodes = [
        node("Transpose", "x", "x1", perm=FIRST),
        node("Conv", "x1 w1", "c1", kernel_shape=[3, 3], auto_pad="SAME_UPPER", strides=[2, 2]),
        node("Transpose", "c1", "t1", perm=LAST),
        node("Add", "t1 b1", "a1"),
        node("Relu", "a1", "r1"),
        node("Transpose", "r1", "x2", perm=FIRST),
        node("MaxPool", "x2", "p2", kernel_shape=[2, 2], strides=[2, 2]),
        node("Transpose", "p2", "t2", perm=LAST),
        node("ReduceMean", "t2 places", "m", keepdims=0),
        node("MatMul", "m w2", "d2"),
        node("Add", "d2 b2", "a2"),
        node("Softmax", "a2", "y", axis=1),
    ]
    weights = {
        "w1": random(8, 3, 3, 3),
        "b1": random(8),
        "places": np.array([1, 2]),
        "w2": random(8, 5),
        "b2": random(5),
    }
    found = opened(written(nodes, {"x": ["N", 8, 8, 3]}, weights), tmp_path)
    assert blocks(found) == [
        "picture_input",
        "permute",
        "conv2d relu",
        "max_pool2d",
        "global_avg_pool",
        "class_output",
    ]
    assert found.project.graph.nodes[2].block.padding == "same"


def test_a_batch_norm_spelt_out_as_factor_and_shift_goes_into_the_convolution(tmp_path):
    nodes = [
        node("Conv", "x w", "c", kernel_shape=[3, 3]),
        node("Mul", "c factor", "m"),
        node("Add", "shift m", "a"),
        node("Clip", "a zero six", "y"),
    ]
    weights = {
        "w": random(4, 3, 3, 3),
        "factor": random(1, 4, 1, 1, seed=1),
        "shift": random(4, 1, 1, seed=2),
        "zero": np.float32(0),
        "six": np.float32(6),
    }
    found = opened(written(nodes, {"x": ["N", 3, 6, 6]}, weights), tmp_path)
    assert blocks(found) == ["picture_input", "conv2d relu6", "number_output"]


def test_a_dense_layer_on_every_pixel_is_a_convolution_of_one_pixel(tmp_path):
    nodes = [node("MatMul", "x w", "m"), node("Add", "m b", "a"), node("Tanh", "a", "y")]
    weights = {"w": random(3, 7), "b": random(7)}
    found = opened(written(nodes, {"x": ["N", 4, 5, 3]}, weights), tmp_path)
    assert [kind for kind in blocks(found) if kind != "permute"] == [
        "picture_input",
        "conv2d tanh",
        "number_output",
    ]


@pytest.mark.parametrize("squared", ["Mul", "Pow"])
def test_a_layer_norm_spelt_out_is_one_block(squared, tmp_path):
    second = "c c" if squared == "Mul" else "c two"
    nodes = [
        node("ReduceMean", "x last", "m"),
        node("Sub", "x m", "c"),
        node(squared, second, "s"),
        node("ReduceMean", "s last", "v"),
        node("Add", "v small", "e"),
        node("Sqrt", "e", "r"),
        node("Div", "c r", "n"),
        node("Mul", "n gamma", "g"),
        node("Add", "g beta", "y"),
    ]
    weights = {
        "last": np.array([-1]),
        "two": np.float32(2),
        "small": np.float32(1e-3),
        "gamma": random(6),
        "beta": random(6, seed=1),
    }
    found = opened(written(nodes, {"x": ["N", 5, 6]}, weights), tmp_path)
    assert blocks(found) == ["sequence_input", "layer_norm", "number_output"]
    assert found.project.graph.nodes[1].block.epsilon == 1e-3


def test_a_batch_norm_with_a_factor_and_a_shift_behind_it_is_one_block(tmp_path):
    nodes = [
        node("BatchNormalization", "x s b m v", "n"),
        node("Mul", "n factor", "f"),
        node("Add", "f shift", "y"),
    ]
    weights = {name: np.abs(random(3, seed=n)) for n, name in enumerate("sbmv")}
    weights |= {"factor": random(3, 1, 1, seed=5), "shift": random(3, 1, 1, seed=6)}
    found = opened(written(nodes, {"x": ["N", 3, 4, 4]}, weights), tmp_path)
    assert blocks(found) == ["picture_input", "batch_norm", "number_output"]


def test_an_edge_before_a_convolution_that_names_its_groups_is_its_padding(tmp_path):
    nodes = [
        node("Pad", "x edges", "p"),
        node("Conv", "p k", "y", kernel_shape=[3, 3], group=1),
    ]
    given = {"edges": np.array([0, 0, 0, 0, 0, 0, 1, 1]), "k": random(4, 3, 3, 3)}
    found = opened(written(nodes, {"x": ["N", 3, 8, 8]}, given), tmp_path)
    assert blocks(found) == ["picture_input", "conv2d", "number_output"]
