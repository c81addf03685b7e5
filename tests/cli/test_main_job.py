"""The main job by command: train the digits, export them, and get the same answers."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from studio.project import files
from tests.cli.conftest import Run, example


@pytest.mark.slow
def test_digits_are_learned_and_the_exported_model_answers_alike(run: Run, tmp_path: Path) -> None:
    file, folder, model = example("digits_cnn"), tmp_path / "run", tmp_path / "digits.onnx"

    trained = run("train", file, "-o", folder, "--json")
    exported = run("export", folder / "graph.layerloom", "-o", model)

    assert (trained.code, exported.code) == (0, 0)
    result = json.loads(trained.last)
    assert result["val_accuracy"] >= 0.97
    assert result["score"]["value"] >= 0.97
    examples = files.load(file).data.load()
    session = onnxruntime.InferenceSession(model)
    pictures, digits = (examples.arrays[name][examples.test] for name in ("picture", "digit"))
    (answers,) = session.run(None, {"picture": pictures})
    assert np.allclose(answers.sum(1), 1, atol=1e-5)  # probabilities
    assert np.mean(answers.argmax(1) == digits) == pytest.approx(result["score"]["value"])
