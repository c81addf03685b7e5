"""Draw a wire from a port, or drag the end of one: only what fits is lit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from studio.graph.graph import Wire
from studio.language import tr
from studio.ui import tokens
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.curves import curves
from studio.ui.canvas.fitting import fits, joined
from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.marks import badge_pixmap
from studio.ui.canvas.note import Note
from studio.ui.canvas.pixmaps import Scale
from studio.ui.canvas.primitives import polygon
from studio.ui.canvas.state import Hover
from studio.ui.theme import colours

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_SNAP = 36.0  # pixels of the window


class DrawWire(Gesture):
    """A wire from a port follows the pointer and snaps to the nearest port that fits.

    `moved` is the wire whose end is dragged: let go over nothing, it stays as it was.
    """

    def __init__(
        self, view: CanvasView, at: QPointF, start: PortEnd, moved: Wire | None = None
    ) -> None:
        super().__init__(view, at)
        self.target: PortEnd | None = None
        self._moved = moved
        self._end = at
        shown, checked = view.scope.shown, view.scope.checked
        self.fits = fits(
            shown.graph, checked.fields, checked.shapes, start, moved, within=shown.within
        )
        view.select({start.block})
        view.sheet.show_fits(self.fits)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        view = self.view
        self.target = self._nearest(at)
        here = view.camera.to_window(view.cards.port_place(self.target)) if self.target else at
        self._end = here
        card = self._pointed(at)
        view.sheet.point_at(Hover(card=card))
        view.overlay.say(self._refusal(card, at))

    def _refusal(self, card: str, at: QPointF) -> Note | None:
        """Why the wire cannot end at the card pointed at."""
        view = self.view
        reason = self.fits.reason(card) if card and not self.target else None
        if reason is None:
            return None
        box = view.camera.to_window(view.cards.rect(card).bottomLeft())
        wide = view.cards.rect(card).width() * view.camera.zoom
        under = QPointF(min(max(at.x(), box.x()), box.x() + wide), box.y() + 12)
        return Note(under, reason.title, reason.text, icon="circle-alert")

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        self.move(at, modifiers)
        self._end_all()
        if self.target is None:
            refusal = self._refusal(self._pointed(at), at)
            if refusal is not None:
                self.view.overlay.keep(refusal)
            return
        wire = joined(self.fits.start, self.target)
        scope = self.view.scope
        if self._moved is None:
            scope.edit(tr("Connect blocks"), scope.graph.connected(wire))
        elif wire != self._moved:
            trial = scope.graph.disconnected(self._moved).connected(wire)
            scope.edit(tr("Move a wire"), trial)

    def cancel(self) -> None:
        self._end_all()

    def area(self) -> QRectF:
        begin = self.view.camera.to_window(self.view.cards.port_place(self.fits.start))
        area = QRectF(begin, self._end).normalized()
        return area.adjusted(-48, -130, 48, 130).united(self._badge_area(begin))

    def paint(self, painter: QPainter) -> None:
        now, zoom = colours(), self.view.camera.zoom
        begin = self.view.camera.to_window(self.view.cards.port_place(self.fits.start))
        above, below = (self._end, begin) if self.fits.start.is_input else (begin, self._end)
        ends = np.array([[above.x(), above.y(), below.x(), below.y()]])
        points = curves(ends, np.full((1, 3), np.nan))[0]
        pen = QPen(now.accent.focus_ring, 2 * max(zoom, 0.5))
        dash = tokens.raw()["stroke"]["dashDrag"]
        pen.setDashPattern([length / 2 for length in dash])
        painter.setPen(pen)
        painter.drawPolyline(polygon(points))
        if self.fits.shape is not None:
            ratio = self.view.viewport().devicePixelRatioF()
            pixmap = badge_pixmap(self.fits.shape.text(), "carried", Scale(1.0, ratio))
            painter.drawPixmap(self._badge_area(begin).topLeft(), pixmap)

    def _badge_area(self, begin: QPointF) -> QRectF:
        return QRectF(round(begin.x() + 14), round(begin.y() + 8), 140, 22)

    def _pointed(self, at: QPointF) -> str:
        """The card under the pointer, or that of a port there."""
        cards, point = self.view.cards, self.view.camera.to_scene(at)
        port = cards.port_at(point, 12 / min(self.view.camera.zoom, 1.0))
        return cards.at(point) or (port.block if port else "")

    def _nearest(self, at: QPointF) -> PortEnd | None:
        """The port that fits and is nearest: within reach, or on the card pointed at."""
        view = self.view
        point = view.camera.to_scene(at)
        pointed = view.cards.rows(_with_ends(view, view.cards.at(point))).tolist()
        reach = _SNAP / view.camera.zoom
        near: list[tuple[float, PortEnd]] = []
        for row in {*view.cards.inside(QRectF(point, point), reach).tolist(), *pointed}:
            for end, place in view.cards.ports(row):
                distance = QLineF(point, place).length()
                if end in self.fits.ports and (distance <= reach or row in pointed):
                    near.append((distance, end))
        return min(near, key=lambda found: found[0])[1] if near else None

    def _end_all(self) -> None:
        self.view.sheet.show_fits(None)
        self.view.sheet.point_at(Hover())
        self.view.overlay.say(None)


def _with_ends(view: CanvasView, id: str) -> list[str]:
    """A block, with the inlets and outlets on its edge if it is a frame."""
    inner = (end for end, frame in view.sheet.within.items() if frame == id)
    return [id, *(end for end in inner if view.cards[end].kind == "end")]
