"""The `layerloom` command, one subcommand a file."""

import io
import sys
from collections.abc import Callable
from typing import NoReturn

from studio.cli import log
from studio.cli.ending import ended


def main() -> NoReturn:
    """The `layerloom` command."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without this sign shows another one instead of ending the command.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    log.start()
    sys.exit(run(sys.argv[1:]))


def run(words: list[str]) -> int:
    """Do what the words of a command line ask for, and return the exit code."""
    return ended(_command(words))


def _command(words: list[str]) -> Callable[[], int]:
    """What the words of a command line ask for."""
    if not words:
        from studio.cli.opening import open_window

        return open_window
    from studio.cli import layerloom  # brings in what reads options and prints tables

    return lambda: layerloom.run(words)
