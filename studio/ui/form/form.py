"""Form: one row for each setting of an entry, with its help. It shows values and keeps none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from pydantic import BaseModel
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QGridLayout, QVBoxLayout, QWidget

from studio.language import tr
from studio.schema.entry import Entry, Value
from studio.ui import icons, tokens
from studio.ui.controls.button import refuse
from studio.ui.controls.number_field import NumberField
from studio.ui.controls.outline import focus_ring, painting
from studio.ui.controls.text import Text
from studio.ui.form.dragging import Dragging
from studio.ui.form.editors import NumberOrChoice, RowField, SideFields, editor
from studio.ui.form.entries import EntryChoice, EntryList
from studio.ui.form.settings import Options, Setting, settings
from studio.ui.theme import colours, font

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
        self._fold = Fold(self)
        self._fold.clicked.connect(lambda: self.unfold(not self._fold.isChecked()))
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
            row.editor.set_value(self._value(path))
        self._show_fold()

    def lock(self, why: str) -> None:
        """Switch every row off and say why; an empty reason switches them on."""
        self._locked = why
        for row in self._rows.values():
            row.lock(why)

    def unfold(self, unfolded: bool) -> None:
        """Show the settings that are seldom changed, or fold them away."""
        self._fold.setChecked(unfolded)
        self._show_fold()

    def say_help(self, field: str, text: str) -> None:
        """Say this below a field instead of its help."""
        self._rows[tuple(field.split("."))].say_help(text)

    def row(self, field: str) -> FormRow:
        """The row of a field; one of a nested entry is called "optimizer.learning_rate"."""
        return self._rows[tuple(field.split("."))]

    def fields(self) -> tuple[str, ...]:
        """All fields, in the order of their rows."""
        return tuple(".".join(path) for path in self._rows)

    def focused(self) -> str:
        """The field whose row has the cursor; "" if none has."""
        return next((".".join(path) for path, row in self._rows.items() if row.has_cursor()), "")

    def focus_first(self) -> None:
        """Begin with the first field."""
        for row in self._rows.values():
            row.editor.setFocus(Qt.FocusReason.TabFocusReason)
            return

    def _make(self, rows: tuple[Setting, ...]) -> None:
        """Make these rows; the cursor stays with its setting."""
        focused = tuple(self.focused().split("."))
        for row in self._rows.values():
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._column.removeWidget(self._fold)
        self._rows = {}
        for setting in (row for row in rows if not row.rare):
            self._add(setting)
        self._column.addWidget(self._fold, 0, Qt.AlignmentFlag.AlignLeft)
        for setting in (row for row in rows if row.rare):
            self._add(setting)
        if focused in self._rows:
            self._rows[focused].take_cursor()

    def _add(self, setting: Setting) -> None:
        row = FormRow(setting)
        row.editor.changed.connect(lambda value, path=setting.path: self._tell(path, value))
        row.lock(self._locked)
        self._column.addWidget(row)
        self._rows[setting.path] = row

    def _show_fold(self) -> None:
        rare = [row for row in self._rows.values() if row.setting.rare]
        for row in rare:
            row.setVisible(self._fold.isChecked())
        self._fold.setVisible(bool(rare))
        changed = sum(self._value(row.setting.path) != row.setting.default for row in rare)
        self._fold.say(changed)

    def _value(self, path: tuple[str, ...]) -> Any:
        value: Any = self._shown
        for name in path:
            value = getattr(value, name)
        return value

    def _tell(self, path: tuple[str, ...], value: object) -> None:
        assert self._shown is not None
        asked = change(self._shown, path, self._rows[path].editor, value)
        if asked is not None:
            self.changed.emit(*asked)


def change(
    shown: BaseModel, path: tuple[str, ...], chooser: QWidget, value: object
) -> tuple[str, object] | None:
    """What an editor asks for, as a field of the whole with its new value; None for no change."""
    field, *inner = path
    if isinstance(chooser, EntryChoice):
        now = reduce(getattr, path, shown)
        if isinstance(now, Entry) and value == now.kind:
            return None  # chosen already: its settings stay
        value = chooser.entry(value)
    if inner:
        outer = getattr(shown, field)
        assert isinstance(outer, Value)
        value = outer.but(**{inner[0]: value})
    return field, value


class Fold(QAbstractButton):
    """Opens the settings that are seldom changed, and says how many of them are changed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.setCheckable(True)
        self.setFont(font("small", 500))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def nextCheckState(self) -> None:
        """The form decides."""

    def say(self, changed: int) -> None:
        """Say that so many of the settings inside differ from their defaults."""
        text = tr("More settings")
        self.setText(tr("{text} · {n} changed").format(text=text, n=changed) if changed else text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(20 + round(self.fontMetrics().horizontalAdvance(self.text())) + 6, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = colours()
        with painting(self) as painter:
            ink = now.text.primary if self.underMouse() else now.text.secondary
            sign = "chevron-down" if self.isChecked() else "chevron-right"
            icons.paint(painter, sign, QPointF(0, 5), ink, 14)
            painter.setPen(ink)
            area = QRectF(20, 0, self.width(), self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())
            if self.hasFocus():
                focus_ring(painter, self.rect(), tokens.radius().control_small)


class FormRow(QWidget):
    """A label, its editor, and the help below it, which gives way to a reason for refusal."""

    def __init__(self, setting: Setting) -> None:
        super().__init__()
        self.setting = setting
        self.label = Text(setting.label, "small", "secondary")
        self.label.setFixedHeight(30)
        self.editor = editor(setting.kind, setting.label, Form)
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
        if isinstance(self.editor, EntryList):  # forms of their own need the whole width
            grid.addWidget(self.editor, 1, 0, 1, 2)
            grid.addWidget(self.help, 0, 1, Qt.AlignmentFlag.AlignVCenter)
        else:
            grid.addWidget(self.editor, 0, 1)
            grid.addWidget(self.help, 1, 1)
        self.editor.setAccessibleDescription(setting.help)
        if isinstance(self.editor, NumberField | SideFields | NumberOrChoice | RowField):
            self.editor.refused.connect(self.refuse)
        Dragging(self.label, self.editor)
        self.say_help(self._help)

    def has_cursor(self) -> bool:
        """Whether a key goes to this row."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def take_cursor(self) -> None:
        """Let keys go to this row."""
        self.show()  # a layout shows it later, and what is hidden takes no keys
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

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
