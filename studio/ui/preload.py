"""Brings in what is slow to import, on a thread, once the window is on the screen."""

from __future__ import annotations

import importlib
import logging
import threading
from typing import Final

# In the order in which they are likely to be needed.
MODULES: Final = ("networkx", "pyqtgraph", "torch", "studio.training.recipes.supervised")


def start() -> threading.Thread:
    """Import the slow modules in the background; the process ends after that at the earliest."""
    thread = threading.Thread(target=_load, name="layerloom-preload")
    thread.start()
    return thread


def _load() -> None:
    for name in MODULES:
        try:
            importlib.import_module(name)
        except Exception:
            # Whoever needs it will say so; until then the rest of the window is of use.
            logging.getLogger(__name__).exception("cannot import %s", name)
