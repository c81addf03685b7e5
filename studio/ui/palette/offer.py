"""What the palette offers, and what a search finds in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from studio.blocks.block import InputBlock, OutputBlock
from studio.language import tr
from studio.schema.entry import Entry
from studio.ui import tokens

BlockType: TypeAlias = type[Entry]

# Blocks are grouped and sealed parts are imported: neither is placed by itself.
_NEVER: Final = {"group", "sealed"}
_INSIDE_GROUPS: Final = {"inlet", "outlet"}

# How well a search fits a block, after 0 for the beginning of its title: the whole of one of its
# names, a part of its title, a part of its names, told in its help, not.
_CALLED, _TITLED, _NAMED, _TOLD, _NOT = range(1, 6)


@dataclass(frozen=True, slots=True)
class Family:
    """A family and its blocks, in the order in which they were declared."""

    key: str
    title: str
    icon: str
    blocks: tuple[BlockType, ...]


def families(entries: Iterable[BlockType], *, inside: bool = False) -> tuple[Family, ...]:
    """The entries by family, in the order of the design; empty families are left out.

    What can be placed depends on whether that is inside of a group: data enters and leaves the
    network outside.
    """
    ends = (InputBlock, OutputBlock)
    offered = [entry for entry in entries if entry.id not in _NEVER]
    if inside:
        offered = [entry for entry in offered if not issubclass(entry, ends)]
    else:
        offered = [entry for entry in offered if entry.id not in _INSIDE_GROUPS]
    made = []
    for key, meta in tokens.families().items():
        members = tuple(entry for entry in offered if entry.family == key)
        if members:
            made.append(Family(key, tr(meta.label), meta.icon, members))
    return tuple(made)


def found(offer: Sequence[Family], text: str) -> tuple[Family, ...]:
    """The families with only those blocks that this text finds, best first.

    Of families that fit equally well, the one with more such blocks is first. What the help pages
    say counts only where no name fits.
    """
    wanted = text.casefold().split()
    ranks = {entry: _rank(entry, family, wanted) for family in offer for entry in family.blocks}
    best = min(ranks.values(), default=_NOT)
    limit = _NAMED if best <= _NAMED else _TOLD
    made = []
    for family in offer:
        kept = sorted((e for e in family.blocks if ranks[e] <= limit), key=ranks.__getitem__)
        if kept:
            made.append(Family(family.key, family.title, family.icon, tuple(kept)))

    def place(family: Family) -> tuple[int, int, int]:
        best, *_ = those = [ranks[entry] for entry in family.blocks]
        return best, -those.count(best), -len(those)

    return tuple(sorted(made, key=place))


def _rank(entry: BlockType, family: Family, wanted: list[str]) -> int:
    """How well the words fit this block: 0 is best."""
    title = tr(entry.title).casefold()
    names = " ".join((title, entry.id.replace("_", " "), *entry.words)).casefold()
    told = f"{names} {family.title} {tr(entry.help())}".casefold()
    if title.startswith(" ".join(wanted)):
        return 0
    if " ".join(wanted) in map(str.casefold, entry.words):
        return _CALLED
    texts = ((title, _TITLED), (names, _NAMED), (told, _TOLD))
    return next((rank for text, rank in texts if all(word in text for word in wanted)), _NOT)
