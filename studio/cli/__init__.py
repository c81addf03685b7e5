"""The `layerloom` command, one subcommand a file."""

from studio.cli.layerloom import main

__all__ = ["main"]
