"""layerloom train: a run in a folder, its figures, and its ends."""

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from studio import places
from studio.blocks.dense import Dense
from studio.cli import train as train_command
from studio.graph.graph import Node
from studio.project import files
from studio.project.project import Project
from studio.training.device import Device
from studio.training.optimizers import SGD
from tests.cli.conftest import Run

Refused = Callable[..., str]


def curve(folder: Path) -> list[dict[str, str]]:
    """The rows of a run's history, one for each epoch."""
    return list(csv.DictReader((folder / "history.csv").read_text().splitlines()))


def test_a_run_leaves_the_network_its_best_weights_and_its_curve(
    run: Run, quick: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "run"

    answer = run("train", quick, "-o", folder)

    assert (answer.code, answer.err) == (0, "")
    assert sorted(f.name for f in folder.iterdir()) == [
        "best.safetensors",
        "graph.layerloom",
        "history.csv",
    ]
    assert files.load(folder / "graph.layerloom") == files.load(quick)
    rows = curve(folder)
    assert [row["epoch"] for row in rows] == ["1", "2"]
    assert f"validation loss {float(rows[1]['val_loss']):.4g}" in answer.out


def test_the_last_line_has_the_figures_of_the_weights_kept(
    run: Run, quick: Path, tmp_path: Path
) -> None:
    answer = run("train", quick, "-o", tmp_path / "run", "--json")

    result = json.loads(answer.last)
    best = max(float(row["val_accuracy"]) for row in curve(tmp_path / "run"))
    assert result["val_accuracy"] == pytest.approx(best)
    assert (result["score"]["metric"], result["score"]["part"]) == ("accuracy", "test")
    assert 0 <= result["score"]["value"] <= 1
    assert (result["epochs"], result["run"]) == (2, str(tmp_path / "run"))
    assert result["seconds"] > 0
    assert result["samples_per_s"] > 0


def test_options_stand_in_for_the_files_settings(run: Run, quick: Path, tmp_path: Path) -> None:
    options = ("--epochs", 3, "--seed", 7, "--device", "cpu")

    assert run("train", quick, "-o", tmp_path / "run", *options).code == 0

    kept = files.load(tmp_path / "run" / "graph.layerloom").training
    assert (kept.epochs, kept.seed, kept.device) == (3, 7, "cpu")


def test_the_same_seed_gives_the_same_curve_and_another_one_another(
    run: Run, quick: Path, tmp_path: Path
) -> None:
    def losses(name: str, seed: int) -> list[str]:
        assert run("train", quick, "-o", tmp_path / name, "--seed", seed).code == 0
        return [row["loss"] for row in curve(tmp_path / name)]

    first = losses("a", 1)

    assert losses("b", 1) == first
    assert losses("c", 2) != first


def test_without_a_folder_a_new_one_is_made_among_the_runs(
    run: Run, quick: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LAYERLOOM_HOME", str(tmp_path / "home"))

    folders = [json.loads(run("train", quick, "--json").last)["run"] for _ in range(2)]

    assert folders == [str(places.runs() / "quick"), str(places.runs() / "quick-2")]


def test_an_older_run_is_never_written_over(refused: Refused, quick: Path, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "notes.txt").write_text("mine")

    assert "is not empty" in refused("train", quick, "-o", tmp_path / "run")
    assert [file.name for file in (tmp_path / "run").iterdir()] == ["notes.txt"]


def test_a_folder_that_cannot_be_made_is_refused(refused: Refused, quick: Path) -> None:
    assert "cannot be made: Not a directory" in refused("train", quick, "-o", quick / "run")


def test_a_device_that_is_not_there_is_refused_before_a_folder_is_made(
    refused: Refused, quick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_command, "here", lambda: (Device("cpu", "Processor"),))

    sentence = refused("train", quick, "-o", tmp_path / "run", "--device", "cuda")

    assert sentence == "there is no device cuda here; this machine has cpu"
    assert not (tmp_path / "run").exists()


def test_an_epoch_number_past_its_limit_is_refused(refused: Refused, quick: Path) -> None:
    assert refused("train", quick, "--epochs", 10**9).startswith("--epochs: ")


def test_a_network_with_problems_is_not_trained(run: Run, empty: Path, tmp_path: Path) -> None:
    answer = run("train", empty, "-o", tmp_path / "run")

    assert answer.code == 1
    assert "The canvas is empty." in answer.out
    assert not (tmp_path / "run").exists()


def deeper(project: Project, units: int) -> Project:
    """The project with two dense layers in the middle of its only wire."""
    graph = project.graph
    (wire,) = graph.wires
    for n in range(2):
        (last,) = graph.into[wire.target]
        graph = graph.inserted(Node(id=f"dense_{n}", block=Dense(units=units)), last)
    return project.but(graph=graph)


def test_a_network_that_no_memory_holds_is_refused_and_leaves_no_folder(
    refused: Refused, quick: Path, tmp_path: Path
) -> None:
    files.save(deeper(files.load(quick), 100_000), quick)  # ten billion weights
    sentence = refused("train", quick, "-o", tmp_path / "run", "--json")
    assert sentence.startswith("The network is too large for the memory.")
    assert not (tmp_path / "run").exists()


def test_a_failed_run_says_why_and_ends_with_1(run: Run, quick: Path, tmp_path: Path) -> None:
    project = deeper(files.load(quick), 64)
    steep = project.training.but(optimizer=SGD(learning_rate=10.0, momentum=0.99), epochs=200)
    files.save(project.but(training=steep), quick)

    answer = run("train", quick, "-o", tmp_path / "run", "--json")

    assert answer.code == 1
    assert answer.err.startswith("layerloom: The loss is no longer a number")
    assert answer.err.count("\n") == 1
    assert "NaN" in json.loads(answer.last)["failed"]["what"]
    assert (tmp_path / "run" / "history.csv").is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
def test_an_interrupted_run_keeps_its_best_weights(quick: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "studio", "train", str(quick), "-o", str(tmp_path / "run")]
    with subprocess.Popen(
        [*command, "--epochs", "100000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
        # A shell lets what it runs in the background ignore this signal, and so would the run.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("Epoch 3"):
                break
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (130, "")
    assert (tmp_path / "run" / "best.safetensors").exists()
    assert len(curve(tmp_path / "run")) >= 3
