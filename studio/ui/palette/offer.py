"""What the palette offers, and what a search finds in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from studio.blocks.block import InputBlock, OutputBlock
from studio.language import tr
from studio.schema.entry import Entry
from studio.ui import tokens
from studio.ui.search.ranking import Called, Rank, ranked

BlockType: TypeAlias = type[Entry]

# Blocks are grouped and sealed parts are imported: neither is placed by itself.
_NEVER: Final = {"group", "sealed"}
_INSIDE_GROUPS: Final = {"inlet", "outlet"}


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


def called(entry: BlockType, family: Family) -> Called:
    """The names that a search finds a block by."""
    told = f"{family.title} {tr(entry.help())}"
    return Called(tr(entry.title), (entry.id, *entry.words), told)


def found(offer: Sequence[Family], text: str) -> tuple[Family, ...]:
    """The families with only those blocks that this text finds, best first.

    Of families that fit equally well, the one with more such blocks is first.
    """
    pairs = [(family, entry) for family in offer for entry in family.blocks]
    kept: dict[str, list[tuple[Rank, BlockType]]] = {}
    for rank, (family, entry) in ranked(text, pairs, lambda pair: called(pair[1], pair[0])):
        kept.setdefault(family.key, []).append((rank, entry))

    def place(family: Family) -> tuple[int, int, int]:
        ranks = [rank for rank, _ in kept[family.key]]
        return ranks[0], -ranks.count(ranks[0]), -len(ranks)

    return tuple(
        Family(family.key, family.title, family.icon, tuple(e for _, e in kept[family.key]))
        for family in sorted((f for f in offer if f.key in kept), key=place)
    )
