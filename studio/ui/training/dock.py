"""The dock of the Train step: the run's head and its charts."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.training.history import History
from studio.ui import tokens
from studio.ui.controls.outline import painting
from studio.ui.controls.text import Hairline
from studio.ui.plots import LossPlot, MetricPlot
from studio.ui.plots.plot import Plot
from studio.ui.theme import colours
from studio.ui.training.run_bar import RunBar

TURN_MS = 80


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
        self._shown: tuple[History | None, int] = (None, 1)
        self._stale: list[Plot] = []
        # Beside a training thread a paint takes several times its time alone: one chart a turn.
        self._turn = QTimer(self, interval=TURN_MS)
        self._turn.timeout.connect(self._draw_next)
        for plot in self.plots:
            plot.draw(None, 1)

    def draw(self, history: History | None, epochs: int) -> None:
        """Redraw every chart, one after the other."""
        self._shown = (history, epochs)
        self._stale = list(self.plots)
        if not self._turn.isActive():
            self._draw_next()
            self._turn.start()

    def _draw_next(self) -> None:
        if self._stale:
            self._stale.pop(0).draw(*self._shown)
        else:
            self._turn.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.base)
            painter.fillRect(0, 0, self.width(), 1, colours().border.default)
