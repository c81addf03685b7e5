"""Visits: which part of each network was in view when it was left, so that one comes back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from studio.project.place import Path

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class Visits:
    """The views of one canvas by the path of the network. None of it is saved."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._seen: dict[Path, tuple[float, QPointF]] = {}

    def clear(self) -> None:
        """Another document: nothing of it has been seen yet."""
        self._seen = {}

    def leave(self) -> None:
        """The network that is shown will be another in a moment."""
        camera = self._view.camera
        self._view.select(())
        self._seen[self._view.scope.path] = (camera.zoom, camera.seen().center())

    def arrive(self, before: Path) -> None:
        """Another network is shown: as it was left, if one comes back from further in."""
        view, path = self._view, self._view.scope.path
        view.setFocus()
        if before[: len(path)] != path or path not in self._seen:
            view.camera.fit()
            return
        zoom, middle = self._seen[path]
        view.camera.zoom_to(zoom)
        view.camera.centre(middle)
        view.select({before[len(path)]})
