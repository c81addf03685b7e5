"""layerloom export: an ONNX file that answers what the network answers, or a sentence."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run, example

Refused = Callable[..., str]


@pytest.fixture
def trained(run: Run, quick: Path, tmp_path: Path) -> Path:
    """The folder of a run."""
    assert run("train", quick, "-o", tmp_path / "run").code == 0
    return tmp_path / "run"


def test_a_run_is_exported_with_its_own_weights(run: Run, trained: Path, tmp_path: Path) -> None:
    model = tmp_path / "model.onnx"

    answer = run("export", trained / "graph.layerloom", "-o", model, "--json")

    assert (answer.code, answer.err) == (0, "")
    result = json.loads(answer.last)
    assert result["difference"] <= 1e-4
    assert result["bytes"] == model.stat().st_size
    assert (result["inputs"], result["outputs"]) == (["measurements"], ["species"])


def test_the_exporter_says_nothing_of_its_own(trained: Path, tmp_path: Path) -> None:
    words = ("export", trained / "graph.layerloom", "-o", tmp_path / "model.onnx")

    # A process of its own, because torch writes to the stderr that it found when it was imported.
    done = subprocess.run(
        [sys.executable, "-m", "studio", *map(str, words)],
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 2
    assert "Largest difference to torch" in done.stdout


def test_weights_of_the_projects_name_beside_it_are_taken(
    run: Run, quick: Path, trained: Path, tmp_path: Path
) -> None:
    (trained / "best.safetensors").rename(quick.with_suffix(".safetensors"))

    assert run("export", quick, "-o", tmp_path / "model.onnx").code == 0


def test_a_network_without_weights_is_refused(
    refused: Refused, quick: Path, tmp_path: Path
) -> None:
    sentence = refused("export", quick, "-o", tmp_path / "model.onnx")

    assert "there are no weights" in sentence
    assert "quick.safetensors" in sentence


def test_weights_of_another_network_are_refused_and_nothing_is_written(
    refused: Refused, trained: Path, tmp_path: Path
) -> None:
    words = ("-o", tmp_path / "model.onnx", "--weights", trained / "best.safetensors")

    assert "do not fit" in refused("export", example("digits_cnn"), *words)
    assert not (tmp_path / "model.onnx").exists()


@pytest.mark.parametrize("content", [b"", b"no weights at all", None])
def test_a_weights_file_of_another_kind_is_refused(
    refused: Refused, quick: Path, tmp_path: Path, content: bytes | None
) -> None:
    weights = tmp_path / "weights.safetensors"
    if content is not None:
        weights.write_bytes(content)

    sentence = refused("export", quick, "-o", tmp_path / "model.onnx", "--weights", weights)

    assert "holds no weights" in sentence or "No such file" in sentence


def test_a_place_that_cannot_be_written_is_refused(refused: Refused, trained: Path) -> None:
    words = ("-o", trained / "nowhere" / "model.onnx")

    assert "cannot be written: No such file" in refused(
        "export", trained / "graph.layerloom", *words
    )


def test_a_network_with_problems_is_not_exported(run: Run, empty: Path, tmp_path: Path) -> None:
    assert run("export", empty, "-o", tmp_path / "model.onnx").code == 1
    assert not (tmp_path / "model.onnx").exists()


def test_a_model_that_differs_ends_with_1_and_is_not_written(
    run: Run, trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.exchange import onnx_export

    monkeypatch.setattr(onnx_export, "MOST_DIFFERENCE", -1.0)

    answer = run("export", trained / "graph.layerloom", "-o", tmp_path / "model.onnx")

    assert answer.code == 1
    assert answer.err.startswith("layerloom: ")
    assert answer.err.count("\n") == 1
    assert not (tmp_path / "model.onnx").exists()
