"""Writes the table of the catalogue into the README from the declarations of the blocks.

python -m tests.catalogue
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from studio.blocks import blocks
from studio.blocks.block import Block
from studio.ui import tokens

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- catalogue: python -m tests.catalogue -->\n", "<!-- end of the catalogue -->\n"


def table() -> str:
    """One line a block, by family in the order of the palette."""
    return "".join(f"{line}\n" for line in _lines())


def written(readme: str) -> str:
    """The README with the table as it should be.

    Raises:
        ValueError: the marks between which the table stands are missing.
    """
    before, begin, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the README has no place for the catalogue")
    return f"{before}{BEGIN}{table()}{END}{after}"


def _lines() -> Iterator[str]:
    yield f"<details><summary>All {len(blocks)} blocks</summary>"
    yield ""
    yield "| family | block | what it does | in PyTorch |"
    yield "|---|---|---|---|"
    for key, family in tokens.families().items():
        label = f"**{family.label}**"
        for entry in blocks:
            if entry.family == key:
                yield f"| {label} | {entry.title} | {entry.summary()} | {_torch(entry)} |"
                label = ""
    yield ""
    yield "</details>"


def _torch(entry: type[Block]) -> str:
    """What the block is in PyTorch: the first clause of that paragraph of its help."""
    (said,) = (p for p in entry.help().split("\n\n") if p.startswith("In PyTorch:"))
    clause = re.match(r"In PyTorch: ((?:`[^`]*`|[^`,;])+)", said.replace("\n", " "))
    assert clause, entry.id
    return clause[1].rstrip(".").replace("|", r"\|")


def main() -> None:
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{README}: {len(blocks)} blocks\n")


if __name__ == "__main__":
    main()
