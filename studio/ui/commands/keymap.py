"""Keymap: the keys of a window's actions, changed by a person and kept in the settings."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.ui.actions import Action, Actions
from studio.ui.commands.keys_of import Keys, plain, resolved
from studio.ui.settings import Settings


class _News(QObject):
    """Tells the keymaps of all windows that one of them was changed."""

    changed = Signal()


_news = _News()


class Keymap(QObject):
    """Gives the actions their keys, and remembers those that differ from the table.

    What is changed in one window counts in all of them.
    """

    def __init__(self, window: QWidget, actions: Actions, settings: Settings) -> None:
        super().__init__(window)
        self._actions, self._settings = actions, settings
        self._changed = settings.shortcuts()
        self._bind()
        _news.changed.connect(self._follow)

    def owner(self, key: str) -> Action | None:
        """The action that a key runs now."""
        having = (a for a in self._actions.table if plain(key) in self._actions.keys(a.id))
        return next(having, None)

    def is_changed(self, id: str) -> bool:
        """Whether an action has other keys than those of the table."""
        usual = next(a.keys for a in self._actions.table if a.id == id)
        return self._actions.keys(id) != tuple(map(plain, usual))

    def set(self, id: str, keys: Keys) -> None:
        """Give an action these keys; other actions lose them."""
        for action in self._actions.table:
            left = tuple(k for k in self._actions.keys(action.id) if k not in map(plain, keys))
            if action.id != id and left != self._actions.keys(action.id):
                self._changed[action.id] = left
        self._changed[id] = tuple(map(plain, keys))
        self._keep()

    def reset(self, id: str) -> None:
        """Give an action the keys of the table again; others that have one of them lose it."""
        usual = next(a.keys for a in self._actions.table if a.id == id)
        self.set(id, usual)

    def reset_all(self) -> None:
        """Give every action the keys of the table."""
        self._changed.clear()
        self._keep()

    def _keep(self) -> None:
        self._bind()
        known = {action.id for action in self._actions.table}
        self._changed = {
            id: self._actions.keys(id) if id in known else keys
            for id, keys in self._changed.items()
            if id not in known or self.is_changed(id)
        }
        self._settings.set_shortcuts(self._changed)
        _news.changed.emit()

    def _follow(self) -> None:
        self._changed = self._settings.shortcuts()
        self._bind()

    def _bind(self) -> None:
        for id, keys in resolved(self._actions.table, self._changed).items():
            self._actions.bind(id, keys)
