"""Training that begins with the weights of an earlier run."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from studio.project import files


@pytest.fixture
def trained(run, quick: Path, tmp_path: Path) -> Path:
    """The weights of a run."""
    assert run("train", quick, "-o", tmp_path / "run").code == 0
    return tmp_path / "run" / "best.safetensors"


def first_loss(folder: Path) -> float:
    return float((folder / "history.csv").read_text().splitlines()[1].split(",")[2])


def test_training_goes_on_from_named_weights_and_says_for_which_blocks(
    run, quick, trained, tmp_path
):
    answer = run("train", quick, "--weights", trained, "-o", tmp_path / "again")
    assert answer.code == 0
    assert "Weights kept for all 1 block." in answer.out
    assert first_loss(tmp_path / "again") < first_loss(tmp_path / "run")


def test_weights_beside_the_project_are_taken_unless_it_begins_anew(run, quick, trained, tmp_path):
    trained.rename(quick.with_suffix(".safetensors"))
    assert "Weights kept for all" in run("train", quick, "-o", tmp_path / "on").out
    assert "Weights kept" not in run("train", quick, "--anew", "-o", tmp_path / "anew").out
    assert first_loss(tmp_path / "anew") == first_loss(tmp_path / "run")
    assert first_loss(tmp_path / "on") < first_loss(tmp_path / "anew")


def test_a_renamed_weight_starts_anew(run, quick, trained, tmp_path):
    other = {f"other_{name}": array for name, array in load_file(trained).items()}
    save_file(other, tmp_path / "other.safetensors")
    answer = run("train", quick, "--weights", tmp_path / "other.safetensors", "-o", tmp_path / "r")
    assert "No weights fit: every block starts anew." in answer.out
    assert first_loss(tmp_path / "r") == first_loss(tmp_path / "run")


def test_what_holds_no_weights_is_refused(refused, quick, tmp_path):
    sentence = refused("train", quick, "--weights", quick, "-o", tmp_path / "run")
    assert "holds no weights" in sentence
    assert not (tmp_path / "run").exists()


def test_check_tells_how_many_parameters_learn(run, quick):
    project = files.load(quick)
    graph = project.graph
    out = next(node for node in graph.nodes if node.block.kind == "class_output")
    assert "trainable" not in run("check", quick).out
    files.save(project.with_graph(graph.replaced(out.but(frozen=True))), quick)
    assert "15 parameters (0 trainable)" in run("check", quick).out


def test_a_frozen_network_is_refused_in_one_sentence(refused, quick, tmp_path):
    project = files.load(quick)
    nodes = [node.but(frozen=True) for node in project.graph.nodes]
    files.save(project.with_graph(project.graph.replaced(*nodes)), quick)
    sentence = refused("train", quick, "-o", tmp_path / "run")
    assert sentence.startswith("There is nothing to train. Every block with parameters is frozen.")


def test_weights_that_are_not_numbers_of_the_right_kind_do_no_harm(run, quick, trained, tmp_path):
    whole = {name: np.zeros(array.shape, np.int64) for name, array in load_file(trained).items()}
    save_file(whole, tmp_path / "whole.safetensors")
    answer = run("train", quick, "--weights", tmp_path / "whole.safetensors", "-o", tmp_path / "r")
    assert answer.code == 0
