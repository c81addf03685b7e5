"""A module of these tests in a process of its own, where nothing else has taken memory yet."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PATIENCE = 1_800  # seconds; only a hang takes so long


def told(module: str, count: int) -> list[dict[str, Any]]:
    """What it prints for so many files, a line of JSON each; it must not crash."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.fuzz.{module}", str(count)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return [json.loads(line) for line in done.stdout.splitlines()]
