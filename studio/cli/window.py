"""layerloom [FILE]: open the window."""

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.refusal import Refusal
from studio.language import tr


def window(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=tr("The network to open."))
    ] = None,
) -> None:
    """Open the window."""
    if file is not None and not file.is_file():
        raise Refusal(tr("there is no file {file}, nor a command of that name").format(file=file))
    try:
        from studio.ui import app
    except ModuleNotFoundError:
        raise
    except ImportError as missing:
        # A library of the system and not a Python module: the loader's message names it.
        sentence = tr("the window needs a system library: {error}; README.md lists them all")
        raise Refusal(sentence.format(error=missing)) from missing
    raise typer.Exit(app.run(file))
