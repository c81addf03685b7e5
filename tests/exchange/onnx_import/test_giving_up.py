"""An import is left between any two of its stages once nobody waits for it."""

import onnx
import pytest

from studio.exchange.onnx_import import GivenUp, imported
from tests.exchange.onnx_import.written import node, written

STAGES = 7


def test_an_import_can_be_given_up_before_each_of_its_stages(tmp_path):
    path = tmp_path / "relu.onnx"
    onnx.save(written([node("Relu", "x", "y")], {"x": ["n", 4]}), path)
    asked = []
    imported(path, lambda: asked.append(1) or False)
    assert len(asked) == STAGES + 1  # and once when all is done
    for stage in range(STAGES):
        asked.clear()
        with pytest.raises(GivenUp):
            imported(path, lambda stage=stage: asked.append(1) or len(asked) > stage)
        assert len(asked) == stage + 1
