"""A field for a number: typed, stepped with the arrows, or chosen from usual values."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QMenu, QWidget

from studio.language import number, tr
from studio.ui.controls.arrow_field import ArrowField


@dataclass(frozen=True, slots=True)
class Limits:
    """What a number may be. An open end is not allowed itself."""

    whole: bool = True
    low: float | None = None
    high: float | None = None
    low_open: bool = False
    high_open: bool = False

    def read(self, text: str) -> int | float | None:
        """The number in this text, or None where there is none within the limits."""
        plain = text.strip().replace("−", "-")
        try:
            value = int(plain.replace(",", "")) if self.whole else float(plain.replace(",", "."))
        except ValueError:
            return None
        return value if self.allow(value) else None

    def allow(self, value: float) -> bool:
        """Whether this number may be chosen."""
        if isinstance(value, float) and not math.isfinite(value):  # no float holds a huge integer
            return False
        if self.low is not None and (value < self.low or (self.low_open and value == self.low)):
            return False
        return self.high is None or value < self.high or (value == self.high and not self.high_open)

    def sentence(self) -> str:
        """The limits in words."""
        kind = tr("A whole number") if self.whole else tr("A number")
        parts = []
        if self.low is not None:
            parts.append(
                (tr("above {n}") if self.low_open else tr("from {n}")).format(n=_shown(self.low))
            )
        if self.high is not None:
            words = tr("below {n}") if self.high_open else tr("up to {n}")
            parts.append(words.format(n=_shown(self.high)))
        return " ".join([kind, *parts]) + "."

    def stepped(self, value: float, up: bool) -> int | float:
        """The next number in this direction: whole, or at the last digit that matters."""
        step = 1.0 if self.whole else self._step(value, up)
        raw = value + step if up else value - step
        made: int | float = int(raw) if self.whole else round(raw, 12)
        return made if self.allow(made) else value

    def _step(self, value: float, up: bool) -> float:
        if self.low == 0 and self.high == 1 and value >= 0.05:
            return 0.05
        if value == 0:
            return 0.01
        power = math.floor(math.log10(abs(value)) + 1e-9)
        exact = math.isclose(abs(value), 10.0**power)
        return 10.0 ** (power - 1) if exact and not up else 10.0**power


class NumberField(ArrowField):
    """Tells of every number that a person enters; forgets what is outside the limits."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        name: str,
        limits: Limits,
        hints: tuple[float, ...] = (),
        *,
        optional: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, bool(hints), parent)
        self._limits = limits
        self._menu = QMenu(self)
        for hint in hints:
            self._menu.addAction(written(hint), _later(self._enter, hint))
        self._optional = optional
        self._value: int | float | None = None
        self.stepped.connect(self.step)
        self.opened.connect(self.show_hints)
        self.textEdited.connect(self._read)
        self.editingFinished.connect(self._settle)

    def value(self) -> int | float | None:
        return self._value

    def set_value(self, value: float | None) -> None:
        """Show this number; text that already means it stays as it was typed."""
        self._value = value
        if self._limits.read(self.text()) != value:
            self.setText(written(value))
            self._mark(False)

    def limits(self) -> Limits:
        return self._limits

    def step(self, up: bool) -> None:
        """Go to the next number in this direction."""
        self.step_by(1 if up else -1)

    def step_by(self, steps: int) -> None:
        """Go so many numbers up, or down if it is negative, at once."""
        value = self._value
        if value is None:
            return
        for _ in range(abs(steps)):
            value = self._limits.stepped(value, steps > 0)
        if value != self._value:
            self._enter(value)

    def show_hints(self) -> None:
        """Open the list of usual values."""
        self._menu.setFixedWidth(self.width())
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._settle()

    def _read(self, text: str) -> None:
        value = self._limits.read(text)
        empty = self._optional and not text.strip()
        self._mark(value is None and not empty)
        if (value is not None or empty) and value != self._value:
            self._value = value
            self.changed.emit(value)

    def _enter(self, value: float) -> None:
        self.setText(written(value))
        self._read(self.text())

    def _settle(self) -> None:
        if self.text() != written(self._value):
            self.setText(written(self._value))
        self._mark(False)

    def _mark(self, wrong: bool) -> None:
        if wrong != self.is_wrong():
            self.mark(wrong)
            self.refused.emit(self._limits.sentence() if wrong else "")


def written(value: float | None) -> str:
    """A number as it stands in a field: 32, 0.001, 0.00001; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    plain = f"{value:.10f}".rstrip("0").rstrip(".")
    return plain if float(plain) == value else repr(value)


def _shown(value: float) -> str:
    return number(int(value) if value == int(value) else value)


def _later(act: Callable[[float], None], value: float) -> Callable[[], None]:
    return lambda: act(value)
