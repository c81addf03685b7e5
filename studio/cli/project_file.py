"""The file that a command is about: read it, or say in one line why not; list its problems."""

from collections.abc import Iterable
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from studio.cli.refusal import Refusal, unreadable
from studio.graph.problems import MOST_NAMED, Problem
from studio.language import tr, tr_count
from studio.project import files
from studio.project.checks import checked
from studio.project.project import Project


def opened(file: Path) -> Project:
    """The project in a file.

    Raises:
        Refusal: it cannot be read.
    """
    try:
        return read(file)
    except files.WrongFile as wrong:
        sentence = tr("{file} cannot be read. {fault}").format(file=file, fault=wrong.faults[0])
        if more := len(wrong.faults) - 1:
            listing = tr_count(
                "({n} more fault: `layerloom check` lists it.)",
                "({n} more faults: `layerloom check` lists them.)",
                more,
            )
            sentence = f"{sentence} {listing}"
        raise Refusal(sentence) from wrong


def read(file: Path) -> Project:
    """The project in a file.

    Raises:
        Refusal: there is no such file, or the system does not let us read it.
        WrongFile: it is not a project.
    """
    try:
        return files.load(file)
    except OSError as error:
        raise unreadable(file, error) from error


def check_trainable(project: Project, console: Console) -> None:
    """List the problems that keep a project from being trained, and end the command with 1."""
    if errors := checked(project).errors:
        list_problems(project, errors, console)
        console.print(untrainable(len(errors)))
        raise typer.Exit(1)


def untrainable(errors: int) -> str:
    """The line that sums up problems."""
    counted = tr_count("{n} problem", "{n} problems", errors)
    return tr("{counted}: the network cannot be trained yet.").format(counted=counted)


def _where(project: Project, problem: Problem) -> str:
    """The blocks that a problem is about; of a long loop only the first few."""
    ids = problem.where[:MOST_NAMED]
    named = [f"{project.graph.by_id[id].label} ({id})" for id in ids]
    if len(problem.where) > MOST_NAMED:
        named.append("…")
    return f" {', '.join(named)}" if named else ""


def list_problems(project: Project, found: Iterable[Problem], console: Console) -> None:
    """Print problems: the block, and what, why and what to do."""
    for problem in found:
        sign = {
            "error": Text(tr("Problem"), "bold red"),
            "warning": Text(tr("Warning"), "yellow"),
            "hint": Text(tr("Hint"), "cyan"),
        }[problem.severity]
        console.print(sign + Text(_where(project, problem)))
        for sentence in (problem.what, problem.why, problem.remedy):
            console.print(Text(f"  {sentence}"))
