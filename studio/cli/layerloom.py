"""The `layerloom` command itself: which word means what, and how it ends."""

import io
import sys
from typing import Annotated, NoReturn

import typer
from typer.core import TyperGroup

from studio import __version__
from studio.cli import log
from studio.cli.check import check
from studio.cli.export import export
from studio.cli.info import info
from studio.cli.refusal import INTERRUPTED, REFUSED, Refusal, say
from studio.cli.train import train
from studio.cli.window import window
from studio.language import tr


class CommandOrFile(TyperGroup):
    """The first word is a command if it is one of the names, else a file for the window."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:
        """Put the hidden command `window` before a file and before nothing."""
        if not args or not (args[0].startswith("-") or args[0] in self.commands):
            args = ["window", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=CommandOrFile, add_completion=False, subcommand_metavar="[COMMAND | FILE]")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"layerloom {__version__}")
        raise typer.Exit


@app.callback(
    help=tr(
        "Draw a neural network, check it live, train it, and hand it on. "
        "Without a command: opens the window, with FILE if one is given."
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


app.command(hidden=True, help=tr(window.__doc__ or ""))(window)
for _command in (check, train, export, info):
    app.command(help=tr(_command.__doc__ or ""))(_command)


def run(words: list[str]) -> int:
    """Do what the words of a command line ask for, and return the exit code."""
    try:
        return app(words, prog_name="layerloom", standalone_mode=False) or 0
    except Refusal as refusal:
        say(str(refusal))
    except typer.TyperException as wrong_usage:
        say(wrong_usage.format_message())
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 (whatever it is, no traceback meets a person)
        say(log.unexpected(error))
    return REFUSED


def main() -> NoReturn:
    """The `layerloom` command."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without this sign shows another one instead of ending the command.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    log.start()
    sys.exit(run(sys.argv[1:]))
