"""The metric over the epochs: accuracy, or the error of a number."""

from __future__ import annotations

from studio.language import tr
from studio.training.history import Curve, History
from studio.training.metrics import METRICS
from studio.ui.plots.plot import Plot, decimals


class MetricPlot(Plot):
    """How good the predictions are, in a number that people read."""

    _share = True

    def title(self, history: History | None) -> str:
        if history is None or history.started is None:
            return tr("Accuracy")
        name = history.started.outputs[0].metric
        self._share = name == "accuracy"
        return METRICS[name].title()

    def curves(self, history: History) -> tuple[Curve, Curve]:
        return history.metric(), history.validation_metric()

    def written(self, value: float) -> str:
        return f"{value:.1%}" if self._share else super().written(value)

    def tick(self, value: float, spacing: float) -> str:
        if self._share:
            return f"{value:.{decimals(spacing * 100)}%}"
        return super().tick(value, spacing)
