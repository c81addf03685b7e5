"""The `layerloom` command itself: which word means what, and how it ends."""

from collections.abc import Callable
from typing import Annotated

import typer

from studio import __version__
from studio.cli.check import check
from studio.cli.code import code
from studio.cli.export import export
from studio.cli.import_onnx import import_
from studio.cli.info import info
from studio.cli.refusal import INTERRUPTED, Refusal
from studio.cli.train import train
from studio.cli.window import window
from studio.language import tr

COMMANDS = (window, check, train, export, import_, code, info)

app = typer.Typer(add_completion=False, subcommand_metavar="[COMMAND | FILE...]")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"layerloom {__version__}")
        raise typer.Exit


@app.callback(
    help=tr(
        "Draw a neural network, check it live, train it, and hand it on. "
        "Without a command: opens a window, or one for each FILE that is given."
    )
)
def _layerloom(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help=tr("Show the version and exit.")
        ),
    ] = False,
) -> None:
    pass


def _name(command: Callable[..., None]) -> str:
    return command.__name__.rstrip("_")  # "import" is a word of Python's own


for _command in COMMANDS:
    # The window is what opens without a command, so it is no name to learn.
    _help = tr(_command.__doc__ or "")
    app.command(_name(_command), hidden=_command is window, help=_help)(_command)


def run(words: list[str]) -> int:
    """Do what the words of a command line ask for, and return the exit code.

    Raises:
        Refusal: that cannot be done.
    """
    names = {_name(command) for command in COMMANDS}
    if not words or not (words[0].startswith("-") or words[0] in names):
        words = ["window", *words]  # the first word is a file, or there is none
    try:
        return app(words, prog_name="layerloom", standalone_mode=False) or 0
    except typer.TyperException as wrong_usage:
        raise Refusal(wrong_usage.format_message()) from wrong_usage
    except typer.Abort:
        return INTERRUPTED
