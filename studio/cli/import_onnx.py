"""layerloom import MODEL.onnx: a network made elsewhere as blocks with their weights."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio.cli.options import AsJson
from studio.cli.refusal import Refusal, unreadable, unwritable
from studio.cli.terminal import terminal
from studio.exchange.import_words import nearness, sealed_parts, summary
from studio.language import tr
from studio.project import files
from studio.project.beside import weights_file
from studio.training.checkpoint import save_weights

if TYPE_CHECKING:
    from studio.exchange.onnx_import import Imported
    from studio.graph.folding import Fold


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
    fold: Annotated[
        bool, typer.Option("--fold", help=tr("Fold equal parts in a row into a group × N."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Open an ONNX model as blocks with their weights."""
    if out.suffix != files.SUFFIX:
        raise Refusal(tr("{file} must end in {suffix}").format(file=out, suffix=files.SUFFIX))
    console = terminal()
    with console.status(tr("Reading the model, and comparing its answers")):
        opened = _imported(file)
    written, folds, said = _folded(opened) if fold else (opened, (), ())
    _write(written, out)
    console.print(f"{out}: {summary(opened)}")
    for sentence in (*sealed_parts(opened), nearness(opened), *said):
        console.print(sentence)
    if as_json:
        console.out(json.dumps(_result(written, folds, out)))


def _result(written: "Imported", folds: "tuple[Fold, ...]", out: Path) -> dict[str, object]:
    return {
        "file": str(out),
        "weights": str(weights_file(out)),
        "blocks": len(written.project.graph.nodes),
        "operators": written.report.operators,
        "sealed": written.report.sealed,
        "difference": written.report.difference,
        "folded": [
            {"group": fold.group, "copies": len(copies), "blocks": len(copies[0])}
            for fold in folds
            for copies in [fold.repeat.copies]
        ],
    }


def _folded(opened: "Imported") -> "tuple[Imported, tuple[Fold, ...], tuple[str, ...]]":
    """The network with groups for equal parts, the weights by their new names; what was folded."""
    from studio.compiler.plan import plan
    from studio.graph.definitions import GroupError
    from studio.graph.folding import folded, told  # not needed by other commands
    from studio.graph.repeats import repeats
    from studio.graph.shapes import shapes
    from studio.training.learned import Learned

    before, fields = opened.project.graph, opened.project.fields()
    found = repeats(before, shapes(before, fields))
    if not found:
        return opened, (), (tr("Nothing to fold: no equal parts follow each other."),)
    try:
        after, folds = folded(before, "", found)
    except GroupError as refused:
        raise Refusal(str(refused)) from refused
    learned = Learned.of(plan(before, fields), opened.weights).folded(before, folds)
    project, weights = opened.project.with_graph(after), learned.named(plan(after, fields))
    return replace(opened, project=project, weights=weights), folds, (told(after, folds),)


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
