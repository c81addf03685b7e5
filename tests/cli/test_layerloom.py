"""Which word means what, and how a command ends."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from studio import __version__, places
from studio.cli import check as check_command
from tests.cli.conftest import Run

Refused = Callable[..., str]


def test_the_version_is_one_line(run: Run) -> None:
    assert run("--version") == (0, f"layerloom {__version__}\n", "")


def test_help_names_every_command_and_hides_the_window(run: Run) -> None:
    answer = run("--help")

    assert answer.code == 0
    assert all(name in answer.out for name in ("check", "train", "export", "info", "FILE"))
    assert "Open the window." not in answer.out


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--colour",), "No such option: --colour"),
        (("check",), "Missing argument 'FILE'."),
        (("check", "a", "b"), "unexpected extra argument"),
        (("train", "a", "--epochs", "many"), "valid integer"),
        (("train", "a", "--epochs", "0"), "greater than or equal to 1"),
        (("export", "a"), "Missing option"),
        (("nothing.layerloom",), "there is no file nothing.layerloom"),
        (("chekc", "--json"), "No such option"),
    ],
)
def test_wrong_usage_is_one_line(refused: Refused, words: tuple[str, ...], reason: str) -> None:
    assert reason in refused(*words)


def test_a_refusal_stays_one_line_whatever_the_name(refused: Refused) -> None:
    assert "two lines" in refused("check", "two\nlines")


def test_what_nobody_foresaw_goes_to_the_log_and_not_to_the_person(
    refused: Refused, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr(check_command, "read", broken)

    sentence = refused("check", "a.layerloom")

    assert "nobody foresaw this" in sentence
    assert str(places.log_file()) in sentence
    assert "ZeroDivisionError" in caplog.text


def test_an_interrupted_command_ends_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check_command, "read", interrupted)

    assert run("check", "a.layerloom").code == 130


@pytest.mark.parametrize(
    "command", [("-m", "studio"), ("-c", "from studio.cli import main; main()")]
)
def test_the_module_is_the_same_command(command: tuple[str, str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, *command, "check", "nothing.layerloom"],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(Path.cwd()), "PYTHONIOENCODING": "ascii"},
        cwd=tmp_path,
    )

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "layerloom: nothing.layerloom cannot be read: No such file or directory\n"
