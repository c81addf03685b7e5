"""The log file: keeps the details that a single sentence leaves out."""

import logging
from logging.handlers import RotatingFileHandler

from studio import places
from studio.language import tr

SIZE = 1_000_000  # bytes, then one older file is kept beside it


def start() -> None:
    """Let warnings and errors of the whole program go to the log file."""
    try:
        places.home().mkdir(parents=True, exist_ok=True)
        # With delay, the file is made by the first message and not by every command.
        handler: logging.Handler = RotatingFileHandler(
            places.log_file(), maxBytes=SIZE, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()  # a home that cannot be written stops no command
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a full disk must not put logging's own traceback on stderr


def unexpected(error: Exception) -> str:
    """The sentence for an error that nobody foresaw; its traceback goes to the log file."""
    logging.getLogger("layerloom").error("unexpected error", exc_info=error)
    return tr("something unexpected happened ({error}); the details are in {file}").format(
        error=f"{type(error).__name__}: {error}", file=places.log_file()
    )
