"""How the examples are divided: a bar of three parts and their counts."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.language import number, tr
from studio.ui.controls.outline import painting, rounded
from studio.ui.theme import colours, font

_ROW = 22


class PartsBar(QWidget):
    """Training, validation and test as shares of all examples."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = (0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: tuple[int, int, int]) -> None:
        """Show how many examples each part has."""
        self._counts = counts
        self.setAccessibleName("; ".join(f"{name} {number(n)}" for name, n, _ in self._rows()))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 14 + 3 * _ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, total = colours(), sum(self._counts) or 1
        with painting(self) as painter:
            left = 0.0
            for _, count, colour in self._rows():
                width = (self.width() - 4) * count / total
                rounded(painter, QRectF(left, 2, max(0.0, width), 8), 2, colour)
                left += width + 2
            painter.setFont(font("small"))
            for index, (name, count, colour) in enumerate(self._rows()):
                top = 16 + index * _ROW
                rounded(painter, QRectF(0, top + 5, 9, 9), 2, colour)
                painter.setPen(now.text.secondary)
                painter.drawText(QRectF(18, top, 200, 18), 0, name)
                painter.setPen(now.text.primary)
                shown = number(count)
                width = painter.fontMetrics().horizontalAdvance(shown)
                painter.drawText(QRectF(self.width() - width, top, width + 1, 18), 0, shown)

    def _rows(self) -> tuple[tuple[str, int, QColor], ...]:
        now = colours()
        return (
            (tr("Training"), self._counts[0], now.chart.training),
            (tr("Validation"), self._counts[1], now.chart.validation),
            (tr("Test, kept aside"), self._counts[2], now.chart.earlier_run),
        )
