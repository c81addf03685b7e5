"""layerloom [FILE]...: where the window cannot open, one sentence says why."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run

Refused = Callable[..., str]


def test_a_file_that_is_not_there_is_refused_before_qt_is_imported(refused: Refused) -> None:
    sentence = refused("window", "nothing.layerloom")

    assert sentence == "there is no file nothing.layerloom, nor a command of that name"


@pytest.mark.parametrize("words", [(), ("window",)])
def test_without_a_word_the_window_opens(
    run: Run, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.ui import app

    opened: list[list[Path]] = []
    monkeypatch.setattr(app, "run", lambda files: opened.append([*files]) or 0)

    assert run(*words) == (0, "", "")
    assert opened == [[]]


def test_a_first_word_that_is_no_command_is_a_file_for_the_window(
    run: Run, quick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.ui import app

    opened: list[list[Path]] = []
    monkeypatch.setattr(app, "run", lambda files: opened.append([*files]) or 0)

    assert run(quick).code == 0
    assert opened == [[quick]]


def test_every_file_gets_a_window_and_the_same_one_twice_but_one(
    run: Run, quick: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.ui import app

    opened: list[list[Path]] = []
    monkeypatch.setattr(app, "run", lambda files: opened.append([*files]) or 0)
    other = tmp_path / "other.layerloom"
    other.write_bytes(quick.read_bytes())

    assert run(quick, other, quick.parent / "." / quick.name).code == 0
    assert [[file.name for file in files] for files in opened] == [[quick.name, other.name]]


def test_the_folder_of_a_run_is_for_the_window_too(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.ui import app

    opened: list[list[Path]] = []
    monkeypatch.setattr(app, "run", lambda files: opened.append([*files]) or 0)
    (tmp_path / "graph.layerloom").write_text("{}")

    assert run(tmp_path).code == 0
    assert opened == [[tmp_path]]


def test_a_folder_that_is_of_no_run_is_refused(refused: Refused, tmp_path: Path) -> None:
    sentence = refused(tmp_path)

    assert sentence == f"{tmp_path} is not the folder of a run: it has no graph.layerloom"


def test_a_missing_system_library_is_one_sentence(
    refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    class WithoutLibrary:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "studio.ui.app":
                raise ImportError("libEGL.so.1: cannot open shared object file")

    monkeypatch.delitem(sys.modules, "studio.ui.app", raising=False)
    monkeypatch.delattr("studio.ui.app", raising=False)
    monkeypatch.setattr(sys, "meta_path", [WithoutLibrary(), *sys.meta_path])

    sentence = refused()

    assert "libEGL.so.1" in sentence
    assert "README.md" in sentence


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux starts without one")
def test_without_a_display_there_is_one_sentence_and_no_crash() -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}

    done = subprocess.run(
        [sys.executable, "-m", "studio"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("layerloom: there is no display")
    assert done.stderr.count("\n") == 1
