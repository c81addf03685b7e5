import numpy as np
import onnx
import pytest

from studio.compiler.onnx_session import run, session
from tests.fuzz.child import told
from tests.fuzz.hostile_models import CASES, a_loop_without_end

MOST_MB = 1_500  # torch, onnxruntime and all models together; 300 of it are the libraries
MOST_SECONDS = 60.0  # only a hang takes so long


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
    lines = told("importing", count)
    assert len(lines) == len(CASES) + count
    for each in lines:
        assert each["seconds"] < MOST_SECONDS, each
        assert len(each["said"]) < 1_000, each
        if each["model"] in CASES:
            assert each["said"].endswith("."), each
            assert "\n" not in each["said"]
    assert lines[-1]["mb"] < MOST_MB
    print(max(each["seconds"] for each in lines), "s,", lines[-1]["mb"], "MB")


def test_a_loop_without_end_is_ended(tmp_path):
    made = onnx.load_model_from_string(a_loop_without_end(tmp_path))
    runtime = session(made.SerializeToString())
    with pytest.raises(Exception, match="terminate"):
        run(runtime, {"x": np.zeros((1, 4), np.float32)}, seconds=0.5)
