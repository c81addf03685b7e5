"""The editor for each kind of setting. All have the signal `changed(value)` and `set_value`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QWidget

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

# What stands for "a number" and "a number for each end" among the options of NumberOrChoice.
_NUMBER, _ENDS = "number", "ends"


class SideFields(QWidget):
    """A number for each side, such as 3 × 3. While all are equal they follow the first."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, name: str, limits: tuple[Limits, ...]) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        titles = [tr("{name}, side {n}").format(name=name, n=n + 1) for n in range(len(limits))]
        self.fields = _fields(self, titles, limits)
        for index, field in enumerate(self.fields):
            if index:
                layout.addWidget(_times())
            field.setMinimumWidth(56)  # two of them fit beside the labels of a narrow panel
            layout.addWidget(field, 1)
        self._values: tuple[object, ...] = ()
        self.setFocusProxy(self.fields[0])

    def set_value(self, value: tuple[int | float, ...]) -> None:
        self._values = value
        for field, side in zip(self.fields, value, strict=True):
            field.set_value(side)

    def enter(self, index: int, value: object) -> None:
        """Ask for this number at this side."""
        values = list(self._values)
        if index == 0 and len(set(values)) == 1:
            values = [value] * len(values)
        values[index] = value
        self.changed.emit(tuple(values))


class EndFields(QWidget):
    """A number of its own for each end, two in a row, with a title above each."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, name: str, ends: Numbers) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        names = [tr("{name}, {end}").format(name=name, end=title.lower()) for title in ends.titles]
        self.fields = _fields(self, names, ends.limits)
        for index, field in enumerate(self.fields):
            row, column = divmod(index, 2)
            grid.addWidget(Text(ends.titles[index], "caption", "muted"), 2 * row, column)
            grid.addWidget(field, 2 * row + 1, column)
        self._values: tuple[object, ...] = ()

    def set_value(self, value: tuple[int | float, ...]) -> None:
        self._values = value
        for field, end in zip(self.fields, value, strict=True):
            field.set_value(end)

    def enter(self, index: int, value: object) -> None:
        """Ask for this number at this end."""
        self.changed.emit((*self._values[:index], value, *self._values[index + 1 :]))


def _fields(
    owner: SideFields | EndFields, names: list[str], limits: tuple[Limits, ...]
) -> list[NumberField]:
    """A field for each of several numbers, whose entries the owner gathers."""
    made = []
    for index, (name, limit) in enumerate(zip(names, limits, strict=True)):
        field = NumberField(name, limit)
        field.changed.connect(lambda value, at=index: owner.enter(at, value))
        field.refused.connect(owner.refused)
        made.append(field)
    return made


class NumberOrChoice(QWidget):
    """One of some values, or a number in a field beside it, or one for each end below it."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, name: str, kind: OneOfOrNumber) -> None:
        super().__init__()
        self.choice = Choice(name)
        more = [(_NUMBER, tr("Number"))] + ([(_ENDS, tr("Each end"))] if kind.ends else [])
        self.choice.set_options([*kind.options, *more])
        self.number = NumberField(tr("{name}, number").format(name=name), kind.limits)
        self.number.setFixedWidth(72)
        self.ends = EndFields(name, kind.ends) if kind.ends else None
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        grid.addWidget(self.choice, 0, 0)
        grid.addWidget(self.number, 0, 1)
        if self.ends:
            grid.addWidget(self.ends, 1, 0, 1, 2)
        parts = (self.number, self.ends) if self.ends else (self.number,)
        for part in parts:
            part.changed.connect(self.changed)
            part.refused.connect(self.refused)
        self.choice.changed.connect(self._choose)
        self._value: object = None
        self.setFocusProxy(self.choice)

    def set_value(self, value: object) -> None:
        self._value = value
        kind = _NUMBER if isinstance(value, int | float) else _ENDS
        listed = value if isinstance(value, str) else kind
        self.number.setVisible(listed == _NUMBER)
        if self.ends:
            self.ends.setVisible(listed == _ENDS)
            if isinstance(value, tuple):
                self.ends.set_value(value)
        if isinstance(value, int | float):
            self.number.set_value(value)
        self.choice.set_value(listed)

    def _choose(self, value: object) -> None:
        """Ask for what is chosen; numbers begin with those that were there."""
        if value not in (_NUMBER, _ENDS):
            self.changed.emit(value)
            return
        before = self._value[0] if isinstance(self._value, tuple) else self._value
        if not isinstance(before, int | float):
            low = self.number.limits().low or 0
            before = max(1, int(low)) if self.number.limits().allow(max(1, low)) else low
        many = len(self.ends.fields) if self.ends and value == _ENDS else 0
        self.changed.emit((before,) * many if many else before)


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
