"""Measurements in processes of their own, so that none finds warm what another left."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time

HANGS = 1800.0  # seconds


def figures_of(module: str, *what: str) -> dict[str, float]:
    """Run `python -m module --measure ...`, and read the JSON object that it prints last.

    `LAYERLOOM_BEGAN` tells the process when it was asked for, on the monotonic clock.
    """
    with tempfile.TemporaryDirectory() as home:
        environment = os.environ | {
            "LAYERLOOM_HOME": home,
            "LAYERLOOM_BEGAN": str(time.monotonic()),
        }
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        # Installed packages are compiled; so is the app after its first start.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        done = subprocess.run(
            [sys.executable, "-m", module, "--measure", *what],
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=HANGS,
        )
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
