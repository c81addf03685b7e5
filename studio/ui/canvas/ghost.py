"""Ghost: the card of a block that is carried from the palette, with a tether to its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.graph.graph import Wire
from studio.language import tr
from studio.ui.canvas.card_pixmaps import kept_card, margin, ring_pixmap
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.detail import detail
from studio.ui.canvas.faces import Face
from studio.ui.canvas.marks import dashed, draw_plus_ring
from studio.ui.canvas.note import Note
from studio.ui.canvas.pixmaps import Scale
from studio.ui.canvas.wires import middle_of
from studio.ui.theme import colours

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


@dataclass(frozen=True)
class Ghost:
    """A card at a box of the scene, and the wire that it would go into."""

    view: CanvasView
    face: Face
    box: QRectF
    wire: Wire | None
    joins: tuple[Wire, ...] = ()  # new wires to the blocks above and below

    def area(self) -> QRectF:
        edge = 16 * self.view.camera.zoom
        area = (
            self._box()
            .adjusted(-edge, -edge, edge, edge)
            .united(self._note().covers(self._window()))
        )
        for wire in self.joins:
            begin, end = self._join(wire, self._box())
            area = area.united(QRectF(begin, end).normalized().adjusted(-4, -4, 4, 4))
        knot = self._knot()
        return area if knot is None else area.united(QRectF(knot, knot).adjusted(-14, -14, 14, 14))

    def paint(self, painter: QPainter) -> None:
        camera, pixmaps = self.view.camera, self.view.sheet.pixmaps
        scale = Scale(camera.zoom, self.view.viewport().devicePixelRatioF())
        level, box, knot = detail(camera.zoom), self._box(), self._knot()
        if knot is not None:
            self._paint_tether(painter, knot, box)
        for wire in self.joins:
            self._paint_join(painter, wire, box)
        edge = margin(scale) / scale.ratio
        corner = QPointF(round(box.left()) - edge, round(box.top()) - edge)
        painter.drawPixmap(corner, kept_card(self.face, level, scale, pixmaps))
        painter.drawPixmap(corner, ring_pixmap("selected", self.face, level, scale))
        self._note().paint(painter, self._window())

    def _paint_tether(self, painter: QPainter, knot: QPointF, box: QRectF) -> None:
        colour = colours().wire.compatible
        near = QPointF(
            min(max(knot.x(), box.left()), box.right()), min(max(knot.y(), box.top()), box.bottom())
        )
        painter.setPen(dashed(colour))
        painter.drawLine(knot, near)
        draw_plus_ring(painter, knot, colour)

    def _paint_join(self, painter: QPainter, wire: Wire, box: QRectF) -> None:
        """A wire that there will be, straight and dashed."""
        painter.setPen(dashed(colours().wire.compatible))
        painter.drawLine(*self._join(wire, box))

    def _join(self, wire: Wire, box: QRectF) -> tuple[QPointF, QPointF]:
        """Both ends of a wire to be, in the window."""
        cards, to_window = self.view.cards, self.view.camera.to_window
        above = PortEnd(wire.source, wire.output, is_input=False)
        if wire.source in cards:
            return to_window(cards.port_place(above)), QPointF(box.center().x(), box.top())
        below = PortEnd(wire.target, wire.input, is_input=True)
        return QPointF(box.center().x(), box.bottom()), to_window(cards.port_place(below))

    def _note(self) -> Note:
        box = self._box()
        at = QPointF(box.center().x(), box.bottom() + 2)
        first, last = (self.joins[0], self.joins[-1]) if self.joins else (self.wire, self.wire)
        if first is None or last is None:
            return Note(at, tr("Release to place it here"))
        text = tr("Release to place it between {source} and {target}")
        if self.joins:
            text = tr("Release to wire it to {source} and {target}")
        return note_about(self.view, at, text, first, last)

    def _knot(self) -> QPointF | None:
        """The middle of the wire, in the window."""
        middle = middle_of(self.view.sheet.wires, self.wire)
        return self.view.camera.to_window(middle) if middle is not None else None

    def _box(self) -> QRectF:
        return self.view.viewportTransform().mapRect(self.box)

    def _window(self) -> QRectF:
        return QRectF(self.view.viewport().rect())


def note_about(view: CanvasView, at: QPointF, text: str, first: Wire, last: Wire) -> Note:
    """A note with the names of the blocks at the ends of a way."""
    source, target = view.cards[first.source].face.name, view.cards[last.target].face.name
    return Note(at, text.format(source=source, target=target))
