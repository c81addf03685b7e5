"""A file that cannot be opened is refused in three sentences, quickly: what, why, what to do."""

from __future__ import annotations

import random as random_module
import re
from contextlib import suppress

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from studio.exchange.not_imported import NotImported
from studio.exchange.onnx_import import imported
from tests.exchange.onnx_import.written import node, random, written

RELU = [node("Relu", "x", "y")]
SIDES = {"x": ["N", 3]}


def refused(model, folder):
    """Why a model, or a file with these bytes, is not opened."""
    path = folder / "model.onnx"
    path.write_bytes(model if isinstance(model, bytes) else model.SerializeToString())
    with pytest.raises(NotImported) as caught:
        imported(path)
    error = caught.value
    sentences = (error.what, error.why, error.remedy)
    assert all(re.fullmatch(r'[A-Z"].*\.', text, re.DOTALL) for text in sentences), sentences
    return str(error)


def test_what_is_no_onnx_model(tmp_path):
    assert "cut off" in refused(b"\xff\xff\xff not a model", tmp_path)
    assert "no ONNX graph" in refused(b"", tmp_path)


def test_a_model_that_was_cut_off(tmp_path):
    nodes, weights = [node("Gemm", "x w", "y")], {"w": random(3, 400)}
    content = written(nodes, SIDES, weights).SerializeToString()
    for share in (0.2, 0.5, 0.9, 0.999):
        refused(content[: int(len(content) * share)], tmp_path)


@pytest.mark.parametrize("opset", [1, 5, 999])
def test_a_version_of_the_operators_that_is_not_known(opset, tmp_path):
    assert "another time" in refused(written(RELU, SIDES, opset=opset), tmp_path)


def test_a_circle(tmp_path):
    nodes = [node("Add", "x b", "a"), node("Relu", "a", "b"), node("Relu", "b", "y")]
    assert "circle" in refused(written(nodes, SIDES), tmp_path)


def test_operators_out_of_order_are_no_circle(tmp_path):
    nodes = [node("Relu", "a", "y"), node("Tanh", "x", "a")]
    onnx.save(written(nodes, SIDES), tmp_path / "model.onnx")
    assert not imported(tmp_path / "model.onnx").report.sealed


def test_a_value_from_nowhere_and_one_that_is_made_twice(tmp_path):
    assert "from nowhere" in refused(written([node("Add", "x z", "y")], SIDES), tmp_path)
    assert "twice" in refused(written([*RELU, *RELU], SIDES), tmp_path)


def test_an_operator_that_nobody_knows(tmp_path):
    refused(written([node("Frobnicate", "x", "y")], SIDES), tmp_path)
    refused(written([node("Relu", "x", "y", domain="somewhere.else")], SIDES), tmp_path)


def test_shapes_that_contradict_each_other(tmp_path):
    refused(written([node("Gemm", "x w", "y")], SIDES, {"w": random(5, 2)}), tmp_path)


def test_weights_with_fewer_numbers_than_their_shape_says(tmp_path):
    model = written([node("Gemm", "x w", "y")], SIDES, {"w": random(3, 2)})
    model.graph.initializer[0].dims[0] = 300
    assert "fewer or more" in refused(model, tmp_path)


@pytest.mark.parametrize("sides", [[10**9, 10**9], [-1, 3], [1] * 40])
def test_weights_of_absurd_size(sides, tmp_path):
    model = written([node("Gemm", "x w", "y")], SIDES, {"w": random(3, 2)})
    del model.graph.initializer[0].dims[:]
    model.graph.initializer[0].dims.extend(sides)
    refused(model, tmp_path)


def test_a_small_file_that_asks_for_a_huge_constant(tmp_path):
    nodes = [node("ConstantOfShape", "sides", "big"), node("Add", "x big", "y")]
    refused(written(nodes, SIDES, {"sides": np.array([10**6, 10**6])}), tmp_path)
    nodes = [node("Range", "zero end one", "big"), node("Add", "x big", "y")]
    numbers = {"zero": np.array(0.0), "one": np.array(1.0), "end": np.array(1e15)}
    refused(written(nodes, SIDES, numbers), tmp_path)


@pytest.mark.parametrize("place", ["../secret.bin", "/etc/passwd", "a/../../secret.bin", ""])
def test_weights_in_a_file_outside_the_folder(place, tmp_path):
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "secret.bin").write_bytes(bytes(24))
    assert "outside its folder" in refused(outsourced(place), folder)


def test_weights_in_a_link_that_leads_out_of_the_folder(tmp_path):
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "secret.bin").write_bytes(bytes(24))
    (folder / "w.bin").symlink_to(tmp_path / "secret.bin")
    assert "outside its folder" in refused(outsourced("w.bin"), folder)


