"""Pieces of a model are tried out on random numbers, unless these would be too many."""

import numpy as np

from studio.exchange.onnx_import.inside import tried
from studio.exchange.onnx_import.network import Network
from studio.exchange.onnx_import.network import written as operator


def relu(sides):
    shapes = dict.fromkeys("xy", sides)
    found = [operator("Relu", ["x"], ["y"])]
    return found, Network(found, {}, shapes, {}, ("x",), ("y",), (("", 18),))


def test_a_piece_answers_to_the_numbers_that_are_told():
    group, network = relu((3, 4))
    values, answer = tried(network, group, ["x"], "y")
    assert np.array_equal(answer, np.maximum(values["x"], 0))
    assert answer.any()


def test_of_a_piece_that_is_too_large_no_numbers_are_made():
    group, network = relu((10**6, 10**6))
    assert tried(network, group, ["x"], "y") is None
