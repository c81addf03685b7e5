import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest

from studio.compiler.onnx_session import run, session
from tests.fuzz.hostile_models import CASES, a_loop_without_end

ROOT = Path(__file__).parents[2]
MOST_MB = 1_500  # torch, onnxruntime and all models together; 300 of it are the libraries
MOST_SECONDS = 60.0  # only a hang takes so long
PATIENCE = 1_800


@pytest.mark.parametrize(
    "count",
    [
        20,
        pytest.param(500, marks=pytest.mark.slow),
        pytest.param(5_000, marks=pytest.mark.long),
    ],
)
def test_hostile_models_are_refused_in_a_sentence_and_nothing_is_written(count: int) -> None:
    """In one process: none crashes it, hangs it, or takes more memory than a model may."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.importing", str(count)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(CASES) + count
    for each in told:
        assert each["seconds"] < MOST_SECONDS, each
        assert len(each["said"]) < 1_000, each
        if each["model"] in CASES:
            assert each["said"].endswith("."), each
            assert "\n" not in each["said"]
    assert told[-1]["mb"] < MOST_MB
    print(max(each["seconds"] for each in told), "s,", told[-1]["mb"], "MB")


def test_a_loop_without_end_is_ended(tmp_path):
    made = onnx.load_model_from_string(a_loop_without_end(tmp_path))
    runtime = session(made.SerializeToString())
    with pytest.raises(Exception, match="terminate"):
        run(runtime, {"x": np.zeros((1, 4), np.float32)}, seconds=0.5)
