"""layerloom export FILE: write a network as ONNX, once it is proven equal."""

from pathlib import Path
from typing import Annotated

import typer

from studio.language import tr


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("The network to export."))],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="MODEL.onnx", help=tr("The file to write."))
    ],
    weights: Annotated[
        Path | None,
        typer.Option(help=tr("The best.safetensors of a run; else NAME.safetensors beside FILE.")),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("End with one line of JSON for programs."))
    ] = False,
) -> None:
    """Write a network as ONNX, once its answers are proven equal."""
    raise NotImplementedError
