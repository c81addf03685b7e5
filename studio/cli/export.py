"""layerloom export FILE: write a network as ONNX, once it is proven equal."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.options import AsJson
from studio.cli.project_file import check_trainable, opened
from studio.cli.refusal import Refusal, say, unwritable
from studio.cli.terminal import terminal
from studio.cli.weights import wanted_weights
from studio.language import number, tr
from studio.project.project import Project
from studio.training.session import Weights

if TYPE_CHECKING:
    from studio.exchange.onnx_export import Exported


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("The network to export."))],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="MODEL.onnx", help=tr("The file to write."))
    ],
    weights: Annotated[
        Path | None,
        typer.Option(metavar="W", help=tr("The best.safetensors of a run; else that beside FILE.")),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a network as ONNX, once its answers are proven equal."""
    console = terminal()
    project = opened(file)
    check_trainable(project, console)
    done = _exported(project, wanted_weights(file, weights), out)
    console.print(
        tr("{file}: {size} kB, inputs {inputs}, outputs {outputs}").format(
            file=out,
            size=number(round(done.bytes / 1000)),
            inputs=", ".join(done.inputs),
            outputs=", ".join(done.outputs),
        )
    )
    console.print(
        tr("Largest difference to torch: {difference:.1e} of the largest answer").format(
            difference=done.difference
        )
    )
    if as_json:
        result = {
            "file": str(out),
            "difference": done.difference,
            "inputs": done.inputs,
            "outputs": done.outputs,
            "bytes": done.bytes,
        }
        console.out(json.dumps(result))


def _exported(project: Project, weights: Weights, out: Path) -> "Exported":
    """Export, or end the command: 1 if the answers differ, a refusal if nothing can be written."""
    from studio.exchange.not_exported import NotExported
    from studio.exchange.onnx_export import Differs, export  # brings in torch

    try:
        return export(project, weights, out)
    except Differs as differs:
        say(str(differs))
        raise typer.Exit(1) from differs
    except NotExported as not_exported:
        raise Refusal(str(not_exported)) from not_exported
    except OSError as error:
        raise unwritable(out, error) from error
