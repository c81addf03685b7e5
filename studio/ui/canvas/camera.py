"""Camera: which part of the canvas is in view, and how large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, Signal
from PySide6.QtGui import QTransform

from studio.graph.bookmarks import LEAST_ZOOM, MOST_ZOOM

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

LEAST, MOST = LEAST_ZOOM, MOST_ZOOM
_STOPS: Final = (0.05, 0.08, 0.12, 0.2, 0.33, 0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0, 4.0)
_AIR: Final = 48.0


class Camera(QObject):
    """Zooms and pans one view. At every zoom the scene lies on whole pixels."""

    zoom_changed = Signal(float)
    moved = Signal()

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        view.shift.done.connect(self.moved)

    @property
    def zoom(self) -> float:
        """1.0 is one unit of the scene for one of the window."""
        return self._view.transform().m11()

    def zoom_in(self) -> None:
        """Show less, larger."""
        self.zoom_to(next((stop for stop in _STOPS if stop > self.zoom + 0.005), MOST))

    def zoom_out(self) -> None:
        """Show more, smaller."""
        self.zoom_to(next((stop for stop in _STOPS[::-1] if stop < self.zoom - 0.005), LEAST))

    def zoom_reset(self) -> None:
        """Show everything at its own size."""
        self.zoom_to(1.0)

    def fit(self) -> None:
        """Show all that lies on the paper, at most at its own size."""
        self.show_area(self._view.sheet.bounds())

    def zoom_to(self, zoom: float, at: QPointF | None = None) -> None:
        """Zoom so that what lies under a point of the window stays there; by default its middle."""
        zoom = min(max(zoom, LEAST), MOST)
        zoom = next((stop for stop in _STOPS if abs(stop - zoom) < 1e-6), zoom)
        if abs(zoom - self.zoom) < 1e-9:
            return
        at = at if at is not None else _middle(self._view)
        fixed = self.to_scene(at)
        with self._view.shift.at_once(keep=False):
            self._view.setTransform(QTransform.fromScale(zoom, zoom))
            _put(self._view, fixed, at)
        self.zoom_changed.emit(zoom)

    def pan(self, by: QPoint) -> None:
        """Move what is seen by pixels of the window."""
        with self._view.shift.at_once():
            for bar, step in (
                (self._view.horizontalScrollBar(), by.x()),
                (self._view.verticalScrollBar(), by.y()),
            ):
                bar.setValue(bar.value() - step)

    def centre(self, point: QPointF) -> None:
        """Bring a point of the scene to the middle."""
        _put(self._view, point, _middle(self._view))

    def show_area(self, area: QRectF) -> None:
        """Bring an area into view as a whole."""
        if area.isEmpty():
            return
        port = self._view.viewport().rect().adjusted(int(_AIR), int(_AIR), -int(_AIR), -int(_AIR))
        wide, high = max(port.width(), 1), max(port.height(), 1)
        self.zoom_to(min(1.0, wide / area.width(), high / area.height()))
        self.centre(area.center())

    def reveal(self, *ids: str) -> None:
        """Pan just so far that these blocks are in view."""
        area = QRectF()
        for id in ids:
            area = area.united(self._view.cards.rect(id))
        self.reveal_area(area)

    def reveal_area(self, area: QRectF) -> None:
        """Pan just so far that this area is in view, or as much of it as fits."""
        if area.isNull():
            return
        area, seen = area.adjusted(-_AIR, -_AIR, _AIR, _AIR), self.seen()
        dx = min(area.left() - seen.left(), 0.0) or max(area.right() - seen.right(), 0.0)
        dy = min(area.top() - seen.top(), 0.0) or max(area.bottom() - seen.bottom(), 0.0)
        self.pan(QPoint(round(-dx * self.zoom), round(-dy * self.zoom)))

    def seen(self) -> QRectF:
        """The part of the scene that is in view."""
        corner = self.to_scene(QPointF(0, 0))
        size = self._view.viewport().size()
        return QRectF(corner.x(), corner.y(), size.width() / self.zoom, size.height() / self.zoom)

    def to_scene(self, at: QPointF) -> QPointF:
        """A point of the window in the scene."""
        inverted, _ = self._view.viewportTransform().inverted()
        return inverted.map(at)

    def to_window(self, point: QPointF) -> QPointF:
        """A point of the scene in the window."""
        return self._view.viewportTransform().map(point)


def _put(view: CanvasView, point: QPointF, at: QPointF) -> None:
    """Scroll so that a point of the scene lies at a point of the window."""
    off = view.camera.to_window(point) - at
    view.camera.pan(QPoint(-round(off.x()), -round(off.y())))


def _middle(view: CanvasView) -> QPointF:
    """The middle of the window."""
    return QRectF(view.viewport().rect()).center()
