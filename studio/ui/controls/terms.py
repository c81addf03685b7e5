"""Terms: numbers of a formula with a caption under each, laid out in lines and painted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from studio.ui.theme import font

LINE: Final = 50  # one line of the formula: numbers, rule, captions
SPACE: Final = 6.0  # between two terms, where nothing narrows or widens them
_TIGHT, _WIDE = 4.0, 14.0  # the least and the most


@dataclass(frozen=True, slots=True)
class Term:
    """A number with its caption, a sign, or the result."""

    text: str
    caption: str
    width: float
    result: bool = False

    @property
    def spoken(self) -> str:
        return f"{self.text} ({self.caption})" if self.caption else self.text


@dataclass(frozen=True, slots=True)
class Inks:
    """What a formula is painted in."""

    number: QColor
    sign: QColor
    result: QColor
    rule: QColor


def made(terms: Iterable[tuple[str, str]], result: str) -> list[Term]:
    """These terms (text, caption), and what they come to."""
    found = [_term(text, caption) for text, caption in terms]
    return [*found, _term("=", ""), _term(result, "", result=True)] if result else found


def in_lines(terms: list[Term], width: float) -> list[list[Term]]:
    """The terms in lines; a line begins with a sign, so that no number is torn off."""
    lines: list[list[Term]] = [[]]
    used = 0.0
    for index, term in enumerate(terms):
        opens = not term.caption and index + 1 < len(terms)  # a sign keeps the next one with it
        ahead = terms[index + 1].width + _TIGHT if opens else 0.0
        if lines[-1] and used + term.width + ahead > width:
            lines.append([])
            used = 0.0
        lines[-1].append(term)
        used += term.width + _TIGHT
    return lines


def paint(painter: QPainter, line: list[Term], at: QPointF, width: float, inks: Inks) -> None:
    """Paint one line, spread over this width."""
    spare = width - sum(term.width for term in line)
    gap = min(_WIDE, spare / max(1, len(line) - 1))
    left = 0.0
    for term in line:
        if term.result:
            left = max(left, width - term.width if gap < _WIDE else left)
        _paint_term(painter, term, at + QPointF(left, 0), inks)
        left += term.width + gap


def _term(text: str, caption: str, result: bool = False) -> Term:
    number = QFontMetricsF(_number(result)).horizontalAdvance(text)
    below = QFontMetricsF(font("caption")).horizontalAdvance(caption)
    return Term(text, caption, max(number, below), result)


def _number(result: bool) -> QFont:
    return font("body", 600 if result else 500)


def _paint_term(painter: QPainter, term: Term, at: QPointF, inks: Inks) -> None:
    left, top = at.x(), at.y()
    painter.setFont(_number(term.result))
    sign = not term.caption and not term.result
    painter.setPen(inks.sign if sign else inks.result if term.result else inks.number)
    text = QFontMetricsF(painter.font()).horizontalAdvance(term.text)
    painter.drawText(QPointF(left + (term.width - text) / 2, top + 19), term.text)
    if not term.caption:
        return
    painter.setPen(QPen(inks.rule, 1))
    painter.drawLine(QLineF(left, top + 27.5, left + term.width, top + 27.5))
    painter.setFont(font("caption"))
    painter.setPen(inks.sign)
    below = QFontMetricsF(painter.font()).horizontalAdvance(term.caption)
    painter.drawText(QPointF(left + (term.width - below) / 2, top + 42), term.caption)
