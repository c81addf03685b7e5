"""Live plots of a run, one a file. pyqtgraph is imported when the first of them is shown."""

from studio.ui.plots.loss import LossPlot
from studio.ui.plots.metric import MetricPlot

__all__ = ["LossPlot", "MetricPlot"]
