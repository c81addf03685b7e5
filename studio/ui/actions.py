"""The table of actions: menus, shortcuts and tooltips all read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from studio.language import tr
from studio.ui import icons


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a person can do.

    `refusal` says why it cannot be done now; empty: it can.
    """

    id: str
    menu: str
    text: str
    keys: tuple[str, ...]
    run: Callable[[], object]
    icon: str = ""
    refusal: Callable[[], str] | None = None
    section: int = 0


class Actions:
    """The QActions of a window, made from its table."""

    def __init__(self, window: QWidget, table: Sequence[Action]) -> None:
        self.table = tuple(table)
        self._actions: dict[str, QAction] = {}
        self._keys: dict[str, tuple[str, ...]] = {}
        self._by_id = {action.id: action for action in self.table}
        for action in self.table:
            self._actions[action.id] = self._made(window, action)
            self.bind(action.id, action.keys)

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def keys(self, id: str) -> tuple[str, ...]:
        """The keys that run an action."""
        return self._keys[id]

    def bind(self, id: str, keys: tuple[str, ...]) -> None:
        """Let these keys run an action, and no others."""
        self._keys[id] = keys
        self._actions[id].setShortcuts([QKeySequence(key) for key in keys])

    def refusal(self, id: str) -> str:
        """Why an action cannot be done now; "" if it can."""
        refusal = self._by_id[id].refusal
        return refusal() if refusal is not None else ""

    def refresh(self) -> None:
        """Switch actions on and off, with the reason as their tooltip."""
        for action in self.table:
            if action.refusal is not None:
                why = action.refusal()
                made = self._actions[action.id]
                made.setEnabled(not why)
                made.setToolTip(why or made.text())

    def menus(self, window: QWidget, lists: Mapping[str, Sequence[QMenu]]) -> QMenu:
        """One menu with a submenu for each name; `lists` are submenus of their own by action id."""
        whole = QMenu(window)
        whole.setAccessibleName(tr("Menu"))
        submenus: dict[str, QMenu] = {}
        sections: dict[str, int] = {}
        for action in self.table:
            menu = submenus.get(action.menu)
            if menu is None:
                menu = submenus[action.menu] = whole.addMenu(action.menu)
                menu.setToolTipsVisible(True)
            elif action.section != sections[action.menu]:
                menu.addSeparator()
            sections[action.menu] = action.section
            menu.addAction(self._actions[action.id])
            if action.id in lists:
                for submenu in lists[action.id]:
                    menu.addMenu(submenu)
        whole.aboutToShow.connect(self.refresh)
        return whole

    def _made(self, window: QWidget, action: Action) -> QAction:
        made = QAction(action.text, window)
        if action.icon:
            made.setIcon(icons.icon(action.icon))
        made.triggered.connect(lambda: self._run(action))
        window.addAction(made)
        return made

    def _run(self, action: Action) -> None:
        # The reason may have come up since the last refresh.
        if not self.refusal(action.id):
            action.run()
