"""The commands on a project without data: it is checked and exported, but not trained."""

import json
from pathlib import Path

import pytest

from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.data.declared_inputs import GivenPicture
from studio.data.declared_targets import GivenClass
from studio.data.no_data import NoData
from studio.project import files
from studio.project.project import Project
from studio.training.checkpoint import save_weights
from tests.wiring import cnn


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The small network for pictures with declared data, and weights beside it."""
    data = NoData(inputs=(GivenPicture(channels=1, height=8, width=8),), targets=(GivenClass(),))
    project = Project(graph=cnn().graph, data=data)
    network = build(plan(project.graph, project.fields()))
    weights = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    save_weights(weights, tmp_path / "declared.safetensors")
    path = tmp_path / "declared.layerloom"
    files.save(project, path)
    return path


def test_it_is_checked(run, file):
    assert run("check", file).code == 0


def test_it_is_exported_and_the_file_names_no_data(run, file, tmp_path):
    import onnx

    done = run("export", file, "-o", tmp_path / "model.onnx", "--json")
    assert done.code == 0
    assert json.loads(done.last)["difference"] < 1e-5
    about = {prop.key for prop in onnx.load(tmp_path / "model.onnx").metadata_props}
    assert about == {"classes of class"}


def test_training_is_refused_and_leaves_no_folder(refused, file, tmp_path):
    said = refused("train", file, "-o", tmp_path / "run")
    assert said.startswith("There is no data to learn from.")
    assert "Choose a data set" in said
    assert not (tmp_path / "run").exists()
