"""How a command ends: with an exit code and at most one line, whatever happens."""

from collections.abc import Callable

from studio.cli import log
from studio.cli.refusal import INTERRUPTED, REFUSED, Refusal, say


def ended(command: Callable[[], int]) -> int:
    """Do what a command does, and return its exit code."""
    try:
        return command()
    except Refusal as refusal:
        say(str(refusal))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 (whatever it is, no traceback meets a person)
        say(log.unexpected(error))
    return REFUSED
