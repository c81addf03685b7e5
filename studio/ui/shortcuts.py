"""The keyboard shortcuts: every action with its keys, to be found and changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from studio.language import tr
from studio.ui.actions import Action
from studio.ui.commands.command_offer import called
from studio.ui.commands.key_button import KeyButton
from studio.ui.commands.keys_of import refusal, shown
from studio.ui.controls.button import Button, IconButton
from studio.ui.controls.sheet import SheetScroll
from studio.ui.controls.text import Text
from studio.ui.search.ranking import ranked
from studio.ui.search.search_field import SearchField

if TYPE_CHECKING:
    from studio.ui.window import Window


class Shortcuts(QDialog):
    """A row for each action, by menu. What is recorded counts at once."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._actions, self._keymap = window.actions_table, window.keymap
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.resize(600, 680)
        self.search = SearchField(tr("Search the commands"))
        self.notice = Text("", "small", "secondary", wrap=True)
        self.take_over = Button("", small=True)
        self.reset_all = Button(tr("Reset all"), role="quiet")
        self.rows = {action.id: ShortcutRow(action) for action in self._actions.table}
        self._wanted = ("", "")  # the action and the key that another one has
        for id, row in self.rows.items():
            row.keys.recorded.connect(partial(self._record, id))
            row.reset.clicked.connect(partial(self._reset, id))
        self.search.textChanged.connect(self._find)
        self.take_over.clicked.connect(self._take_over)
        self.reset_all.clicked.connect(self._reset_all)
        self._titles: dict[str, QWidget] = {}
        self._lay_out()
        self._show("")

    def _record(self, id: str, key: str) -> None:
        """Give an action this key, unless another one has it: that is asked about first."""
        owner = self._keymap.owner(key)
        if why := refusal(key):
            self._show(why)
        elif owner is None or owner.id == id:
            self._set(id, key)
        else:
            self._wanted = (id, key)
            text = tr("{key} runs “{other}” already.").format(
                key=shown(key), other=owner.text.rstrip("…")
            )
            self._show(text, tr("Take it from there"))

    def _take_over(self) -> None:
        self._set(*self._wanted)

    def _set(self, id: str, key: str) -> None:
        self._keymap.set(id, (key,))
        text = tr("{key} runs “{action}” from now on.")
        self._show(text.format(key=shown(key), action=self.rows[id].action.text.rstrip("…")))
        self.rows[id].keys.setFocus()

    def _reset(self, id: str) -> None:
        self._keymap.reset(id)
        self._show("")

    def _reset_all(self) -> None:
        self._keymap.reset_all()
        self._show(tr("All commands have their usual keys."))

    def _show(self, notice: str, offer: str = "") -> None:
        """Show the keys as they are now, and say this below them."""
        for id, row in self.rows.items():
            row.show_keys(self._actions.keys(id), changed=self._keymap.is_changed(id))
        changed = any(map(self._keymap.is_changed, self.rows))
        self.reset_all.refuse("" if changed else tr("All commands have their usual keys."))
        self.notice.say(notice or tr("Press the keys of a command to record other ones."))
        self.take_over.setText(offer)
        self.take_over.setVisible(bool(offer))
        if offer:
            self.take_over.setFocus(Qt.FocusReason.OtherFocusReason)

    def _find(self, text: str) -> None:
        table = self._actions.table
        found = {action.id for _, action in ranked(text, table, called)}
        for id, row in self.rows.items():
            row.setVisible(id in found)
        for menu, title in self._titles.items():
            title.setVisible(any(a.id in found for a in table if a.menu == menu))

    def _lay_out(self) -> None:
        close = Button(tr("Close"))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.notice, 1)
        foot.addWidget(self.take_over)
        foot.addWidget(self.reset_all)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 20, 20)
        layout.setSpacing(14)
        layout.addWidget(Text(tr("Keyboard shortcuts"), "title"))
        layout.addWidget(self.search)
        layout.addWidget(self._list(), 1)
        layout.addLayout(foot)

    def _list(self) -> SheetScroll:
        sheet = QWidget()
        sheet.setObjectName("sheet")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(4)
        for row in self.rows.values():
            menu = row.action.menu
            if menu not in self._titles:
                head = QVBoxLayout(title := QWidget())  # the room above it is hidden with it
                head.setContentsMargins(0, 8 if self._titles else 0, 0, 0)
                head.addWidget(Text(menu, "strong"))
                column.addWidget(title)
                self._titles[menu] = title
            column.addWidget(row)
        column.addStretch(1)
        return SheetScroll(sheet)


class ShortcutRow(QWidget):
    """One action: its text, its keys, and a button that resets them."""

    def __init__(self, action: Action) -> None:
        super().__init__()
        self.action = action
        text = action.text.rstrip("…")
        self.keys = KeyButton(text)
        self.reset = IconButton("undo-2", tr("Reset {action}").format(action=text))
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        line.addWidget(Text(text, "body", "secondary"), 1)
        line.addWidget(self.keys)
        line.addWidget(self.reset)

    def show_keys(self, keys: tuple[str, ...], *, changed: bool) -> None:
        """Show the keys; those of the table cannot be reset."""
        self.keys.show_keys(keys)
        self.reset.refuse("" if changed else tr("These are the usual keys."))
