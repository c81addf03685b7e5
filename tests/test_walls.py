"""What stays out of a process until it is needed. Each test asks a fresh process."""

import subprocess
import sys

import pytest

from studio import resources

HEAVY = {"torch", "onnx", "onnxruntime", "onnxscript", "pandas", "sklearn", "scipy"}


def imported(program: str) -> set[str]:
    """The top-level modules that a fresh process holds after running the program."""
    ending = "\nimport sys\nprint(*(name for name in sys.modules if '.' not in name))"
    done = subprocess.run(
        [sys.executable, "-c", program + ending], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("module", ["studio.cli", "studio.ui.app", "studio.project.files"])
def test_an_import_brings_in_nothing_heavy(module: str) -> None:
    assert not imported(f"import {module}") & HEAVY


def test_the_command_line_brings_in_no_qt() -> None:
    assert not imported("import studio.cli") & {"PySide6", "shiboken6", "pyqtgraph"}


def test_the_window_brings_in_no_plots() -> None:
    assert "pyqtgraph" not in imported("import studio.ui.app")


def test_checking_a_file_brings_in_nothing_heavy() -> None:
    example = resources.path("graphs", "digits_cnn.layerloom")
    program = f"""
from studio.cli.layerloom import app
assert app(["check", {str(example)!r}], standalone_mode=False) in (0, None)
"""
    assert not imported(program) & (HEAVY | {"PySide6"})
