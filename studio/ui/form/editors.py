"""The editor for each kind of setting. All have the signal `changed(value)` and `set_value`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from studio.language import tr
from studio.ui import tokens
from studio.ui.controls.choice import Choice
from studio.ui.controls.number_field import Limits, NumberField, written
from studio.ui.controls.switch import Switch
from studio.ui.controls.text import Text
from studio.ui.form.entries import EntryChoice, EntryList
from studio.ui.form.settings import (
    Kind,
    Number,
    Numbers,
    OneEntry,
    OneOf,
    OneOfOrNumber,
    OnOff,
    Row,
    Several,
    Words,
)
from studio.ui.theme import font

if TYPE_CHECKING:
    from studio.ui.form.form import Form

_NUMBER = "number"  # stands for "a number" among the options of NumberOrChoice


class SideFields(QWidget):
    """A number for each side, such as 3 × 3. While all are equal they follow the first."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, name: str, limits: tuple[Limits, ...]) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        self.fields: list[NumberField] = []
        for index, limit in enumerate(limits):
            if index:
                layout.addWidget(_times())
            title = tr("{name}, side {n}").format(name=name, n=index + 1)
            field = NumberField(title, limit)
            field.changed.connect(lambda value, at=index: self._enter(at, value))
            field.refused.connect(self.refused)
            field.setMinimumWidth(56)  # two of them fit beside the labels of a narrow panel
            layout.addWidget(field, 1)
            self.fields.append(field)
        self._values: tuple[object, ...] = ()
        self.setFocusProxy(self.fields[0])

    def set_value(self, value: tuple[int | float, ...]) -> None:
        self._values = value
        for field, side in zip(self.fields, value, strict=True):
            field.set_value(side)

    def _enter(self, index: int, value: object) -> None:
        values = list(self._values)
        if index == 0 and len(set(values)) == 1:
            values = [value] * len(values)
        values[index] = value
        self.changed.emit(tuple(values))


class NumberOrChoice(QWidget):
    """One of some values, or a number in a field beside it."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, name: str, kind: OneOfOrNumber) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        self.choice = Choice(name)
        self.choice.set_options([*kind.options, (_NUMBER, tr("Number"))])
        self.number = NumberField(tr("{name}, number").format(name=name), kind.limits)
        self.number.setFixedWidth(72)
        layout.addWidget(self.choice, 1)
        layout.addWidget(self.number)
        self.choice.changed.connect(self._choose)
        self.number.changed.connect(self.changed)
        self.number.refused.connect(self.refused)
        self.setFocusProxy(self.choice)

    def set_value(self, value: object) -> None:
        is_number = isinstance(value, int | float)
        self.number.setVisible(is_number)
        if isinstance(value, int | float):
            self.number.set_value(value)
        self.choice.set_value(_NUMBER if is_number else value)

    def _choose(self, value: object) -> None:
        if value == _NUMBER:
            low = self.number.limits().low or 0
            value = max(1, int(low)) if self.number.limits().allow(max(1, low)) else low
        self.changed.emit(value)


class TextField(QLineEdit):
    """A text, told as it is typed."""

    changed = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFont(font("body"))
        self.setFixedHeight(tokens.sizes().control)
        self.textEdited.connect(lambda text: self.changed.emit(text))

    def set_value(self, value: str) -> None:
        if value != self.text():
            self.setText(value)


class RowField(QLineEdit):
    """Values divided by commas."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, name: str, limits: Limits | None) -> None:
        super().__init__()
        self._limits = limits
        self.setAccessibleName(name)
        self.setFont(font("body"))
        self.setFixedHeight(tokens.sizes().control)
        self.textEdited.connect(self._read)

    def set_value(self, value: tuple[object, ...]) -> None:
        if value != self._values():
            self.setText(", ".join(_shown(item) for item in value))

    def _values(self) -> tuple[object, ...] | None:
        """The values in the text; None if one of them is outside the limits."""
        parts = tuple(part.strip() for part in self.text().split(",") if part.strip())
        if self._limits is None:
            return parts
        numbers = tuple(self._limits.read(part) for part in parts)
        return None if None in numbers else numbers

    def _read(self) -> None:
        values = self._values()
        words = tr("Numbers divided by commas. Each: {limits}")
        limits = self._limits.sentence() if self._limits else ""
        self.refused.emit(words.format(limits=limits) if values is None else "")
        if values is not None:
            self.changed.emit(values)


Editor: TypeAlias = (
    Switch
    | NumberField
    | Choice
    | NumberOrChoice
    | SideFields
    | RowField
    | TextField
    | EntryChoice
    | EntryList
)


def editor(kind: Kind, name: str, form: type[Form]) -> Editor:
    """A new editor for this kind of setting, called `name`; entries in it get a form each."""
    match kind:
        case OnOff():
            return Switch(name)
        case Number(limits, optional, usual):
            return NumberField(name, limits, usual, optional=optional)
        case OneOf(options):
            choice = Choice(name)
            choice.set_options(options)
            return choice
        case OneOfOrNumber():
            return NumberOrChoice(name, kind)
        case Numbers(limits):
            return SideFields(name, limits)
        case Row(limit):
            return RowField(name, limit)
        case Words():
            return TextField(name)
        case OneEntry(entries):
            return EntryChoice(name, entries)
        case Several():
            return EntryList(name, kind, form)


def _times() -> QLabel:
    sign = Text("×", "body", "muted")
    sign.setFixedWidth(QFontMetrics(sign.font()).horizontalAdvance("×") + 1)
    return sign


def _shown(value: object) -> str:
    return written(value) if isinstance(value, int | float) else str(value)
