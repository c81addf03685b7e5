"""Axes: the pyqtgraph part of a plot. Only this file imports it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.training.history import Curve, Numbers
from studio.ui.theme import colours, font, mixed, theme

MOST_MARKS = 40  # more squares than this on one curve run into each other
SKIPPED = 0.03


class Axes(QWidget):
    """Two curves on a grid. The x axis counts epochs; the y axis finds its own limits."""

    def __init__(self, tick: Callable[[float, float], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left = _Values(tick)
        self._bottom = pg.AxisItem("bottom")
        self._plot = pg.PlotWidget(axisItems={"left": self._left, "bottom": self._bottom})
        self._noise = self._plot.plot([], [], antialias=True)
        self._training = self._plot.plot([], [], antialias=True)
        self._validation = self._plot.plot([], [], antialias=True, symbol="s", symbolSize=6)
        self._now = self._plot.plot([], [], pen=None, symbol="o", symbolSize=7)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self._set_up()
        self._dress()
        theme().changed.connect(self._dress)

    def draw(self, training: Curve, smooth: Curve, validation: Curve, epochs: int) -> None:
        """Show these curves over an axis of so many epochs."""
        self._noise.setData(training.x, training.y)
        self._training.setData(smooth.x, smooth.y)
        self._validation.setData(validation.x, validation.y)
        self._validation.setSymbol("s" if len(validation.x) <= MOST_MARKS else None)
        self._now.setData(smooth.x[-1:], smooth.y[-1:])
        if limits := seen_range(smooth.y, validation.y):
            self._plot.setYRange(*limits, padding=0.06)
        self._plot.setXRange(0, max(1, epochs), padding=0.01)

    def clear(self) -> None:
        """Show empty axes."""
        for curve in (self._noise, self._training, self._validation, self._now):
            curve.setData([], [])

    def points(self) -> tuple[int, int]:
        """How many points of training and validation there are."""
        counts = []
        for curve in (self._training, self._validation):
            x, _ = curve.getOriginalDataset()
            counts.append(0 if x is None else len(x))
        return counts[0], counts[1]

    def _set_up(self) -> None:
        plot = self._plot
        plot.setAntialiasing(True)
        plot.hideButtons()
        plot.setMenuEnabled(False)
        menu = plot.getPlotItem().ctrlMenu  # without a parent it would outlive the plot
        menu.setParent(self, menu.windowFlags())
        plot.setMouseEnabled(x=True, y=False)
        plot.showGrid(x=False, y=True, alpha=0.999)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.getPlotItem().setContentsMargins(0, 4, 8, 0)
        self._left.setWidth(44)
        for axis, level in ((self._left, 1), (self._bottom, 0)):
            axis.setStyle(
                tickLength=0, tickFont=font("caption"), tickTextOffset=6, maxTickLevel=level
            )
            axis.setZValue(-1)  # the grid lies under the curves
        for curve in (self._noise, self._training, self._validation):
            curve.setClipToView(True)
            curve.setDownsampling(auto=True, method="peak")
        plot.getViewBox().setLimits(xMin=0)

    def _dress(self) -> None:
        now = colours()
        self._plot.setBackground(now.surface.base)
        self._noise.setPen(pg.mkPen(mixed(now.chart.training, 0.25), width=1))
        self._training.setPen(pg.mkPen(now.chart.training, width=2))
        self._validation.setPen(pg.mkPen(now.chart.validation, width=2, dash=[2.5, 1.5]))
        self._validation.setSymbolBrush(now.chart.validation)
        self._validation.setSymbolPen(None)
        self._now.setSymbolBrush(now.chart.training)
        self._now.setSymbolPen(None)
        for axis in (self._left, self._bottom):
            axis.setPen(pg.mkPen(now.chart.grid))
            axis.setTextPen(now.text.muted)


def seen_range(smooth: Numbers, validation: Numbers) -> tuple[float, float] | None:
    """The range of the y axis: all that is drawn but the very first values, which may be huge."""
    settled = smooth[math.ceil(SKIPPED * len(smooth)) :] if len(smooth) > 10 else smooth
    values = np.concatenate([settled, validation])
    values = values[np.isfinite(values)]
    return (float(values.min()), float(values.max())) if len(values) else None


class _Values(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """A left axis that writes values as the chart says."""

    def __init__(self, tick: Callable[[float, float], str]) -> None:
        super().__init__("left")
        self._tick = tick

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        return [self._tick(value * scale, spacing * scale) for value in values]
