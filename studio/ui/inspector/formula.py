"""A formula with a caption under each number: (28 + 2·0 − 3) / 1 + 1 = 26."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.controls.outline import painting
from studio.ui.theme import colours, font

_LINE = 50  # one line of the formula: numbers, rule, captions
_TIGHT, _WIDE = 4.0, 14.0  # the space between two terms


@dataclass(frozen=True, slots=True)
class _Term:
    text: str
    caption: str
    width: float
    result: bool = False


class Formula(QWidget):
    """Shows the terms of a size, spread over the width; a long one takes several lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terms: list[_Term] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, terms: tuple[tuple[str, str], ...], result: str) -> None:
        """Show these terms (text, caption) and what they come to."""
        self._terms = [_term(text, caption) for text, caption in terms]
        if result:
            self._terms += [_term("=", ""), _term(result, "", result=True)]
        self.setAccessibleName(" ".join(_spoken(term) for term in self._terms))
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        return len(self._lines(width)) * _LINE

    def sizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _LINE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            for row, line in enumerate(self._lines(self.width())):
                _paint_line(painter, line, row * _LINE, self.width())

    def _lines(self, width: int) -> list[list[_Term]]:
        """The terms in lines; a line begins with a sign, so that no number is torn off."""
        lines: list[list[_Term]] = [[]]
        used = 0.0
        for index, term in enumerate(self._terms):
            ahead = self._terms[index + 1].width + _TIGHT if self._opens(index) else 0.0
            if lines[-1] and used + term.width + ahead > width:
                lines.append([])
                used = 0.0
            lines[-1].append(term)
            used += term.width + _TIGHT
        return lines

    def _opens(self, index: int) -> bool:
        """Whether this term is a sign that keeps the next one with it."""
        return not self._terms[index].caption and index + 1 < len(self._terms)


def _term(text: str, caption: str, result: bool = False) -> _Term:
    number = QFontMetricsF(_number(result)).horizontalAdvance(text)
    below = QFontMetricsF(font("caption")).horizontalAdvance(caption)
    return _Term(text, caption, max(number, below), result)


def _number(result: bool) -> QFont:
    return font("body", 600 if result else 500)


def _spoken(term: _Term) -> str:
    return f"{term.text} ({term.caption})" if term.caption else term.text


def _paint_line(painter: QPainter, line: list[_Term], top: int, width: int) -> None:
    spare = width - sum(term.width for term in line)
    gap = min(_WIDE, spare / max(1, len(line) - 1))
    left = 0.0
    for term in line:
        if term.result:
            left = max(left, width - term.width if gap < _WIDE else left)
        _paint_term(painter, term, left, top)
        left += term.width + gap


def _paint_term(painter: QPainter, term: _Term, left: float, top: int) -> None:
    now = colours()
    painter.setFont(_number(term.result))
    sign = not term.caption and not term.result
    painter.setPen(now.text.muted if sign else now.accent.text if term.result else now.text.primary)
    text = QFontMetricsF(painter.font()).horizontalAdvance(term.text)
    painter.drawText(QPointF(left + (term.width - text) / 2, top + 19), term.text)
    if not term.caption:
        return
    painter.setPen(QPen(now.border.default, 1))
    painter.drawLine(QLineF(left, top + 27.5, left + term.width, top + 27.5))
    painter.setFont(font("caption"))
    painter.setPen(now.text.muted)
    below = QFontMetricsF(painter.font()).horizontalAdvance(term.caption)
    painter.drawText(QPointF(left + (term.width - below) / 2, top + 42), term.caption)
