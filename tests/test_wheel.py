"""The wheel carries what the program needs, and runs far from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


def run(*command: object, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command from a folder that is not the checkout."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        | environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel made from an sdist made from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    # The build tools are those of this environment: no network, and no write into the checkout.
    made = run(
        *(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, CHECKOUT),
        folder=folder,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel in a folder of its own, with the dependencies of this environment."""
    folder = tmp_path_factory.mktemp("installed")
    done = run(
        *(sys.executable, "-m", "pip", "install", "--no-deps", "--no-index"),
        *("--no-compile", "--target", folder, wheel),
        folder=folder,
    )
    assert done.returncode == 0, done.stderr
    return folder


def test_the_wheel_carries_resources_and_examples(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    for folder in ("resources", "graphs"):
        beside = {f.relative_to(CHECKOUT) for f in (CHECKOUT / folder).rglob("*") if f.is_file()}
        assert {f"studio/_shipped/{file.as_posix()}" for file in beside} <= names


def test_the_installed_command_checks_an_installed_example(installed: Path, tmp_path: Path) -> None:
    example = installed / "studio" / "_shipped" / "graphs" / "digits_cnn.layerloom"

    done = run(
        *(installed / "bin" / "layerloom", "check", example),
        folder=tmp_path,
        PYTHONPATH=str(installed),
    )

    assert (done.returncode, done.stderr) == (0, "")


def test_the_installed_wheel_uses_its_own_files(installed: Path, tmp_path: Path) -> None:
    done = run(
        *(sys.executable, "-c", "from studio import resources; print(resources.path('graphs'))"),
        folder=tmp_path,
        PYTHONPATH=str(installed),
    )

    assert done.stdout.strip() == str(installed / "studio" / "_shipped" / "graphs")
