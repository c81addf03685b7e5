"""The dock of the Train step: the run's head and its charts."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.training.history import History
from studio.ui import tokens
from studio.ui.controls.outline import painting
from studio.ui.controls.text import Hairline
from studio.ui.plots import LossPlot, MetricPlot
from studio.ui.theme import colours
from studio.ui.training.run_bar import RunBar


class Dock(QWidget):
    """Shows one run; the window tells it when there is news."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = RunBar()
        self.plots = (LossPlot(), MetricPlot())
        self.setMinimumHeight(tokens.sizes().train_dock_minimum)
        charts = QHBoxLayout()
        charts.setSpacing(0)
        for plot in self.plots:
            charts.addWidget(plot, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 1, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(Hairline())
        layout.addLayout(charts, 1)
        self.draw(None, 1)

    def draw(self, history: History | None, epochs: int) -> None:
        """Redraw every chart."""
        for plot in self.plots:
            plot.draw(history, epochs)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.base)
            painter.fillRect(0, 0, self.width(), 1, colours().border.default)
