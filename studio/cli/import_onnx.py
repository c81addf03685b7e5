"""layerloom import MODEL.onnx: a network made elsewhere as blocks with their weights."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.refusal import Refusal, unreadable, unwritable
from studio.cli.terminal import terminal
from studio.exchange.import_words import nearness, sealed_parts, summary
from studio.language import tr
from studio.project import files
from studio.project.beside import weights_file
from studio.training.checkpoint import save_weights

if TYPE_CHECKING:
    from studio.exchange.onnx_import import Imported


def import_(
    file: Annotated[Path, typer.Argument(metavar="MODEL.onnx", help=tr("The model to open."))],
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="FILE",
            help=tr("The project to write; its weights and sealed parts go beside it."),
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("End with one line of JSON for programs."))
    ] = False,
) -> None:
    """Open an ONNX model as blocks with their weights."""
    if out.suffix != files.SUFFIX:
        raise Refusal(tr("{file} must end in {suffix}").format(file=out, suffix=files.SUFFIX))
    console = terminal()
    with console.status(tr("Reading the model, and comparing its answers")):
        opened = _imported(file)
    _write(opened, out)
    console.print(f"{out}: {summary(opened)}")
    for sentence in sealed_parts(opened):
        console.print(sentence)
    console.print(nearness(opened))
    if as_json:
        result = {
            "file": str(out),
            "weights": str(weights_file(out)),
            "blocks": len(opened.project.graph.nodes),
            "operators": opened.report.operators,
            "sealed": opened.report.sealed,
            "difference": opened.report.difference,
        }
        console.out(json.dumps(result))


def _write(opened: "Imported", out: Path) -> None:
    try:
        files.save(opened.project, out)
        save_weights(opened.weights, weights_file(out))
    except files.WrongFile as too_large:
        raise Refusal(str(too_large.faults[0])) from too_large
    except OSError as error:
        raise unwritable(out, error) from error


def _imported(file: Path) -> "Imported":
    from studio.exchange.not_imported import NotImported
    from studio.exchange.onnx_import import imported  # brings in torch

    try:
        return imported(file)
    except NotImported as not_imported:
        raise Refusal(str(not_imported)) from not_imported
    except OSError as error:
        raise unreadable(file, error) from error
