"""layerloom code: a network as PyTorch source."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.cli.conftest import Run, example
from tests.exchange.written import executed

Refused = Callable[..., str]


def test_source_is_printed_where_no_file_is_named(run: Run) -> None:
    answer = run("code", example("digits_cnn"))
    assert (answer.code, answer.err) == (0, "")
    assert "Network" in executed(answer.out)


def test_source_is_written_to_a_file(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "model.py"
    answer = run("code", example("digits_cnn"), "-o", out, "--json")
    assert (answer.code, answer.err) == (0, "")
    text = out.read_text(encoding="utf-8")
    assert json.loads(answer.last) == {
        "file": str(out),
        "lines": text.count("\n"),
        "beside": [],
    }
    assert text.startswith('"""digits_cnn: ')


def test_a_network_with_problems_is_refused_in_one_sentence(refused: Refused, empty: Path) -> None:
    assert refused("code", empty).startswith("the network has no source yet. The canvas is empty.")


def test_the_network_is_not_written_over(refused: Refused, quick: Path) -> None:
    before = quick.read_bytes()
    assert "is the network itself" in refused("code", quick, "-o", quick)
    assert quick.read_bytes() == before


def test_a_file_that_cannot_be_written_is_said(refused: Refused, tmp_path: Path) -> None:
    assert "cannot be written" in refused(
        "code", example("digits_cnn"), "-o", tmp_path / "no" / "a.py"
    )


def test_a_training_script_has_its_data_beside_it(run: Run, quick: Path, tmp_path: Path) -> None:
    out = tmp_path / "train.py"
    answer = run("code", quick, "-o", out, "--training-script", "--json")
    assert (answer.code, answer.err) == (0, "")
    assert json.loads(answer.last)["beside"] == [str(tmp_path / "train.npz")]
    assert "EPOCHS = 2" in out.read_text(encoding="utf-8")


def test_a_training_script_needs_a_file(refused: Refused, quick: Path) -> None:
    assert "name a file with -o" in refused("code", quick, "--training-script")
