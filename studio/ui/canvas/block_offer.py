"""What a search for a new block shows: those that fit where it would go, and those that do not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from studio.blocks import blocks
from studio.blocks.presets import presets
from studio.graph.ready_made import ready_made
from studio.language import tr
from studio.ui import icons
from studio.ui.canvas.suiting import Spot, Suits
from studio.ui.palette.offer import BlockType, Family, called, families
from studio.ui.search.offer import Choice, Offer, Section
from studio.ui.search.ranking import Called, ranked

SLICE: Final = 0.004  # seconds
_FITTING, _OTHER = 6, 2  # rows without a text


@dataclass(frozen=True)
class Place:
    """Where a new block would go, in words, and what is thought of first there.

    `first` gives the place of an entry in the order; without it they stand by family.
    """

    title: str
    enter: str
    escape: str
    spot: Spot
    first: Callable[[BlockType], int] | None = None
    other: str = ""  # the title of those that do not fit


class BlockOffer(Offer):
    """New blocks for a place. What fits is found out in slices, what comes to mind first first."""

    def __init__(
        self,
        place: Place,
        *,
        inside: bool,
        take: Callable[[str, bool], None],
        drop: Callable[[], None] = lambda: None,
    ) -> None:
        self.hint = tr("Add a block here")
        self.enter, self.escape = place.enter, place.escape
        self._place, self._take, self._drop = place, take, drop
        self._entries = _in_order(place, inside)
        self._suits: dict[str, Suits] = {}
        self._waiting = iter(self._entries)

    def sections(self, text: str) -> Sequence[Section]:
        hits = [hit for _, hit in ranked(text, self._entries, lambda found: found.called)]
        known = [(hit, self._suits[hit.id]) for hit in hits if hit.id in self._suits]
        fitting = tuple(hit.choice(suits) for hit, suits in known if not suits.reason)
        others = tuple(hit.choice(suits) for hit, suits in known if suits.reason)
        folded = self._place.first is not None and not text.strip()
        return [
            Section(
                fitting,
                self._place.title,
                tr("Gives") if any(choice.right for choice in fitting) else "",
                most=_FITTING if folded else 0,
                more=tr("{n} more that fit"),
            ),
            Section(
                others,
                self._place.other or tr("Needs another shape"),
                faint=True,
                most=_OTHER if folded else 0,
                more=tr("{n} more that do not fit"),
                enter=tr("add without a wire") if self._place.first is not None else "",
            ),
        ]

    def learn(self) -> bool:
        end = time.perf_counter() + SLICE
        for entry in self._waiting:
            self._suits[entry.id] = self._place.spot.suits(entry.id)
            if time.perf_counter() > end:
                return True
        return False

    def nothing(self, text: str) -> str:
        sentence = tr('No block is called "{text}". Try a plain word such as shrink or combine.')
        return sentence.format(text=text)

    def take(self, key: str) -> None:
        suits = self._suits.get(key)
        self._take(key, suits is not None and not suits.reason)

    def drop(self) -> None:
        self._drop()


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry with what a search needs to know about it."""

    entry: BlockType
    family: Family
    called: Called

    @property
    def id(self) -> str:
        return self.entry.id

    def choice(self, suits: Suits) -> Choice:
        entry, family = self.entry, self.family.key
        return Choice(
            entry.id,
            tr(entry.title),
            _detail(entry),
            suits.reason or suits.gives,
            icons.block_icon(entry.id, family),
            family,
            suits.why or tr(entry.summary()),
        )


def _detail(entry: BlockType) -> str:
    """The usual settings, in short."""
    if entry.id not in blocks:
        return ""
    facts = blocks[entry.id].usual().facts()
    return facts[0].replace(" × ", "×") if facts else ""


def _in_order(place: Place, inside: bool) -> list[_Found]:
    """All that can be placed: what comes to mind first, then by title; or by family."""
    offered = families((*blocks, *presets, *ready_made), inside=inside)
    found = [_Found(e, family, called(e, family)) for family, e in _members(offered)]
    first = place.first
    if first is None:
        return found
    return sorted(found, key=lambda each: (first(each.entry), each.called.title))


def _members(offered: Sequence[Family]) -> Iterator[tuple[Family, BlockType]]:
    return ((family, entry) for family in offered for entry in family.blocks)
