"""Where a person's own files lie: runs, settings and the log."""

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """The user's data directory for Layerloom; the variable LAYERLOOM_HOME moves it."""
    moved = os.environ.get("LAYERLOOM_HOME")
    return Path(moved) if moved else platformdirs.user_data_path("layerloom", appauthor=False)


def runs() -> Path:
    """The folder that holds one folder for each training run."""
    return home() / "runs"


def log_file() -> Path:
    """The file that keeps the details of what went wrong."""
    return home() / "layerloom.log"
