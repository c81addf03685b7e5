"""layerloom code FILE: write a network as PyTorch source."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from studio import saving
from studio.cli.project_file import opened
from studio.cli.refusal import Refusal
from studio.cli.terminal import terminal
from studio.compiler.plan import NotReady, planned
from studio.exchange.python_source import About, Source, source
from studio.language import number, tr, tr_count
from studio.project.checks import checked


def code(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=tr("The network to write."))],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="MODEL.py", help=tr("The file to write; else here.")),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("End with one line of JSON for programs."))
    ] = False,
) -> None:
    """Write a network as PyTorch source: one module that runs without Layerloom."""
    written = _source(file)
    if out is None:
        sys.stdout.write(written.text)
    else:
        _write(out, written.text, file)
        said = tr("{file}: {n} lines. Run it: python {file} [best.safetensors]")
        terminal().print(said.format(file=out, n=number(len(written.lines))))
    if as_json:
        result = {"file": str(out) if out else None, "lines": len(written.lines)}
        terminal().out(json.dumps(result))


def _source(file: Path) -> Source:
    """The source of the network in a file.

    Raises:
        Refusal: it cannot be read, or has problems.
    """
    project = opened(file)
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
    return source(plan, About(file.stem, found.parameters))


def _write(out: Path, text: str, file: Path) -> None:
    if out.resolve() == file.resolve():
        raise Refusal(tr("{file} is the network itself; name another file").format(file=out))
    try:
        saving.write(out, text.encode())
    except OSError as error:
        raise Refusal(
            tr("{file} cannot be written: {why}").format(file=out, why=error.strerror or error)
        ) from error
