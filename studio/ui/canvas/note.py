"""Note: a small dark card beside the pointer that says why, or what will happen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF, QTextLayout, QTextOption

from studio.ui import icons, tokens
from studio.ui.canvas.letters import lettering, width, write
from studio.ui.controls import terms
from studio.ui.controls.outline import rounded
from studio.ui.controls.terms import LINE, SPACE, Inks, Term
from studio.ui.theme import colours, mixed

NEW_LINE = "\N{LINE SEPARATOR}"  # in the text of a note
_WIDEST = 244.0
_WIDEST_FORMULA = 320.0
_BEAK = 7.0
_PAD = 12.0


@dataclass(frozen=True, slots=True)
class Note:
    """A title, perhaps something at its right, and a text below.

    Its upper edge, in the middle, is at `at`; with `beside`, its left edge. A formula, terms with
    captions and their result, stands below the text.
    """

    at: QPointF
    title: str
    text: str = ""
    right: str = ""
    icon: str = ""
    beside: bool = False
    formula: tuple[tuple[tuple[str, str], ...], str] = ((), "")

    def area(self, within: QRectF) -> QRectF:
        """What it covers, kept inside the window."""
        inner = self._inner_width()
        high = 18.0 * len(self._title_lines(inner)) if self.text else 16.0
        high += 16.0 * len(self._lines(self.text, inner)) + (4.0 if self.text else 0.0)
        high += LINE * len(self._terms(inner))
        wide, high = inner + 2 * _PAD, high + 2 * (_PAD - 2 if self.text else 6.0)
        corner = QPointF(self.at.x() - wide / 2, self.at.y() + _BEAK)
        if self.beside:
            corner = QPointF(self.at.x() + _BEAK, self.at.y() - high / 2)
        x = min(max(corner.x(), within.left() + 8), within.right() - wide - 8)
        y = min(max(corner.y(), within.top() + 8), within.bottom() - high - 8)
        return QRectF(round(x), round(y), round(wide), round(high))

    def covers(self, within: QRectF) -> QRectF:
        """All pixels that it may touch."""
        return self.area(within).adjusted(-_BEAK - 2, -_BEAK - 2, _BEAK + 2, 4)

    def paint(self, painter: QPainter, within: QRectF) -> None:
        """Paint it in the window's units."""
        now, area = colours(), self.area(within)
        ink = now.text.on_tooltip
        rounded(painter, area.translated(0, 1), tokens.radius().tooltip, now.shade)
        rounded(painter, area, tokens.radius().tooltip, now.surface.tooltip)
        self._paint_beak(painter, area)
        if not self.text:
            at = area.topLeft() + QPointF(_PAD, 6)
            write(painter, self.title, at, ink, "small", weight=500)
            return
        inner, at = self._inner_width(), area.topLeft() + QPointF(_PAD, _PAD - 2)
        if self.icon:
            red = tokens.colours("dark" if now.scheme == "light" else "light").error.text
            icons.paint(painter, self.icon, at + QPointF(0, 1), red, 15, 2.0)
        for line in self._title_lines(inner):
            write(painter, line, at + QPointF(self._lead(), 0), ink, "small", weight=600)
            at += QPointF(0, 18)
        if self.right:
            x = area.right() - _PAD - width(self.right, "caption")
            place = QPointF(x, area.top() + _PAD - 2)
            write(painter, self.right, place, mixed(ink, 0.75), "caption")
        at += QPointF(0, 2)
        for line in self._lines(self.text, inner):
            write(painter, line, at, mixed(ink, 0.85), "small")
            at += QPointF(0, 16)
        inks = Inks(ink, mixed(ink, 0.75), ink, mixed(ink, 0.4))
        for terms_of_line in self._terms(inner):
            terms.paint(painter, terms_of_line, at, inner, inks)
            at += QPointF(0, LINE)

    def _terms(self, inner: float) -> list[list[Term]]:
        """The formula in lines."""
        return terms.in_lines(terms.made(*self.formula), inner) if self.formula[0] else []

    def _paint_beak(self, painter: QPainter, area: QRectF) -> None:
        x = min(max(self.at.x(), area.left() + 14), area.right() - 14)
        y = min(max(self.at.y(), area.top() + 14), area.bottom() - 14)
        if not self.beside and area.top() >= self.at.y():
            top = QPointF(x, area.top() - _BEAK)
            corners = [top, top + QPointF(_BEAK, _BEAK), top + QPointF(-_BEAK, _BEAK)]
        elif self.beside and area.left() >= self.at.x():
            tip = QPointF(area.left() - _BEAK, y)
            corners = [tip, tip + QPointF(_BEAK, -_BEAK), tip + QPointF(_BEAK, _BEAK)]
        else:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours().surface.tooltip)
        painter.drawPolygon(QPolygonF(corners))

    def _lead(self) -> float:
        return 22.0 if self.icon else 0.0

    def _inner_width(self) -> float:
        title = width(self.title, "small", 600) + self._lead()
        if not self.text:
            return title
        title += width(self.right, "caption") + 16 if self.right else 0
        widest = _WIDEST_FORMULA if self.formula[0] else _WIDEST
        return min(widest - 2 * _PAD, max(title, *self._wide()) + 1)

    def _wide(self) -> list[float]:
        """How wide the lines of the text and the formula are where nothing is broken."""
        wide = [width(line, "small") for line in self.text.split(NEW_LINE)]
        whole = terms.made(*self.formula) if self.formula[0] else []
        return [*wide, sum(term.width + SPACE for term in whole)]

    def _title_lines(self, inner: float) -> list[str]:
        beside = width(self.right, "caption") + 16 if self.right else 0
        return self._lines(self.title, inner - self._lead() - beside, 600)

    def _lines(self, text: str, inner: float, weight: int = 0) -> list[str]:
        """The text broken into lines."""
        if not text:
            return []
        layout = QTextLayout(text, lettering("small", weight)[0])
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        lines: list[str] = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(inner, 24.0))
            begin = line.textStart()
            lines.append(text[begin : begin + line.textLength()].strip())
        layout.endLayout()
        return lines
