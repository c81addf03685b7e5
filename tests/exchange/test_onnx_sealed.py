from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import helper

from studio.blocks.sealed import Sealed
from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.compiler.sealing import sealed
from studio.data.dataset import datasets
from studio.exchange.onnx_export import export
from studio.project.project import Project
from studio.schema.shape import Features
from tests.parts import around, model, opaque, scaled


def exported(part: Sealed, path: Path) -> onnx.ModelProto:
    of = Project(graph=around(part), data=datasets["iris"]())
    state = build(plan(of.graph, of.fields())).state_dict()
    done = export(of, {name: tensor.numpy() for name, tensor in state.items()}, path)
    assert done.difference <= 1e-6
    return onnx.load(path)


@pytest.mark.parametrize(
    ("part", "operators"),
    [(scaled, ["Mul", "Sin", "Add"]), (opaque, ["Reshape", "Det", "Unsqueeze", "Add"])],
)
def test_a_part_is_exported_as_it_came_in(part, operators, tmp_path):
    written = exported(part(), tmp_path / "a.onnx")
    assert [node.op_type for node in written.graph.node] == [
        "Gemm", "Relu", *operators, "Gemm", "Softmax",
    ]  # fmt: skip
    assert {entry.domain for entry in written.opset_import} == {""}


def test_a_part_of_a_newer_opset_lifts_the_whole_model(tmp_path):
    nodes = [helper.make_node("Gelu", ["x"], ["y"])]  # since opset 20
    made = model(nodes, {"x": ["n", 4]}, {"y": ["n", 4]}, opset=20)
    written = exported(sealed(made, {"x": Features(4)}, {"y": Features(4)}), tmp_path / "a.onnx")
    assert [entry.version for entry in written.opset_import] == [20]
    assert "Gelu" in [node.op_type for node in written.graph.node]


def test_a_part_of_an_older_opset_is_lifted_to_the_model(tmp_path):
    # Until opset 17 the axes were an attribute.
    nodes = [helper.make_node("ReduceMean", ["x"], ["y"], axes=[1], keepdims=1)]
    made = model(nodes, {"x": ["n", 4]}, {"y": ["n", 1]}, opset=13)
    part = sealed(made, {"x": Features(4)}, {"y": Features(1)})
    assert part.differentiable
    written = exported(part, tmp_path / "a.onnx")
    (mean,) = (node for node in written.graph.node if node.op_type == "ReduceMean")
    assert len(mean.input) == 2


def test_an_operator_of_another_domain_keeps_its_opset(tmp_path):
    nodes = [helper.make_node("QuickGelu", ["x"], ["y"], domain="com.microsoft")]
    made = model(nodes, {"x": ["n", 4]}, {"y": ["n", 4]})
    part = sealed(made, {"x": Features(4)}, {"y": Features(4)})
    assert part.opaque == ("com.microsoft.QuickGelu",)
    written = exported(part, tmp_path / "a.onnx")
    assert {(entry.domain, entry.version) for entry in written.opset_import} == {
        ("", 18), ("com.microsoft", 1),
    }  # fmt: skip


def test_one_part_can_stand_in_two_places(tmp_path):
    part = scaled()
    of = around(part)
    second = of.by_id["part"].but(id="again")
    (onward,) = of.out_of["part"]
    of = of.inserted(second, onward)
    state_of = Project(graph=of, data=datasets["iris"]())
    state = build(plan(of, state_of.fields())).state_dict()
    path = tmp_path / "a.onnx"
    done = export(state_of, {name: tensor.numpy() for name, tensor in state.items()}, path)
    assert done.difference <= 1e-6
    assert sum(node.op_type == "Sin" for node in onnx.load(path).graph.node) == 2
    assert np.isfinite(done.difference)