def test_weights_in_a_file_that_is_missing_or_too_short(tmp_path):
    assert "part of this model is missing" in refused(outsourced("w.bin"), tmp_path)
    (tmp_path / "w.bin").write_bytes(bytes(10))
    assert "part of this model is missing" in refused(outsourced("w.bin"), tmp_path)


def test_weights_in_a_file_beside_the_model(tmp_path):
    weights = random(3, 2)
    (tmp_path / "w.bin").write_bytes(weights.tobytes())
    (tmp_path / "model.onnx").write_bytes(outsourced("w.bin").SerializeToString())
    opened = imported(tmp_path / "model.onnx")
    assert np.array_equal(opened.weights["number_output_1.weight"], weights.T)


def outsourced(place):
    """A dense layer whose weights lie in a file of their own."""
    nodes = [node("Gemm", "x w b", "y")]
    model = written(nodes, SIDES, {"w": random(3, 2), "b": random(2, seed=1)})
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", place
    return model


def test_graphs_inside_graphs_without_end(tmp_path):
    def branch(inside):
        output = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
        return helper.make_graph(inside, "g", [], [output])

    def nested(depth):
        inner = [nested(depth - 1)] if depth else RELU
        then, other = branch(inner), branch(RELU)
        return helper.make_node("If", ["c"], ["y"], then_branch=then, else_branch=other)

    assert "nested" in refused(written([nested(20)], SIDES, {"c": np.array(True)}), tmp_path)


def test_functions_that_call_themselves(tmp_path):
    model = written([node("f", "x", "y", domain="own")], SIDES)
    body = [node("f", "x", "y", domain="own")]
    imports = [helper.make_opsetid("", 18), helper.make_opsetid("own", 1)]
    model.functions.append(helper.make_function("own", "f", ["x"], ["y"], body, imports))
    model.opset_import.append(helper.make_opsetid("own", 1))
    assert "do not come to an end" in refused(model, tmp_path)


def test_functions_are_written_out(tmp_path):
    model = written([node("f", "x", "y", domain="own")], SIDES)
    imports = [helper.make_opsetid("", 18)]
    model.functions.append(helper.make_function("own", "f", ["x"], ["y"], RELU, imports))
    model.opset_import.append(helper.make_opsetid("own", 1))
    onnx.save(model, tmp_path / "model.onnx")
    assert not imported(tmp_path / "model.onnx").report.sealed


@pytest.mark.parametrize("kind", [TensorProto.DOUBLE, TensorProto.STRING, TensorProto.BOOL])
def test_inputs_of_other_kinds_of_numbers(kind, tmp_path):
    model = written([node("Identity", "x", "y")], SIDES)
    model.graph.input[0].type.tensor_type.elem_type = kind
    refused(model, tmp_path)


def test_inputs_without_a_batch_in_common(tmp_path):
    model = written([node("Add", "x z", "y")], {"x": [2, 3], "z": [1, 3]})
    assert "no batch in common" in refused(model, tmp_path)


def test_answers_that_mix_the_examples(tmp_path):
    nodes = [node("ReduceMean", "x batch", "y", keepdims=0)]
    refused(written(nodes, {"x": ["N", 3]}, {"batch": np.array([0])}), tmp_path)


def test_a_network_that_cannot_be_run(tmp_path):
    nodes = [node("Reshape", "x sides", "y")]
    refused(written(nodes, {"x": ["N", 3]}, {"sides": np.array([7, 5])}), tmp_path)


def test_sparse_weights(tmp_path):
    model = written([node("Gemm", "x w", "y")], SIDES, {"w": random(3, 2)})
    sparse = model.graph.sparse_initializer.add()
    sparse.values.CopyFrom(numpy_helper.from_array(random(1), "v"))
    sparse.dims.extend([3, 2])
    assert "sparse" in refused(model, tmp_path)


def test_a_small_file_whose_values_grow_without_end(tmp_path):
    nodes = [node("Tile", "x often", "a"), node("Tile", "a often", "b"), node("Sin", "b", "y")]
    often = {"often": np.array([1, 10**6])}
    assert "too large" in refused(written(nodes, SIDES, often), tmp_path)
    nodes = [node("ConstantOfShape", "sides", "big"), node("Add", "x big", "y")]
    assert "too large" in refused(
        written(nodes, SIDES, {"sides": np.array([10**5, 10**4])}), tmp_path
    )


def test_damaged_files_are_refused_in_sentences_or_open(tmp_path):
    dice = random_module.Random(0)
    nodes, weights = [node("Gemm", "x w", "a"), node("Relu", "a", "y")], {"w": random(3, 4)}
    whole = written(nodes, SIDES, weights).SerializeToString()
    path = tmp_path / "model.onnx"
    for _ in range(300):
        content = bytearray(whole)
        for _ in range(dice.choice((1, 2, 8))):
            content[dice.randrange(len(content))] = dice.randrange(256)
        path.write_bytes(content)
        with suppress(NotImported):
            imported(path)
