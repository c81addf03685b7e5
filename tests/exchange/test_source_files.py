"""Source that is more than layers: sealed parts beside it, frozen blocks, shared weights."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.data.dataset import datasets
from studio.exchange.python_source import source
from studio.exchange.source_files import source_files, write
from studio.project.project import Project
from tests.compiler.test_shared_weights import TWO_ROWS, siamese
from tests.exchange.test_python_source import check_style
from tests.exchange.written import ABOUT, executed, pair
from tests.parts import around, opaque, scaled
from tests.wiring import FIELDS, block, graph


@pytest.mark.parametrize("part", [scaled, opaque])
def test_a_sealed_part_lies_beside_the_module_and_is_run_from_there(part, tmp_path: Path) -> None:
    project = Project(graph=around(part()), data=datasets["iris"]())
    drawn = plan(project.graph, project.fields())
    text, path = source(drawn, ABOUT).text, tmp_path / "model.py"
    files = source_files(text, path, project, drawn, training_script=False)
    write(files)
    module, beside = files
    assert module == path
    assert beside.parent == tmp_path / "model.parts"
    check_style(tmp_path)
    ours = build(drawn).eval()
    theirs = executed(text.replace("__file__", repr(str(path))))["Network"]().eval()
    theirs.load_state_dict(ours.state_dict())
    row = torch.randn(5, 4)
    with torch.no_grad():
        torch.testing.assert_close(theirs(row), ours(row), rtol=1e-5, atol=1e-6)


def test_frozen_blocks_learn_nothing_in_source_either() -> None:
    made_of = {"x": block("features_input"), "a": block("dense"), "out": block("class_output")}
    network = graph(made_of, "x > a", "a > out")
    network = network.replaced(network.by_id["a"].but(frozen=True))
    written = pair(plan(network, FIELDS)).written
    learns = {name: each.requires_grad for name, each in written.named_parameters()}
    assert learns == {
        "a.weight": False, "a.bias": False, "out.weight": True, "out.bias": True,
    }  # fmt: skip


def test_groups_that_share_weights_are_one_attribute_that_is_called_twice() -> None:
    drawn = pair(plan(siamese(), TWO_ROWS))
    drawn.check()
    assert drawn.text.count("self.left = Encoder()") == 1
    assert drawn.text.count("self.left(") == 2
    assert "self.right" not in drawn.text
