"""layerloom [FILE]: open the window."""

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.opening import open_window
from studio.language import tr


def window(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help=tr("The network to open, or RUN_DIR."))
    ] = None,
) -> None:
    """Open the window."""
    raise typer.Exit(open_window(file))
