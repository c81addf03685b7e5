"""Opening the window, without the libraries of the command line: it shall be there at once."""

import gc
from collections.abc import Sequence
from pathlib import Path

from studio.cli.refusal import Refusal
from studio.language import tr


def open_window(files: Sequence[Path] = ()) -> int:
    """Open a window for each file, or one on an example; returns the exit code when all are closed.

    A folder is that of a run: its project is opened with its best weights.

    Raises:
        Refusal: there is no such file, the folder is of no run, or Qt lacks a library.
    """
    # The same file twice is one document.
    files = list({file.resolve(): file for file in files}.values())
    for file in files:
        if not file.exists():
            sentence = tr("there is no file {file}, nor a command of that name")
            raise Refusal(sentence.format(file=file))
        if file.is_dir():
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
    return app.run(files)


def _check_run(folder: Path) -> None:
    from studio.project.with_weights import RUN_PROJECT  # not needed to show the window

    if not (folder / RUN_PROJECT).is_file():
        sentence = tr("{folder} is not the folder of a run: it has no {name}")
        raise Refusal(sentence.format(folder=folder, name=RUN_PROJECT))
