"""layerloom check FILE: list what is wrong with a network."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from studio.cli.options import AsJson
from studio.cli.project_file import list_problems, read, untrainable
from studio.cli.refusal import Refusal
from studio.cli.terminal import terminal
from studio.graph.problems import Problem
from studio.language import number, tr, tr_count
from studio.project.checks import Checked, checked
from studio.project.files import WrongFile
from studio.project.project import Project


def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("The network to check."))],
    as_json: AsJson = False,
) -> None:
    """List what is wrong with a network: where, what, why, and what to do."""
    console = terminal()
    try:
        project = read(file)
    except WrongFile as wrong:
        _list_faults(wrong, console, as_json)
        faults = tr_count("{n} fault", "{n} faults", len(wrong.faults))
        raise Refusal(
            tr("{file} cannot be read: {faults}, listed above").format(file=file, faults=faults)
        ) from wrong
    found = checked(project)
    listed = (*found.problems, *found.advised.hints)
    list_problems(project, listed, console)
    console.print(_summary(project, found))
    if as_json:
        console.out(json.dumps({"problems": [_plain(problem) for problem in listed]}))
    raise typer.Exit(1 if found.errors else 0)


def _list_faults(wrong: WrongFile, console: Console, as_json: bool) -> None:
    for fault in wrong.faults:
        console.print(str(fault))
    if as_json:
        faults = [{"place": fault.place, "text": fault.text} for fault in wrong.faults]
        console.out(json.dumps({"faults": faults}))


def _summary(project: Project, found: Checked) -> str:
    if found.errors:
        return untrainable(len(found.errors))
    warnings = len(found.problems)
    counted = tr_count("{n} warning", "{n} warnings", warnings) if warnings else tr("No problems")
    text = tr("{counted}: {blocks}, {parameters} parameters.")
    if found.frozen:
        text = tr("{counted}: {blocks}, {parameters} parameters ({trainable} trainable).")
    frozen = sum(found.frozen.values())
    return text.format(
        counted=counted,
        blocks=tr_count("{n} block", "{n} blocks", len(project.graph.nodes)),
        parameters=number(found.parameters),
        trainable=number(found.parameters - frozen),
    )


def _plain(problem: Problem) -> dict[str, object]:
    return {
        "severity": problem.severity,
        "where": problem.where,
        "inside": problem.inside,
        "what": problem.what,
        "why": problem.why,
        "remedy": problem.remedy,
    }
