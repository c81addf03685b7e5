"""Activations are known by what they compute, however they are written."""

import numpy as np
import pytest

from tests.exchange.onnx_import.written import blocks, node, opened, random, written

NUMBERS = {
    "half": 0.5, "one": 1, "three": 3, "six": 6, "zero": 0, "root": 2**0.5, "cubic": 0.044715,
    "near": (2 / np.pi) ** 0.5, "tenth": 0.1, "sixth": 1 / 6,
}  # fmt: skip
WRITTEN = {
    "gelu": ["Div x root a", "Erf a b", "Add b one c", "Mul x c d", "Mul d half y"],
    "gelu tanh": [
        *("Mul x x a", "Mul a x b", "Mul cubic b c", "Add x c d", "Mul near d e", "Tanh e f"),
        *("Add one f g", "Mul half x h", "Mul h g y"),
    ],
    "silu": ["Sigmoid x a", "Mul a x y"],
    "hard_swish": ["Add x three a", "Clip a zero six b", "Mul x b c", "Div c six y"],
    "hard_sigmoid": ["Add x three a", "Relu a b", "Min b six c", "Mul c sixth y"],
    "softplus": ["Exp x a", "Add a one b", "Log b y"],
    "softsign": ["Abs x a", "Add one a b", "Div x b y"],
    "relu6": ["Relu x a", "Min a six y"],
    "relu": ["Max x zero y"],
    "leaky_relu": ["Mul tenth x a", "Max x a y"],
    "sigmoid": ["Neg x a", "Exp a b", "Add b one c", "Div one c y"],
    "step": ["Relu x a", "Sign a y"],
}


@pytest.mark.parametrize("name", WRITTEN)
def test_an_activation_spelt_out_is_one_block(name, tmp_path):
    nodes = []
    for line in WRITTEN[name]:
        kind, *inputs, output = line.split()
        nodes.append(node(kind, " ".join(inputs), output))
    weights = {name: np.float32(value) for name, value in NUMBERS.items()}
    found = opened(written(nodes, {"x": ["N", 6]}, weights), tmp_path)
    assert not found.report.sealed
    if name == "sigmoid":  # an output block gives its answers by this curve
        assert blocks(found) == ["features_input", "multi_label_output"]
        return
    function, _, form = name.partition(" ")
    curve = found.project.graph.nodes[1].block
    assert (curve.function, curve.form) == (function, form or "exact")
    assert len(found.project.graph.nodes) == 3


def test_a_curve_of_its_own_stays_sealed(tmp_path):
    nodes = [node("Sin", "x", "a"), node("Mul", "a x", "y")]
    found = opened(written(nodes, {"x": ["N", 6]}), tmp_path)
    assert list(found.report.sealed.values()) == [("Sin",)]
    assert blocks(found) == ["features_input", "sealed", "multiply", "number_output"]


@pytest.mark.parametrize(("units", "kind"), [(1, "yes_no_output"), (3, "multi_label_output")])
def test_a_last_dense_layer_with_sigmoid_is_an_output_that_says_yes_or_no(units, kind, tmp_path):
    nodes = [node("Gemm", "x w b", "a"), node("Sigmoid", "a", "y")]
    weights = {"w": random(6, units), "b": random(units, seed=1)}
    found = opened(written(nodes, {"x": ["N", 6]}, weights), tmp_path)
    assert blocks(found) == ["features_input", kind]
    assert found.project.graph.nodes[1].block.dense


def test_a_steeper_hard_sigmoid_keeps_its_reach_and_offset(tmp_path):
    nodes = [
        node("Mul", "x slope", "a"),
        node("Add", "a shift", "b"),
        node("Clip", "b zero one", "c"),
        node("Mul", "c x", "y"),
    ]
    weights = {"slope": 0.25, "shift": 0.375, "zero": 0, "one": 1}
    numbers = {name: np.float32(value) for name, value in weights.items()}
    found = opened(written(nodes, {"x": ["N", 6]}, numbers), tmp_path)
    assert blocks(found)[1] == "activation hard_sigmoid"
    block = found.project.graph.nodes[1].block
    assert (block.reach, block.offset) == (2.0, 0.375)
