"""Running the command line inside the test, and files for it."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from studio import cli, resources
from studio.project import files
from studio.project.project import Project


class Answer(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def last(self) -> str:
        """The last line of its output."""
        return self.out.splitlines()[-1]


Run = Callable[..., Answer]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line with these words."""

    def answer(*words: object) -> Answer:
        code = cli.run([str(word) for word in words])
        return Answer(code, *capsys.readouterr())

    return answer


@pytest.fixture
def refused(run: Run) -> Callable[..., str]:
    """Run a command that has to be refused, and return the one sentence of its refusal."""

    def sentence(*words: object) -> str:
        code, _, err = run(*words)
        assert code == 2
        assert err.startswith("layerloom: ")
        assert err.count("\n") == 1
        assert err.endswith("\n")
        return err.removeprefix("layerloom: ").strip()

    return sentence


def example(name: str) -> Path:
    """One of the shipped examples."""
    return resources.path("graphs", f"{name}.layerloom")


@pytest.fixture
def quick(tmp_path: Path) -> Path:
    """A network that trains in a second: two epochs of the perceptron on iris."""
    project = files.load(example("iris_perceptron"))
    file = tmp_path / "quick.layerloom"
    files.save(project.but(training=project.training.but(epochs=2)), file)
    return file


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A project without a single block."""
    file = tmp_path / "empty.layerloom"
    files.save(Project(), file)
    return file
