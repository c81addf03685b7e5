"""layerloom [FILE]...: open a window for each file."""

from pathlib import Path
from typing import Annotated

import typer

from studio.cli.opening import open_window
from studio.language import tr


def window(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help=tr("The networks to open, or RUN_DIRs.")),
    ] = None,
) -> None:
    """Open the window."""
    raise typer.Exit(open_window(files or ()))
