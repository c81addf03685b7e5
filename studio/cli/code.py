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
from studio.compiler.parts import digests, get
from studio.compiler.plan import NotReady, Plan, planned
from studio.data.dataset import DataError
from studio.exchange.python_source import About, Printer
from studio.exchange.training_script import SUFFIX, data_file, training
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
    as_json: Annotated[
        bool, typer.Option("--json", help=tr("End with one line of JSON for programs."))
    ] = False,
) -> None:
    """Write a network as PyTorch source: one module that runs without Layerloom."""
    if training_script and out is None:
        raise Refusal(tr("a training script has its data beside it; name a file with -o"))
    project = opened(file)
    plan, about = _plan(project, file)
    ending = training(plan, project.training) if training_script else None
    text = Printer().printed(plan, about, ending).text
    result: dict[str, object] = {"file": None, "lines": text.count("\n")}
    if out is None:
        sys.stdout.write(text)
    else:
        files = _beside(project, plan, out, training_script)
        for path, content in {out: text.encode(), **files}.items():
            _write(path, content, file)
        said = tr("{file}: {n} lines. Run it: python {file} [best.safetensors]")
        terminal().print(said.format(file=out, n=number(text.count("\n"))))
        for path, content in files.items():
            size = number(round(len(content) / 1000))
            terminal().print(tr("{file}: {size} kB").format(file=path, size=size))
        result |= {"file": str(out), "beside": [str(path) for path in files]}
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


def _beside(project: Project, plan: Plan, out: Path, training_script: bool) -> dict[Path, bytes]:
    """The files that belong beside the source: sealed parts, and the data of a training script."""
    folder = out.with_suffix(".parts")
    parts = ((digest, get(digest)) for digest in sorted(digests(project.graph)))
    files = {folder / f"{digest}.onnx": content for digest, content in parts if content}
    if training_script:
        try:
            files[out.with_suffix(SUFFIX)] = data_file(plan, project.data.load())
        except DataError as error:
            raise Refusal(str(error)) from error
    return files


def _write(out: Path, content: bytes, file: Path) -> None:
    if out.resolve() == file.resolve():
        raise Refusal(tr("{file} is the network itself; name another file").format(file=out))
    try:
        if out.suffix == ".onnx":
            out.parent.mkdir(exist_ok=True)  # the folder of the sealed parts
        saving.write(out, content)
    except OSError as error:
        raise Refusal(
            tr("{file} cannot be written: {why}").format(file=out, why=error.strerror or error)
        ) from error
