"""Where a person's own files lie, and where the shipped ones do."""

from pathlib import Path

import pytest

from studio import places, resources


def test_the_home_can_be_moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LAYERLOOM_HOME", str(tmp_path))

    assert places.home() == tmp_path
    assert places.runs().is_relative_to(tmp_path)
    assert places.log_file().is_relative_to(tmp_path)


def test_without_a_wish_the_home_is_the_systems_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAYERLOOM_HOME")

    assert places.home().name == "layerloom"
    assert places.home().is_absolute()


def test_in_a_checkout_the_shipped_files_stand_beside_the_package() -> None:
    assert resources.path("graphs") == Path(__file__).parent.parent / "graphs"
