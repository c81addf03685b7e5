"""Opening the window, without the libraries of the command line: it shall be there at once."""

import gc
from pathlib import Path

from studio.cli.refusal import Refusal
from studio.language import tr


def open_window(file: Path | None) -> int:
    """Open the window, on this file or on an example; returns the exit code when it is closed.

    A folder is that of a run: its project is opened with its best weights.

    Raises:
        Refusal: there is no such file, the folder is of no run, or Qt lacks a library.
    """
    if file is not None and not file.exists():
        raise Refusal(tr("there is no file {file}, nor a command of that name").format(file=file))
    if file is not None and file.is_dir():
        _check_run(file)
    gc.disable()  # nothing that is imported now becomes garbage; the window turns it on again
    try:
        from studio.ui import app
    except ModuleNotFoundError:
        raise
    except ImportError as missing:
        # A library of the system and not a Python module: the loader's message names it.
        sentence = tr("the window needs a system library: {error}; README.md lists them all")
        raise Refusal(sentence.format(error=missing)) from missing
    return app.run(file)


def _check_run(folder: Path) -> None:
    from studio.project.with_weights import RUN_PROJECT  # not needed to show the window

    if not (folder / RUN_PROJECT).is_file():
        sentence = tr("{folder} is not the folder of a run: it has no {name}")
        raise Refusal(sentence.format(folder=folder, name=RUN_PROJECT))
