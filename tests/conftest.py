"""What every test needs: no screen, one thread, a home of its own, and nothing left behind."""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

# Read by Qt, torch and Layerloom when they are first imported, so these are set before any of them.
_home = Path(tempfile.mkdtemp(prefix="layerloom-tests-"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LAYERLOOM_HOME"] = str(_home / "layerloom")
os.environ["LANGUAGE"] = "en"
for _name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
    os.environ[_name] = str(_home / _name.lower())
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

PATIENCE = 10.0  # seconds that a thread may take to end after its test


def pytest_unconfigure() -> None:
    """Take the tests' home away again, and empty the clipboard."""
    import shutil

    shutil.rmtree(_home, ignore_errors=True)
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtWidgets import QApplication

        # The offscreen clipboard outlives Python, and asks it for what was copied: a crash.
        if QApplication.instance() is not None:
            QApplication.clipboard().clear()


def _windows_and_timers() -> dict[int, object]:
    """Every living top-level widget and running timer that Python made, by its id."""
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    import shiboken6
    from PySide6.QtCore import QCoreApplication, QEvent, QTimer
    from PySide6.QtWidgets import QWidget

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return {
        id(each): each
        for each in shiboken6.getAllValidWrappers()
        if (isinstance(each, QWidget) and each.isWindow())
        or (isinstance(each, QTimer) and each.isActive())
    }


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves a window, a running timer or a thread behind it."""
    before = set(_windows_and_timers())
    threads = set(threading.enumerate())
    yield
    until = time.monotonic() + PATIENCE
    for thread in set(threading.enumerate()) - threads:
        thread.join(max(0.0, until - time.monotonic()))
        assert not thread.is_alive(), f"the thread {thread.name} still runs"
    left = [each for key, each in _windows_and_timers().items() if key not in before]
    assert not left, f"left behind: {left}"
