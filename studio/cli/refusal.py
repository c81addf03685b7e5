"""How a command says no: one line, no box, no traceback."""

import sys
from pathlib import Path

from studio.cli.plain import plain
from studio.language import tr

REFUSED = 2
INTERRUPTED = 130


class Refusal(Exception):
    """What is asked cannot be done; the message is one sentence that says why and what to do."""


def unreadable(file: Path, error: OSError) -> Refusal:
    """The refusal of a file that the system does not let us read."""
    why = error.strerror or error
    return Refusal(tr("{file} cannot be read: {why}").format(file=file, why=why))


def unwritable(file: Path, error: OSError) -> Refusal:
    """The refusal of a file that cannot be written."""
    why = error.strerror or error
    return Refusal(tr("{file} cannot be written: {why}").format(file=file, why=why))


def say(message: str) -> None:
    """Print the one line of a refusal."""
    # A name or a library's message may hold line ends; the refusal stays one line all the same.
    print("layerloom: " + plain(" ".join(message.split())), file=sys.stderr, flush=True)  # noqa: T201
