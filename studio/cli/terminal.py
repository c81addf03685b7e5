"""How commands write to a terminal, a pipe or a file."""

from typing import Any

from rich.console import Console
from rich.text import Text

from studio.cli.plain import plain


class _Terminal(Console):
    def print(self, *objects: Any, **settings: Any) -> None:
        super().print(*map(_plain, objects), **settings)


def _plain(shown: Any) -> Any:
    if isinstance(shown, Text):
        shown.plain = plain(shown.plain)  # as long as before, so styles stay in place
        return shown
    return plain(shown) if isinstance(shown, str) else shown


def terminal() -> Console:
    """Standard output, where a text stays as it is: names of files and blocks are no markup."""
    return _Terminal(soft_wrap=True, highlight=False, emoji=False, markup=False)
