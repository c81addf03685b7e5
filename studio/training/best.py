"""Best: which epoch's weights are kept."""

from __future__ import annotations

from studio.training.events import Measured, Score
from studio.training.metrics import METRICS


class Best:
    """Compares epochs by the validation metric, and by the lower loss where that is equal.

    Metrics of several outputs cannot be added up, so the weighted loss decides between those.
    """

    def __init__(self, measured: tuple[Measured, ...]) -> None:
        self._metric = METRICS[measured[0].metric] if len(measured) == 1 else None
        self._score: Score | None = None

    def beaten(self, score: Score | None) -> bool:
        """Whether this epoch is the best so far. Without a validation part each one is."""
        better = score is None or self._score is None or self._better(score, self._score)
        if better:
            self._score = score
        return better

    def _better(self, score: Score, than: Score) -> bool:
        if self._metric is None or score.metric == than.metric:
            return score.loss < than.loss
        return self._metric.better(score.metric, than.metric)
