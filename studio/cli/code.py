"""layerloom code FILE: write a network as PyTorch source."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from studio.cli.options import AsJson
from studio.cli.project_file import opened
from studio.cli.refusal import Refusal
from studio.cli.terminal import terminal
from studio.compiler.answers import learnable
from studio.compiler.plan import NotReady, Plan, planned
from studio.data.dataset import DataError
from studio.exchange.python_source import About, Printer
from studio.exchange.source_files import source_files, write
from studio.exchange.training_script import training
from studio.language import number, tr, tr_count
from studio.project.checks import checked
from studio.project.project import Project


def code(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("The network to write."))],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="MODEL.py", help=tr("The file to write; else here.")),
    ] = None,
    training_script: Annotated[
        bool, typer.Option("--training-script", help=tr("Add data, training loop and metrics."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write a network as PyTorch source: one module that runs without Layerloom."""
    if training_script and out is None:
        raise Refusal(tr("a training script has its data beside it; name a file with -o"))
    project = opened(file)
    plan, about = _plan(project, file)
    if training_script and not learnable(plan).outputs:
        raise Refusal(tr("no output has a loss of its own, so a script has nothing to make small"))
    ending = training(plan, project.training) if training_script else None
    text = Printer().printed(plan, about, ending).text
    result: dict[str, object] = {"file": None, "lines": text.count("\n")}
    if out is None:
        sys.stdout.write(text)
    else:
        first, *beside = _written(text, out, file, project, plan, training_script)
        said = tr("{file}: {n} lines. Run it: python {file} [best.safetensors]")
        terminal().print(said.format(file=first, n=number(text.count("\n"))))
        for path in beside:
            terminal().print(tr("{file} lies beside it").format(file=path))
        result |= {"file": str(first), "beside": [str(path) for path in beside]}
    if as_json:
        terminal().out(json.dumps(result))


def _plan(project: Project, file: Path) -> tuple[Plan, About]:
    """The plan of a project, and what its source says about it.

    Raises:
        Refusal: it has problems.
    """
    found = checked(project)
    try:
        plan = planned(project.graph, found.shapes, found.problems)
    except NotReady as not_ready:
        first, *more = not_ready.problems
        counted = tr_count(
            "({n} more problem: `layerloom check` lists it.)",
            "({n} more problems: `layerloom check` lists them.)",
            len(more),
        )
        said = tr("the network has no source yet. {problem}").format(problem=first.text)
        raise Refusal(f"{said} {counted}" if more else said) from not_ready
    return plan, About(file.stem, found.parameters)


def _written(
    text: str, out: Path, file: Path, project: Project, plan: Plan, training_script: bool
) -> list[Path]:
    """Write the module and what belongs beside it; gives the files, the module first.

    Raises:
        Refusal: one cannot be written, or the data cannot be loaded.
    """
    if out.resolve() == file.resolve():
        raise Refusal(tr("{file} is the network itself; name another file").format(file=out))
    try:
        files = source_files(text, out, project, plan, training_script=training_script)
        write(files)
    except DataError as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(
            tr("{file} cannot be written: {why}").format(file=out, why=error.strerror or error)
        ) from error
    return list(files)
