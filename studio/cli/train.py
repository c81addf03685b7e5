"""layerloom train FILE: train a network and keep its best weights and its curve."""

from pathlib import Path
from typing import Annotated, TypeAlias

import typer
from pydantic import ValidationError
from rich.console import Console

from studio import places
from studio.cli.options import AsJson
from studio.cli.project_file import check_trainable, opened
from studio.cli.refusal import INTERRUPTED, Refusal
from studio.cli.report import Report
from studio.cli.terminal import terminal
from studio.cli.weights import read_weights
from studio.compiler.plan import plan
from studio.language import tr
from studio.project import files
from studio.project.beside import weights_file
from studio.project.project import Project
from studio.project.with_weights import RUN_PROJECT
from studio.training.checkpoint import RunFolder
from studio.training.device import here
from studio.training.refused import Refused
from studio.training.run import Run
from studio.training.session import Weights
from studio.training.settings import DeviceChoice

Out: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--out",
        metavar="RUN_DIR",
        help=tr("A new folder for the run; else one in your data folder (see info)."),
    ),
]
Epochs: TypeAlias = Annotated[
    int | None, typer.Option(min=1, help=tr("Instead of the epochs in the file."))
]
Seed: TypeAlias = Annotated[
    int | None, typer.Option(min=0, help=tr("Instead of the seed in the file."))
]
Device: TypeAlias = Annotated[
    DeviceChoice | None, typer.Option(help=tr("Where to train; info lists the devices."))
]
Start: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="W",
        help=tr("Begin with these weights; else with NAME.safetensors beside FILE, if any."),
    ),
]
Anew: TypeAlias = Annotated[
    bool, typer.Option("--anew", help=tr("Begin anew, whatever weights lie beside FILE."))
]


def train(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("The network to train."))],
    out: Out = None,
    epochs: Epochs = None,
    seed: Seed = None,
    device: Device = None,
    weights: Start = None,
    anew: Anew = False,
    as_json: AsJson = False,
) -> None:
    """Train a network, and keep its best weights and its curve."""
    console = terminal()
    project = _changed(opened(file), epochs=epochs, seed=seed, device=device)
    check_trainable(project, console)
    _check_device(project.training.device)
    start = None if anew else _start(project, weights or _beside(file), console)
    folder = _folder(out, file.stem)
    files.save(project, folder.path / RUN_PROJECT)
    run = Run(project.graph, project.data, project.training, start=start, folder=folder)
    report = Report(console)
    run.start()
    interrupted = _follow(run, report)
    if report.refusal:
        folder.discard()
        raise Refusal(report.refusal)
    report.end(folder.path, as_json)
    if interrupted:
        raise typer.Exit(INTERRUPTED)
    raise typer.Exit(1 if report.failed else 0)


def _beside(file: Path) -> Path | None:
    found = weights_file(file)
    return found if found.is_file() else None


def _start(project: Project, weights: Path | None, console: Console) -> Weights | None:
    """The weights to begin with, once it is said which blocks they are for."""
    if weights is None:
        return None
    found = read_weights(weights)
    from studio.training.keeping import fitting  # brings in torch

    kept = fitting(plan(project.graph, project.fields()), found)
    console.print(f"{weights}: {kept.words(project.graph)}")
    return kept.weights


def _follow(run: Run, report: Report) -> bool:
    """Report every event; whether it was interrupted, which stops the run at its next step."""
    try:
        with report:
            for event in run.stream():
                report.tell(event)
    except KeyboardInterrupt:
        run.stop()
        for event in run.stream():
            report.tell(event)
        return True
    return False


def _changed(project: Project, **wanted: object) -> Project:
    """The project with the training settings that the command line asks for."""
    given = {name: value for name, value in wanted.items() if value is not None}
    try:
        return project.with_training(project.training.but(**given))
    except ValidationError as error:
        (first, *_) = error.errors(include_url=False)
        place = ".".join(map(str, first["loc"]))
        raise Refusal(f"--{place}: {first['msg']}") from error


def _check_device(wanted: DeviceChoice) -> None:
    if wanted in ("auto", "cpu"):
        return
    there = [device.kind for device in here()]
    if wanted not in there:
        raise Refusal(
            tr("there is no device {device} here; this machine has {devices}").format(
                device=wanted, devices=", ".join(there)
            )
        )


def _folder(out: Path | None, name: str) -> RunFolder:
    try:
        return RunFolder(out) if out is not None else RunFolder.new(places.runs(), name)
    except Refused as refused:
        raise Refusal(str(refused)) from refused
    except OSError as error:
        raise Refusal(
            tr("the folder {folder} cannot be made: {why}").format(
                folder=out or places.runs(), why=error.strerror or error
            )
        ) from error
