"""Editors for entries: a choice of one, and a list of several with their settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.language import number, tr
from studio.project.faults import sentence
from studio.schema.entry import Entry
from studio.ui import tokens
from studio.ui.controls.button import Button, IconButton
from studio.ui.controls.choice import Choice
from studio.ui.controls.outline import painting, rounded
from studio.ui.form.settings import Several
from studio.ui.theme import colours

if TYPE_CHECKING:
    from studio.ui.form.form import Form

_INSIDE = 10


class EntryChoice(Choice):
    """One entry of a catalog; a new choice starts with the entry's own defaults."""

    def __init__(self, name: str, entries: tuple[type[Entry], ...]) -> None:
        super().__init__(name)
        self._entries = {entry.id: entry for entry in entries}
        self.set_options([(entry.id, tr(entry.title)) for entry in entries])

    def set_value(self, value: object) -> None:
        super().set_value(value.kind if isinstance(value, Entry) else value)

    def entry(self, id: object) -> Entry:
        """A new entry with this id."""
        return self._entries[str(id)]()


class EntryList(QWidget):
    """Shows some entries of a catalog, one below the other, and a button that adds one."""

    changed = Signal(object)

    def __init__(self, name: str, kind: Several, form: type[Form]) -> None:
        super().__init__()
        self._name, self._kind, self._form = name, kind, form
        self._shown: tuple[Entry, ...] = ()
        self.items: list[EntryItem] = []
        self.add = Button(tr("Add"), icon="plus", role="quiet", small=True)
        self.add.setAccessibleName(tr("Add to {name}").format(name=name))
        self.add.clicked.connect(self._add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.setFocusProxy(self.add)

    def set_value(self, value: tuple[Entry, ...]) -> None:
        self._shown = value
        while len(self.items) > len(value):
            item = self.items.pop()
            self._column.removeWidget(item)
            item.hide()
            item.deleteLater()
        while len(self.items) < len(value):
            self._make(len(self.items))
        for item, entry in zip(self.items, value, strict=True):
            item.show_entry(entry)
        full = tr("There can be at most {n}.").format(n=number(self._kind.most))
        self.add.refuse(full if len(value) >= self._kind.most else "")

    def _make(self, at: int) -> None:
        item = EntryItem(f"{self._name} {at + 1}", self._kind.entries, self._form())
        item.changed.connect(lambda entry: self._replace(at, entry))
        item.removed.connect(lambda: self._replace(at))
        self._column.insertWidget(at, item)
        self.items.append(item)

    def _replace(self, at: int, *entries: Entry) -> None:
        self.changed.emit((*self._shown[:at], *entries, *self._shown[at + 1 :]))

    def _add(self) -> None:
        self.changed.emit((*self._shown, self._kind.entries[0]()))


class EntryItem(QWidget):
    """One entry of the list: its kind, a button that takes it out, and its settings."""

    changed = Signal(object)
    removed = Signal()

    def __init__(self, name: str, entries: tuple[type[Entry], ...], form: Form) -> None:
        super().__init__()
        self._shown: Entry | None = None
        self.choice = EntryChoice(name, entries)
        self.form = form
        self.remove = IconButton("x", tr("Remove {name}").format(name=name))
        self.choice.changed.connect(self._choose)
        self.form.changed.connect(self._set)
        self.remove.clicked.connect(self.removed)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self.choice, 1)
        head.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(_INSIDE, _INSIDE, _INSIDE, _INSIDE)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.form)

    def show_entry(self, entry: Entry) -> None:
        """Show this entry."""
        self._shown = entry
        self.choice.set_value(entry)
        self.form.show_value(entry)

    def _choose(self, id: object) -> None:
        if self._shown is not None and id != self._shown.kind:
            self.changed.emit(self.choice.entry(id))

    def _set(self, field: str, value: object) -> None:
        assert self._shown is not None
        try:
            self.changed.emit(self._shown.but(**{field: value}))
        except ValidationError as error:
            self.form.row(field).refuse(sentence(error))

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = colours()
        with painting(self) as painter:
            area = QRectF(self.rect())
            rounded(painter, area, tokens.radius().control, now.surface.base, now.border.subtle)
