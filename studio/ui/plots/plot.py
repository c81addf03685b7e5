"""Plot: a title, the latest values, and training and validation curves over the epochs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.language import tr
from studio.training.history import Curve, History
from studio.ui.controls.outline import painting
from studio.ui.controls.text import Text
from studio.ui.theme import colours

if TYPE_CHECKING:
    from studio.ui.plots.axes import Axes

Part = Literal["training", "validation"]


class Plot(QWidget):
    """One chart of a run. What it draws is said by `title`, `curves` and `written`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = Text("", "strong")
        self.values: dict[Part, Text] = {
            "training": Text("", "small", weight=600),
            "validation": Text("", "small", weight=600),
        }
        self._empty = Text(tr("No runs yet. Press Train to start. The curves appear here."))
        self._empty.set_tone("muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._axes: Axes | None = None
        self._lay_out()

    def title(self, history: History | None) -> str:
        """What the chart is called."""
        raise NotImplementedError

    def curves(self, history: History) -> tuple[Curve, Curve]:
        """The training and the validation curve."""
        raise NotImplementedError

    def written(self, value: float) -> str:
        """A value as it stands in the head of the chart."""
        return f"{value:.3f}" if abs(value) < 1000 else f"{value:.3g}"

    def tick(self, value: float, spacing: float) -> str:
        """A value as it stands at the axis, where the next one is `spacing` away."""
        return f"{value:.{decimals(spacing)}f}"

    def draw(self, history: History | None, epochs: int) -> None:
        """Show a run's curves over an axis of so many epochs; None empties the chart."""
        self.heading.say(self.title(history))
        if history is None:
            for value in self.values.values():
                value.say("–")
            if self._axes is not None:
                self._axes.clear()
            return
        training, validation = self.curves(history)
        smooth = smoothed(training)
        for part, curve in (("training", smooth), ("validation", validation)):
            last = self.written(float(curve.y[-1])) if len(curve.y) else "–"
            self.values[part].say(last)  # type: ignore[index]
        self._shown().draw(training, smooth, validation, epochs)

    def points(self) -> tuple[int, int]:
        """How many points of training and validation are drawn."""
        return self._axes.points() if self._axes else (0, 0)

    def _shown(self) -> Axes:
        if self._axes is None:
            from studio.ui.plots.axes import Axes  # brings in pyqtgraph

            self._axes = Axes(self.tick, self)
            self._empty.hide()
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self._axes)
        return self._axes

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 8, 0)
        head.setSpacing(6)
        head.addWidget(self.heading)
        head.addStretch(1)
        names: dict[Part, str] = {"training": tr("Training"), "validation": tr("Validation")}
        for part, name in names.items():
            head.addWidget(Key(part))
            head.addWidget(Text(name, "small", "secondary"))
            head.addWidget(self.values[part])
            head.addSpacing(10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._empty, 1)


def smoothed(curve: Curve) -> Curve:
    """The curve without the jumps from batch to batch: a running mean over half an epoch."""
    first = curve.x[0] if len(curve.x) else 1.0
    window = max(1, round(0.5 / first))  # the first point is one distance from zero
    if len(curve.y) <= 2 or window == 1:
        return curve
    sums = np.cumsum(np.insert(curve.y, 0, 0.0))
    ends = np.arange(1, len(curve.y) + 1)
    begins = np.maximum(0, ends - window)
    return Curve(curve.x, (sums[ends] - sums[begins]) / (ends - begins))


def decimals(spacing: float) -> int:
    """How many decimals tell two ticks apart."""
    return max(0, -math.floor(math.log10(spacing))) if 0 < spacing < 1 else 0


class Key(QWidget):
    """The sample of a curve beside its name: a line, or dashes with a square."""

    def __init__(self, part: Part) -> None:
        super().__init__()
        self._part = part
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(18, 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = colours().chart
        with painting(self) as painter:
            pen = QPen(now.training if self._part == "training" else now.validation, 2)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            if self._part == "validation":
                pen.setDashPattern([2.5, 1.5])
            painter.setPen(pen)
            painter.drawLine(QLineF(QPointF(0, 6), QPointF(18, 6)))
            if self._part == "validation":
                painter.fillRect(QRectF(6, 3, 6, 6), now.validation)
