"""The loss over the epochs."""

from __future__ import annotations

from studio.language import tr
from studio.training.history import Curve, History
from studio.ui.plots.plot import Plot


class LossPlot(Plot):
    """How far the predictions are from the truth."""

    def title(self, history: History | None) -> str:
        return tr("Loss")

    def curves(self, history: History) -> tuple[Curve, Curve]:
        return history.loss(), history.validation_loss()
