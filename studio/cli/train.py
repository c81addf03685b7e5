"""layerloom train FILE: train a network and keep its best weights and its curve."""

from pathlib import Path
from typing import Annotated

import typer

from studio.language import tr
from studio.training.settings import DeviceChoice


def train(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("The network to train."))],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="RUN_DIR",
            help=tr("A new folder for the run; else one in your data folder (see info)."),
        ),
    ] = None,
    epochs: Annotated[
        int | None, typer.Option(min=1, help=tr("Instead of the epochs in the file."))
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help=tr("Instead of the seed in the file."))
    ] = None,
    device: Annotated[
        DeviceChoice | None, typer.Option(help=tr("Where to train; info lists the devices."))
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("End with one line of JSON for programs."))
    ] = False,
) -> None:
    """Train a network, and keep the best weights and the curve."""
    raise NotImplementedError
