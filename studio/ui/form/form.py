"""Form: one row for each setting of an entry, with its help. It shows values and keeps none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from studio.schema.entry import Value
from studio.ui.controls.button import refuse
from studio.ui.controls.number_field import NumberField
from studio.ui.controls.text import Text
from studio.ui.form.editors import EntryChoice, NumberOrChoice, RowField, SideFields, editor
from studio.ui.form.settings import Options, Setting, settings

_LABELS = 104
_ROWS = 11
_HELP = 4


class Form(QWidget):
    """Edits any pydantic value. `changed(field, value)` asks for the change; the owner makes it
    and shows the new value."""

    changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: BaseModel | None = None
        self._signature: tuple[object, ...] = ()
        self._rows: dict[tuple[str, ...], FormRow] = {}
        self._locked = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(_ROWS)

    def show_value(self, value: BaseModel, options: Mapping[str, Options] | None = None) -> None:
        """Show this value; rows are made again only where its fields are others."""
        self._shown = value
        rows = tuple(settings(value, options))
        if rows != self._signature:
            self._signature = rows
            self._make(rows)
        for path, row in self._rows.items():
            inner: Any = value
            for name in path:
                inner = getattr(inner, name)
            row.editor.set_value(inner)

    def lock(self, why: str) -> None:
        """Switch every row off and say why; an empty reason switches them on."""
        self._locked = why
        for row in self._rows.values():
            row.lock(why)

    def say_help(self, field: str, text: str) -> None:
        """Say this below a field instead of its help."""
        self._rows[tuple(field.split("."))].say_help(text)

    def row(self, field: str) -> FormRow:
        """The row of a field; one of a nested entry is called "optimizer.learning_rate"."""
        return self._rows[tuple(field.split("."))]

    def fields(self) -> tuple[str, ...]:
        """All fields, in the order of their rows."""
        return tuple(".".join(path) for path in self._rows)

    def focus_first(self) -> None:
        """Begin with the first field."""
        for row in self._rows.values():
            row.editor.setFocus(Qt.FocusReason.TabFocusReason)
            return

    def _make(self, rows: tuple[Setting, ...]) -> None:
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = {}
        for setting in rows:
            row = FormRow(setting)
            row.editor.changed.connect(lambda value, path=setting.path: self._tell(path, value))
            row.lock(self._locked)
            self._column.addWidget(row)
            self._rows[setting.path] = row

    def _tell(self, path: tuple[str, ...], value: object) -> None:
        field, *inner = path
        chooser = self._rows[path].editor
        if isinstance(chooser, EntryChoice):
            value = chooser.entry(value)
        elif inner:
            outer = getattr(self._shown, field)
            assert isinstance(outer, Value)
            value = outer.but(**{inner[0]: value})
        self.changed.emit(field, value)


class FormRow(QWidget):
    """A label, its editor, and the help below it, which gives way to a reason for refusal."""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.label = Text(setting.label, "small", "secondary")
        self.label.setFixedHeight(30)
        self.editor = editor(setting.kind, setting.label)
        self.help = Text("", "caption", "muted", wrap=True)
        self._tip = setting.help if setting.help != setting.short_help else ""
        self._help = setting.short_help
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(_HELP)
        grid.setColumnMinimumWidth(0, _LABELS)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.label, 0, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.editor, 0, 1)
        grid.addWidget(self.help, 1, 1)
        self.editor.setAccessibleDescription(setting.help)
        if isinstance(self.editor, NumberField | SideFields | NumberOrChoice | RowField):
            self.editor.refused.connect(self.refuse)
        self.say_help(self._help)

    def say_help(self, text: str) -> None:
        """Say this below the editor from now on."""
        self._help = text
        self.refuse("")

    def refuse(self, why: str) -> None:
        """Say in place of the help why the value is not taken."""
        self.help.set_tone("error" if why else "muted")
        self.help.say(why or self._help)
        self.help.setVisible(bool(self.help.text()))
        for part in (self.help, self.label):
            part.setToolTip(self._tip)

    def lock(self, why: str) -> None:
        """Switch off and say why, or on."""
        refuse(self.editor, why)
        self.editor.setAccessibleDescription(why or self.setting.help)
