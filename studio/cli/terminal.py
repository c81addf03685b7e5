"""How commands write to a terminal, a pipe or a file."""

from rich.console import Console


def terminal() -> Console:
    """Standard output, where a text stays as it is: names of files and blocks are no markup."""
    return Console(soft_wrap=True, highlight=False, emoji=False, markup=False)
