"""The steps of the work along the top: which one is shown, and what is in view in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF
from PySide6.QtWidgets import QApplication

from studio.language import tr
from studio.ui import bars

if TYPE_CHECKING:
    from studio.ui.window import Window


class Steps:
    """Goes from step to step, and shows in each the part of the network that was in view there."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._canvas = window.canvas
        self.current = ""
        # Zoom and middle of what was in view when a step was left.
        self._views: dict[str, tuple[float, QPointF]] = {}

    def connect(self) -> None:
        """Follow the step bar and the document."""
        bar, why = self._window.topbar, tr("This step comes with a later version of Layerloom.")
        for step in ("data", "test"):
            bar.steps.refuse(step, why)
        bar.step_chosen.connect(self.go)
        self._window.document.opened.connect(self._opened)
        self._canvas.scope.moved.connect(lambda _before: self._views.clear())

    def go(self, step: str) -> None:
        """Show a step of the work."""
        window = self._window
        if step == "export":
            window.actions_table["export"].trigger()
            return
        if step == self.current:
            return
        camera = self._canvas.camera
        self._views[self.current] = (camera.zoom, camera.seen().center())
        self.current = step
        training = step == "train"
        window.focus.keep(window.inspector if training else window.setup, window.palette_panel)
        window.topbar.steps.set_current(step)
        bars.tell(window, "")
        window.arrangement.show_step(step)
        window.source.entered()
        window.outline.entered()
        # The dock takes its room now, or gives it back: who goes to a step may show a place there.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self._restore_view()
        window.train.entered(training)

    def _restore_view(self) -> None:
        """Show the part of the network that was in view when this step was left."""
        if self.current in self._views:
            zoom, middle = self._views[self.current]
            self._canvas.camera.zoom_to(zoom)
            self._canvas.camera.centre(middle)
        elif self.current == "train":
            self._canvas.camera.fit()

    def _opened(self) -> None:
        self._views.clear()
        self._canvas.select(())
        if self._window.document.project.graph.nodes:
            self._canvas.camera.fit()
        else:
            self._canvas.camera.zoom_reset()
