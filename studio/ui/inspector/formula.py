"""A formula with a caption under each number: (28 + 2·0 − 3) / 1 + 1 = 26."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.controls import terms
from studio.ui.controls.outline import painting
from studio.ui.controls.terms import LINE, Inks, Term
from studio.ui.theme import colours


class Formula(QWidget):
    """Shows the terms of a size, spread over the width; a long one takes several lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms: list[Term] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, told: tuple[tuple[str, str], ...], result: str) -> None:
        """Show these terms (text, caption) and what they come to."""
        self._terms = terms.made(told, result)
        self.setAccessibleName(" ".join(term.spoken for term in self._terms))
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        return len(terms.in_lines(self._terms, width)) * LINE

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, LINE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = colours()
        inks = Inks(now.text.primary, now.text.muted, now.accent.text, now.border.default)
        with painting(self) as painter:
            for row, line in enumerate(terms.in_lines(self._terms, self.width())):
                terms.paint(painter, line, QPointF(0, row * LINE), self.width(), inks)
