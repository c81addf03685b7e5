"""Which keys run which action: those of the table, but for those that a person has changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Protocol, TypeAlias

from PySide6.QtGui import QKeySequence

from studio.language import tr

Keys: TypeAlias = tuple[str, ...]

# They do their own work in every part of the window.
_RESERVED: Final = frozenset(
    f"{modifier}{key}"
    for key in ("Esc", "Tab", "Backtab", "Return", "Enter", "Space", "Left", "Right", "Up", "Down")
    for modifier in ("", "Shift+")
) | {"Ctrl+Left", "Ctrl+Right", "Ctrl+Up", "Ctrl+Down"}


class HasKeys(Protocol):
    """An action of the table."""

    @property
    def id(self) -> str: ...

    @property
    def keys(self) -> Keys: ...


def plain(key: str) -> str:
    """A key as it is compared and kept: "Ctrl+Shift+Z"; "" for none."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def shown(key: str) -> str:
    """A key as people of this system read it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def refusal(key: str) -> str:
    """Why a key cannot run an action; "" if it can."""
    if not plain(key):
        return tr("That is no key that an action can have.")
    if plain(key) in _RESERVED:
        text = tr("{key} does its own work in every part of the window. Choose another one.")
        return text.format(key=shown(key))
    return ""


def resolved(table: Iterable[HasKeys], changed: Mapping[str, Keys]) -> dict[str, Keys]:
    """The keys of every action; a key runs one action, and what a person chose comes first."""
    table = tuple(table)
    taken: set[str] = set()
    found: dict[str, Keys] = {}
    for own in (True, False):
        for action in table:
            if (action.id in changed) is not own:
                continue
            wanted = changed[action.id] if own else action.keys
            keys = [plain(key) for key in wanted if not own or not refusal(key)]
            found[action.id] = tuple(k for k in dict.fromkeys(keys) if k and k not in taken)
            taken.update(keys)
    return {action.id: found[action.id] for action in table}
