"""The search in the network: opens over the right of the canvas, which shows what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint

from studio.ui.search.graph_offer import GraphOffer
from studio.ui.search.popup import SearchPopup

if TYPE_CHECKING:
    from studio.ui.window import Window

_WIDTH: Final = 360
_EDGE: Final = 16  # from the edges of the canvas


class GraphSearch:
    """Opens by its key, whatever step is shown, and closes by it again."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.popup = SearchPopup(window, _WIDTH)

    def toggle(self) -> None:
        """Open it, or close it again."""
        if self.popup.close_without_choice():
            return
        self._window.steps.go("build")
        canvas = self._window.canvas
        corner = canvas.mapTo(self._window, QPoint(canvas.width() - _WIDTH - _EDGE, _EDGE))
        self.popup.open(GraphOffer(canvas, _WIDTH + _EDGE), corner, aside=0)
