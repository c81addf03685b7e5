"""How a command says no: one line, no box, no traceback."""

import sys

REFUSED = 2
INTERRUPTED = 130


class Refusal(Exception):
    """What is asked cannot be done; the message is one sentence that says why and what to do."""


def say(message: str) -> None:
    """Print the one line of a refusal."""
    # A name or a library's message may hold line ends; the refusal stays one line all the same.
    print("layerloom: " + " ".join(message.split()), file=sys.stderr, flush=True)  # noqa: T201
