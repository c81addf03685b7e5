"""Layerloom: draw a neural network, check it live, train it, and hand it on."""

import os

__version__ = "0.1.0"

# Threads of torch's CPU build that wait for each other spin for milliseconds, on a core that
# another process may need. On two shared cores a network then learned 20 times slower; with short
# spinning it lost at most 3% on idle ones. Read when torch is first imported, always after this.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")
