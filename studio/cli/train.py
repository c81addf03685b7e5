"""layerloom train FILE: train a network and keep its best weights and its curve."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from studio import places
from studio.cli.project_file import check_trainable, opened
from studio.cli.refusal import INTERRUPTED, Refusal
from studio.cli.report import Report
from studio.cli.terminal import terminal
from studio.language import tr
from studio.project import files
from studio.project.project import Project
from studio.training.checkpoint import RunFolder
from studio.training.device import here
from studio.training.refused import Refused
from studio.training.run import Run
from studio.training.settings import DeviceChoice

PROJECT = "graph.layerloom"


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
    """Train a network, and keep its best weights and its curve."""
    console = terminal()
    project = _changed(opened(file), epochs=epochs, seed=seed, device=device)
    check_trainable(project, console)
    _check_device(project.training.device)
    folder = _folder(out, file.stem)
    files.save(project, folder.path / PROJECT)
    run = Run(project.graph, project.data, project.training, folder=folder)
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
        return project.but(training=project.training.but(**given))
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
