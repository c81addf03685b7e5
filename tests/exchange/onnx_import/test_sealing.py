"""What has no block is sealed, as small as possible, and nothing that has one."""

import numpy as np
import pytest
from onnx import TensorProto, helper

from studio.exchange.onnx_export import export
from tests.exchange.onnx_import.written import NEAR, blocks, node, opened, random, written


def test_connected_operators_without_a_block_are_one_part(tmp_path):
    nodes = [node("Relu", "x", "a"), node("Sin", "a", "b"), node("Cos", "b", "c")]
    found = opened(written([*nodes, node("Tanh", "c", "y")], {"x": ["N", 4]}), tmp_path)
    assert list(found.report.sealed.values()) == [("Sin", "Cos")]
    assert found.project.graph.by_id["sealed_1"].label == "Sin, Cos"
    assert blocks(found)[1:-1] == ["activation relu", "sealed", "activation tanh"]


def test_two_parts_stay_apart_where_a_block_lies_between_them(tmp_path):
    nodes = [
        node("Sin", "x", "a"),
        node("Relu", "a", "b"),
        node("Pow", "a b", "c"),
        node("Tanh", "c", "y"),
    ]
    found = opened(written(nodes, {"x": ["N", 4]}), tmp_path)
    assert sorted(found.report.sealed.values()) == [("Pow",), ("Sin",)]


def test_a_part_with_a_transposed_batch_has_the_batch_first_on_its_ports(tmp_path):
    nodes = [
        node("Transpose", "x", "t", perm=[1, 0, 2]),
        node("Sin", "t", "a"),
        node("Transpose", "a", "b", perm=[1, 2, 0]),
        node("Relu", "b", "y"),
    ]
    found = opened(written(nodes, {"x": ["N", 5, 3]}), tmp_path)
    (sealed,) = (n.block for n in found.project.graph.nodes if n.block.kind == "sealed")
    assert [port.sides for port in sealed.takes] == [(5, 3)]


def test_a_sealed_part_takes_what_its_sizes_are_worked_out_from(tmp_path):
    nodes = [
        node("Shape", "x", "s", start=0, end=2),
        node("Expand", "table s", "e"),
        node("Mul", "e x", "m"),
        node("Sin", "m", "y"),
    ]
    found = opened(written(nodes, {"x": ["N", 4]}, {"table": random(1, 4)}), tmp_path)
    assert blocks(found) == ["features_input", "sealed", "number_output"]


def test_blocks_that_would_answer_otherwise_are_sealed_instead(tmp_path):
    nodes = [
        node("Relu", "x", "a"),
        node("Resize", "a - scales", "b", mode="nearest", nearest_mode="ceil"),
        node("Tanh", "b", "y"),
    ]
    weights = {"scales": np.array([1, 1, 2, 2], np.float32)}
    found = opened(written(nodes, {"x": ["N", 2, 3, 3]}, weights), tmp_path)
    assert list(found.report.sealed.values()) == [("Resize",)]


@pytest.mark.slow
def test_sealed_parts_are_exported_unchanged_for_any_batch(tmp_path):
    nodes = [
        node("Conv", "x w", "c", kernel_shape=[3, 3]),
        node("Sin", "c", "s"),
        node("Reshape", "s sides", "r"),
        node("Gemm", "r d", "y"),
    ]
    weights = {"w": random(4, 1, 3, 3), "sides": np.array([1, 64]), "d": random(64, 3)}
    found = opened(written(nodes, {"x": [1, 1, 6, 6]}, weights), tmp_path)
    assert export(found.project, found.weights, tmp_path / "b.onnx").difference < 1e-5


def test_a_part_whose_size_is_that_of_a_value_inside_it(tmp_path):
    nodes = [
        node("Sin", "x", "a"),
        node("Shape", "a", "sides"),
        node("Mul", "sides same", "again"),
        node("Reshape", "a again", "b"),
        node("Cos", "b", "y"),
    ]
    found = opened(written(nodes, {"x": ["N", 4]}, {"same": np.array([1, 1])}), tmp_path)
    assert "sealed" in blocks(found)


COUNTING = {"i": TensorProto.INT64, "go": TensorProto.BOOL, "on": TensorProto.BOOL}


def body(nodes, takes, gives):
    """A graph inside an operator; what it computes has no known shape."""
    infos = [
        [
            helper.make_tensor_value_info(name, COUNTING[name], [])
            if name in COUNTING
            else helper.make_tensor_value_info(name, TensorProto.FLOAT, None)
            for name in text.split()
        ]
        for text in (takes, gives)
    ]
    return helper.make_graph(nodes, "body", *infos)


BRANCHES = {
    "then_branch": body([node("Mul", "r two", "a")], "", "a"),
    "else_branch": body([node("Add", "r two", "b")], "", "b"),
}
STEP = body(
    [node("Mul", "s two", "t"), node("Identity", "go", "on"), node("Identity", "t", "each")],
    "i go s",
    "on t each",
)


@pytest.mark.parametrize(
    "inside",
    [
        [
            node("ReduceMax", "r", "most", keepdims=0),
            node("Greater", "most two", "large"),
            node("If", "large", "z", **BRANCHES),
        ],
        [node("Loop", "n yes r", "z all", body=STEP)],
        [
            node("Loop", "n yes r", "last all", body=STEP),
            node("Transpose", "all", "z", perm=[1, 0, 2]),
        ],
    ],
    ids=["branch", "loop", "every pass of a loop"],
)
def test_what_only_running_tells_the_shape_of_is_sealed(inside, tmp_path):
    nodes = [node("Relu", "x", "r"), *inside, node("MatMul", "z w", "y")]
    weights = {"w": random(4, 3), "two": np.float32(2), "n": np.array(3), "yes": np.array(True)}
    found = opened(written(nodes, {"x": ["N", 4]}, weights), tmp_path)
    kinds = blocks(found)
    assert kinds == ["features_input", "activation relu", "sealed", "dense", "number_output"]
    exported = export(found.project, found.weights, tmp_path / "again.onnx")
    assert exported.difference < NEAR
