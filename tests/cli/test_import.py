import json
import warnings
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import helper
from safetensors.numpy import load_file
from torch import nn

from studio.compiler import parts
from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.project import files, with_weights
from tests.cli.conftest import example
from tests.parts import model


@pytest.fixture
def sealed_model(tmp_path: Path) -> Path:
    """A small model: dense, an operator that has no block, dense."""
    dice = np.random.default_rng(0)
    nodes = [
        helper.make_node("Gemm", ["x", "w1", "b1"], ["h"]),
        helper.make_node("Reshape", ["h", "square"], ["m"]),
        helper.make_node("Det", ["m"], ["d"]),
        helper.make_node("Unsqueeze", ["d", "axis"], ["column"]),
        helper.make_node("Gemm", ["column", "w2", "b2"], ["y"]),
    ]
    constants = {
        "w1": dice.normal(size=(5, 4)).astype(np.float32),
        "b1": np.zeros(4, np.float32),
        "square": np.array([-1, 2, 2]),
        "axis": np.array([1]),
        "w2": dice.normal(size=(1, 3)).astype(np.float32),
        "b2": np.zeros(3, np.float32),
    }
    path = tmp_path / "model.onnx"
    onnx.save(model(nodes, {"x": ["n", 5]}, {"y": ["n", 3]}, constants), path)
    return path


def test_a_model_becomes_a_project_with_weights_and_parts_beside_it(run, sealed_model, tmp_path):
    out = tmp_path / "net.layerloom"
    answer = run("import", sealed_model, "-o", out, "--json")
    assert (answer.code, answer.err) == (0, "")
    result = json.loads(answer.last)
    assert result["difference"] < 1e-5
    assert result["blocks"] == len(files.load(out).graph.nodes)
    ((id, kinds),) = result["sealed"].items()
    assert "Det" in kinds
    assert id in answer.out
    assert "Only onnxruntime runs its Det" in answer.out
    assert len(load_file(out.with_suffix(".safetensors"))) == 4
    assert len(list((tmp_path / "net.parts").iterdir())) == 1


def test_every_command_takes_an_imported_project_as_it_is(run, refused, sealed_model, tmp_path):
    out = tmp_path / "net.layerloom"
    assert run("import", sealed_model, "-o", out).code == 0
    checks = run("check", out)
    assert checks.code == 0
    assert "lets no gradients through" in checks.out
    exported = tmp_path / "again.onnx"
    assert run("export", out, "-o", exported).code == 0
    assert "Det" in [node.op_type for node in onnx.load(exported).graph.node]
    assert "Dense before it cannot learn" in refused("train", out, "-o", tmp_path / "run")


def test_without_its_parts_an_imported_project_has_a_problem(
    run, sealed_model, tmp_path, monkeypatch
):
    out = tmp_path / "net.layerloom"
    run("import", sealed_model, "-o", out)
    (part,) = (tmp_path / "net.parts").iterdir()
    part.write_bytes(b"")
    monkeypatch.setattr(parts, "_parts", type(parts._parts)())
    answer = run("check", out)
    assert answer.code == 1
    assert "The file of a sealed part is missing." in answer.out


def test_an_exported_network_comes_back_with_its_weights(run, quick, tmp_path):
    assert run("train", quick, "-o", tmp_path / "run").code == 0
    first, second = tmp_path / "one.onnx", tmp_path / "two.layerloom"
    assert run("export", tmp_path / "run" / "graph.layerloom", "-o", first).code == 0
    answer = run("import", first, "-o", second)
    assert answer.code == 0
    assert "no sealed part" in answer.out
    graph = files.load(second).graph
    assert len({(node.x, node.y) for node in graph.nodes}) == len(graph.nodes)


def test_what_is_no_model_is_refused_and_nothing_is_written(refused, tmp_path):
    wrong = tmp_path / "wrong.onnx"
    wrong.write_bytes(b"nothing")
    sentence = refused("import", wrong, "-o", tmp_path / "net.layerloom")
    assert "cannot be read as ONNX" in sentence
    assert [each.name for each in tmp_path.iterdir()] == ["wrong.onnx"]


def test_a_file_that_is_not_there_is_refused(refused, tmp_path):
    sentence = refused("import", tmp_path / "no.onnx", "-o", tmp_path / "net.layerloom")
    assert "no.onnx cannot be read: No such file" in sentence


def test_the_project_must_be_called_a_project(refused, tmp_path):
    sentence = refused("import", example("digits_cnn"), "-o", tmp_path / "net.onnx")
    assert "must end in .layerloom" in sentence


def test_where_nothing_can_be_written_it_is_said(refused, sealed_model, tmp_path):
    sentence = refused("import", sealed_model, "-o", tmp_path / "no" / "net.layerloom")
    assert "cannot be written" in sentence


def answers(file: Path, given: torch.Tensor) -> torch.Tensor:
    """What a project with the weights beside it gives."""
    found = with_weights.load(file)
    made = plan(found.project.graph, found.project.fields())
    module = build(made).eval()
    weights = found.learned.named(made)
    module.load_state_dict({name: torch.from_numpy(array) for name, array in weights.items()})
    with torch.no_grad():
        return module(given)


def test_equal_blocks_in_a_row_are_folded_where_that_is_asked(run, tmp_path):
    model, plain, folded = (tmp_path / n for n in ("m.onnx", "a.layerloom", "b.layerloom"))
    torch.manual_seed(0)
    stack = nn.TransformerEncoder(
        nn.TransformerEncoderLayer(8, 2, 16, batch_first=True), 3, enable_nested_tensor=False
    )
    for tensor in stack.parameters():
        nn.init.normal_(tensor, std=0.3)
    given = torch.randn(2, 5, 8)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(stack.eval(), (given,), model, dynamo=False)
    assert run("import", model, "-o", plain).code == 0
    answer = run("import", model, "-o", folded, "--fold", "--json")
    assert answer.code == 0
    result = json.loads(answer.last)
    ((row),) = result["folded"]
    assert row["copies"] == 3
    assert f"Folded: Part × 3 of {row['blocks']} block" in answer.out
    saved = 2 * row["blocks"] + row["blocks"] - 1
    assert result["blocks"] == len(files.load(plain).graph.nodes) - saved
    assert torch.equal(answers(folded, given), answers(plain, given))


def test_where_nothing_repeats_folding_changes_nothing_and_says_so(run, sealed_model, tmp_path):
    plain, folded = tmp_path / "a.layerloom", tmp_path / "b.layerloom"
    run("import", sealed_model, "-o", plain)
    answer = run("import", sealed_model, "-o", folded, "--fold")
    assert "Nothing to fold" in answer.out
    assert files.load(folded) == files.load(plain)
