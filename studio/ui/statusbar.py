"""The status bar: the result of the check, a few figures, and one short tip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.ui import icons, tokens
from studio.ui.controls.outline import painting, rounded
from studio.ui.controls.text import Text, Tone, ink
from studio.ui.theme import colours

StatusKind: TypeAlias = Literal["fine", "hint", "error", "running"]

_ICONS: dict[StatusKind, tuple[str, Tone]] = {
    "fine": ("circle-check", "success"),
    "hint": ("lightbulb", "warning"),
    "error": ("circle-alert", "error"),
}


class StatusBar(QWidget):
    """One line at the bottom of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(tokens.sizes().status_bar)
        self._sign = _Sign()
        self._result = Text("", "caption", "secondary", weight=500)
        self._facts: list[Text] = []
        self._tip = Text("", "caption", "muted")
        self._tip.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(14, 1, 16, 0)
        self._line.setSpacing(0)
        self._line.addWidget(self._sign)
        self._line.addSpacing(5)
        self._line.addWidget(self._result)
        self._line.addStretch(1)
        self._line.addWidget(self._tip, 100)

    def set_result(self, kind: StatusKind, text: str) -> None:
        """What the check says, or that a run is under way."""
        self._sign.show_kind(kind)
        self._result.set_tone("error" if kind == "error" else "secondary")
        self._result.say(text)

    def set_facts(self, facts: Sequence[str]) -> None:
        """Figures beside the result: blocks, parameters, size."""
        while len(self._facts) < len(facts):
            fact = Text("", "caption", "muted")
            self._line.insertSpacing(self._line.count() - 2, 18)
            self._line.insertWidget(self._line.count() - 2, fact)
            self._facts.append(fact)
        for index, label in enumerate(self._facts):
            label.say(facts[index] if index < len(facts) else "")

    def set_tip(self, text: str) -> None:
        """One short tip at the right."""
        self._tip.say(text)

    def text(self) -> str:
        """All that the bar says, for tests and screen readers."""
        parts = [self._result.text(), *(fact.text() for fact in self._facts), self._tip.text()]
        return " | ".join(part for part in parts if part)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.base)
            painter.fillRect(0, 0, self.width(), 1, colours().border.subtle)


class _Sign(QWidget):
    """The icon of the result; a dot while training."""

    def __init__(self) -> None:
        super().__init__()
        self._kind: StatusKind = "fine"
        self.setFixedSize(14, 14)

    def show_kind(self, kind: StatusKind) -> None:
        self._kind = kind
        self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            if self._kind == "running":
                rounded(painter, QRectF(3, 3, 8, 8), 4, colours().chart.training)
                return
            name, tone = _ICONS[self._kind]
            icons.paint(painter, name, QPointF(0.5, 0.5), ink(tone), 13, 2.0)
