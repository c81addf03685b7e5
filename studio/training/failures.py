"""Failures: what an error means to a person, in sentences."""

from __future__ import annotations

import logging
from pathlib import Path

from studio import places
from studio.compiler.plan import NotReady
from studio.data.dataset import DataError
from studio.language import tr
from studio.training.events import Failed
from studio.training.refused import Refused


def explained(error: Exception, best_epoch: int | None = None) -> Failed:
    """The event that ends a run after an error. An error nobody foresaw goes to the log file."""
    match error:
        case DataError() | Refused():
            said = error.what, error.why, error.remedy
        case NotReady():
            problem = error.problems[0]
            said = problem.what, problem.why, problem.remedy
        case _ if _out_of_memory(error):
            said = (
                tr("The memory is full."),
                tr("The network, its gradients and one batch together need more than there is."),
                tr("Choose a smaller batch size, or make the largest blocks smaller."),
            )
        case ValueError() if "Expected more than 1 value per channel" in str(error):
            said = (
                tr("Batch norm got a single example."),
                tr("It compares the examples of a batch with each other, and there was only one."),
                tr("Set the batch size to 2 or more, or use Layer norm instead."),
            )
        case _:
            logging.getLogger("layerloom").error("a run failed", exc_info=error)
            said = (
                tr("Training ended with an error."),
                f"{type(error).__name__}: {error}",
                tr("The details are in the log file {file}.").format(file=places.log_file()),
            )
    return Failed(*said, best_epoch=best_epoch)


def unsaved(folder: Path, error: OSError, best_epoch: int | None) -> Failed:
    """The event after a run whose files could not be written."""
    return Failed(
        tr("The run could not be saved in {folder}.").format(folder=folder),
        f"{error.strerror or error}.",
        tr("Make room there or allow writing. Until then the weights are only in memory."),
        best_epoch=best_epoch,
    )


def _out_of_memory(error: Exception) -> bool:
    # By name and text, because torch need not be there to read an error; on the CPU torch raises
    # a plain RuntimeError.
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error)
    return isinstance(error, RuntimeError) and (
        "can't allocate memory" in text or "not enough memory" in text or "out of memory" in text
    )
