"""Ranking: how well a text that was typed fits what something is called. No Qt, no catalogue.

`ranked` puts anything in order for which a `Called` can be given: blocks, commands, the blocks of a
network. It forgives typing errors, but only where nothing is called what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final, TypeVar
from unicodedata import normalize

T = TypeVar("T")


class Rank(IntEnum):
    """How well a text fits, best first."""

    SAME = 0  # it is the title
    BEGINS = 1  # the title begins with it
    CALLED = 2  # it is one of the other names
    WORDS = 3  # words of the title begin with its words
    TITLED = 4  # it is a part of the title
    NAMED = 5  # its words are parts of the title and the other names
    TOLD = 6  # words of what is told begin with its words
    MISTYPED = 7  # like words of the title, with wrong, missing, additional or swapped letters
    MISNAMED = 8  # the same with the other names
    LETTERS = 9  # its letters are in the title, in this order
    NOT = 10


# Something that is called so is wanted; then nothing else that is only similar is shown.
_SURE: Final = Rank.NAMED


@dataclass(frozen=True, slots=True)
class Called:
    """What something is called: its title, other names, and what is told about it."""

    title: str
    names: tuple[str, ...] = ()
    told: str = ""


@dataclass(frozen=True, slots=True)
class _Plain:
    """What something is called, ready to be compared."""

    title: str
    names: tuple[str, ...]
    told: str
    squeezed: str  # the title without its spaces
    whole: frozenset[str]  # the other names without their spaces
    words: tuple[str, ...]  # all words of the title and the names

    def rank(self, text: str, words: list[str]) -> Rank:
        squeezed = text.replace(" ", "")
        if squeezed == self.squeezed:
            return Rank.SAME
        if self.squeezed.startswith(squeezed):
            return Rank.BEGINS
        if squeezed in self.whole:
            return Rank.CALLED
        if all(_begins(word, self.title) for word in words):
            return Rank.WORDS
        if squeezed in self.squeezed:
            return Rank.TITLED
        parts = " ".join((self.title, *self.names))
        if all(word in parts for word in words) or any(squeezed in name for name in self.whole):
            return Rank.NAMED
        return self._similar(squeezed, words)

    def _similar(self, squeezed: str, words: list[str]) -> Rank:
        """Where nothing is called so."""
        if all(_begins(word, self.told) for word in words):
            return Rank.TOLD
        if all(_like(word, self.title.split()) for word in words):
            return Rank.MISTYPED
        if all(_like(word, self.words) for word in words):
            return Rank.MISNAMED
        return Rank.LETTERS if _letters_in(squeezed, self.squeezed) else Rank.NOT


def ranked(text: str, things: Iterable[T], called: Callable[[T], Called]) -> list[tuple[Rank, T]]:
    """The things that a text fits, best first; those that it fits as well stay in their order.

    Without text everything fits.
    """
    plain = _plainly(text)
    if not plain:
        return [(Rank.BEGINS, thing) for thing in things]
    words = plain.split()
    found = [(_plain(called(thing)).rank(plain, words), thing) for thing in things]
    best = min((rank for rank, _ in found), default=Rank.NOT)
    limit = _SURE if best <= _SURE else Rank.LETTERS
    return sorted((f for f in found if f[0] <= limit), key=lambda f: f[0])


@lru_cache(20_000)
def _plain(called: Called) -> _Plain:
    title, names = _plainly(called.title), tuple(map(_plainly, called.names))
    return _Plain(
        title,
        names,
        _plainly(called.told),
        title.replace(" ", ""),
        frozenset(name.replace(" ", "") for name in names),
        tuple(dict.fromkeys(" ".join((title, *names)).split())),
    )


def _plainly(text: str) -> str:
    """A text without what makes no difference: case, width of letters, hyphens, signs."""
    folded = normalize("NFKC", text).casefold().replace("×", "x")
    return " ".join(re.sub(r"[\s_\-–/·.,:()+]+", " ", folded).split())


def _begins(word: str, text: str) -> bool:
    """Whether a word of the text begins so. Chinese words stand without spaces between them."""
    at = text.find(word)
    while at > 0 and text[at - 1].isascii() and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at >= 0


def _letters_in(letters: str, text: str) -> bool:
    """Whether the text has these letters in this order, from its first letter on."""
    if len(letters) < 2 or not text.startswith(letters[0]):
        return False
    rest = iter(text)
    return all(letter in rest for letter in letters)


def _like(word: str, others: Iterable[str]) -> bool:
    return any(_mistyped(word, other) for other in others)


@lru_cache(50_000)
def _mistyped(word: str, meant: str) -> bool:
    """Whether a word is the beginning of another with one mistake in it, or two if it is long.

    The first letter is seldom wrong, but at most swapped with the next one.
    """
    allowed = 0 if len(word) < 3 else 1 if len(word) < 8 else 2
    if not allowed or len(meant) < len(word) - allowed:
        return False
    if word[0] != meant[0] and word[:2] != meant[1::-1]:
        return False
    return _distance(word, meant[: len(word) + allowed]) <= allowed


def _distance(word: str, meant: str) -> int:
    """The fewest letters to replace, leave out, add or swap with the next one, until `word` is a
    beginning of `meant` (optimal string alignment, the end of `meant` left free).
    """
    before: list[int] = []
    last = list(range(len(meant) + 1))
    for i, letter in enumerate(word, 1):
        row = [i]
        for j, other in enumerate(meant, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == meant[j - 2] and word[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return min(last)
