"""The five steps along the top: Data, Build, Train, Test, Export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from studio.language import tr
from studio.ui import icons, tokens
from studio.ui.controls.button import refuse
from studio.ui.controls.outline import focus_ring, painting, rounded
from studio.ui.theme import colours, font

StepState: TypeAlias = Literal["open", "done", "problem"]

_DISC = 20
_LINE = 22
_GAP = 34  # between two steps; the line stands in its middle


@dataclass(frozen=True, slots=True)
class Step:
    """A step: the key that signals carry, the name that people read."""

    key: str
    title: str


class StepBar(QWidget):
    """Shows where in the work one is, and goes to another step."""

    chosen = Signal(str)

    def __init__(self, steps: Sequence[Step], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[str, StepButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        for index, step in enumerate(steps):
            button = StepButton(index + 1, step.title)
            button.clicked.connect(lambda _=False, key=step.key: self.chosen.emit(key))
            layout.addWidget(button)
            self._buttons[step.key] = button

    def button(self, key: str) -> StepButton:
        return self._buttons[key]

    def current(self) -> str:
        """The key of the step that one is in."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_current(self, key: str) -> None:
        """Mark this step as the one that one is in."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)

    def set_state(self, key: str, state: StepState, problems: int = 0) -> None:
        """Show a step as open, done, or with this many problems."""
        self._buttons[key].set_state(state, problems)

    def refuse(self, key: str, why: str) -> None:
        """Switch a step off and say why; an empty reason switches it on."""
        refuse(self._buttons[key], why)

    def paintEvent(self, _event: QPaintEvent) -> None:
        buttons = list(self._buttons.values())
        with painting(self) as painter:
            painter.setPen(QPen(colours().border.default, 1))
            for left, right in pairwise(buttons):
                middle = (left.geometry().right() + right.geometry().left() + 1) / 2
                y = self.height() // 2 + 0.5
                painter.drawLine(QLineF(middle - _LINE / 2, y, middle + _LINE / 2, y))


class StepButton(QAbstractButton):
    """One step: its number or state in a disc, and its name."""

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self._state: StepState = "open"
        self._problems = 0
        self.setText(title)
        self.setCheckable(True)
        self.setFont(font("body", 500))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(tokens.sizes().button)
        self._name()

    def set_state(self, state: StepState, problems: int = 0) -> None:
        self._state, self._problems = state, problems
        self._name()
        self.update()

    def nextCheckState(self) -> None:
        """A click asks to go there; the window decides and calls `set_current`."""

    def sizeHint(self) -> QSize:
        text = QFontMetricsF(font("body", 600)).horizontalAdvance(self.text())
        return QSize(8 + _DISC + 8 + round(text) + 12, self.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, corner = colours(), tokens.radius().control
        with painting(self) as painter:
            if self.isChecked():
                rounded(painter, self.rect(), corner, now.accent.subtle)
            elif self.isEnabled() and self.underMouse():
                rounded(painter, self.rect(), corner, now.surface.hover)
            self._paint_disc(painter)
            painter.setFont(font("body", 600 if self.isChecked() else 500))
            ink = now.accent.text if self.isChecked() else now.text.secondary
            painter.setPen(ink if self.isEnabled() else now.text.disabled)
            area = QRectF(8 + _DISC + 8, 0, self.width(), self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())
            if self.hasFocus():
                focus_ring(painter, self.rect(), corner)

    def _paint_disc(self, painter: QPainter) -> None:
        disc = QRectF(8, (self.height() - _DISC) / 2, _DISC, _DISC)
        fill, border, ink, sign = self._disc()
        rounded(painter, disc, _DISC / 2, fill, border)
        if not sign:
            corner = disc.center() - QPointF(6, 6)
            icons.paint(painter, "check", corner, ink, 12, 2.5)
            return
        painter.setFont(font("caption", 600))
        painter.setPen(ink)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, sign)

    def _disc(self) -> tuple[QColor | None, QColor | None, QColor, str]:
        """Fill, border and ink of the disc, and its sign; no sign stands for the check mark."""
        now = colours()
        if self._state == "problem":
            return now.error.text, None, now.error.on_fill, str(self._problems or "!")
        if self.isChecked():
            return now.accent.fill, None, now.text.on_accent, str(self._number)
        if self._state == "done":
            return now.success.subtle, None, now.success.text, ""
        ink = now.text.muted if self.isEnabled() else now.text.disabled
        return None, now.border.default, ink, str(self._number)

    def _name(self) -> None:
        words = {"open": "", "done": tr("done"), "problem": tr("has problems")}[self._state]
        title = tr("Step {n}, {title}").format(n=self._number, title=self.text())
        self.setAccessibleName(", ".join(part for part in (title, words) if part))
