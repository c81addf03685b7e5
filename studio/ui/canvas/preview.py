"""Preview: what a fix would do, as a ghost over the canvas. The document does not know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from studio.graph.graph import Wire
from studio.ui import tokens
from studio.ui.canvas.card_pixmaps import kept_card, margin
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.detail import Detail, detail
from studio.ui.canvas.faces import WIDTH, Card
from studio.ui.canvas.marks import badge_pixmap, badge_width, cross_pixmap, dashed
from studio.ui.canvas.pixmaps import Scale
from studio.ui.theme import colours

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_FADED: Final = 0.7  # how much of a card that would go is covered


@dataclass(frozen=True)
class Preview:
    """The ghosts of new and changed blocks, the new wires, and what would go."""

    view: CanvasView
    ghosts: tuple[Card, ...]
    wires: tuple[tuple[Wire, str], ...]  # new ones, with the shapes that they carry
    gone: tuple[str, ...]
    cut: tuple[Wire, ...]
    told: tuple[tuple[Wire, str], ...] = ()  # wires that stay, with the shapes that they will carry

    def area(self) -> QRectF:
        to_window, zoom = self.view.viewportTransform().mapRect, self.view.camera.zoom
        area = QRectF()
        for box in (
            *map(self._box, self.ghosts),
            *map(to_window, map(self.view.cards.rect, self.gone)),
        ):
            area = area.united(box.adjusted(-16 * zoom, -16 * zoom, 16 * zoom, 16 * zoom))
        for wire, text in self.wires:
            wide = badge_width(text) * max(1.0, zoom) / 2 if text else 4.0
            line = QRectF(*self._ends(wire)).normalized()
            area = area.united(line.adjusted(-wide, -12 * zoom, wide, 12 * zoom))
        for wire in (*self.cut, *(wire for wire, _ in self.told)):
            if (row := self.view.sheet.wires.row(wire)) is not None:
                area = area.united(to_window(self.view.sheet.wires.area(row, zoom)))
        return area

    def paint(self, painter: QPainter) -> None:
        camera = self.view.camera
        scale = Scale(camera.zoom, self.view.viewport().devicePixelRatioF())
        for id in self.gone:
            self._fade(painter, self.view.cards.rect(id))
        for wire in self.cut:
            self._cross(painter, wire, scale)
        for wire, _ in self.wires:
            self._paint_wire(painter, wire)
        for ghost in self.ghosts:
            self._paint_ghost(painter, ghost, scale)
        for wire, text in self.wires:
            begin, end = self._ends(wire)
            self._paint_badge(painter, (begin + end) / 2, text, scale)
        for wire, text in self.told:
            if (at := self._middle(wire)) is not None:
                self._paint_badge(painter, at, text, scale)

    def _paint_ghost(self, painter: QPainter, ghost: Card, scale: Scale) -> None:
        level, box = detail(scale.zoom), self._box(ghost)
        if level >= Detail.ICON:
            edge = margin(scale) / scale.ratio
            corner = QPointF(round(box.left()) - edge, round(box.top()) - edge)
            pixmap = kept_card(ghost.face, level, scale, self.view.sheet.pixmaps)
            painter.drawPixmap(corner, pixmap)
        painter.setPen(dashed(colours().accent.focus_ring))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = tokens.radius().card * scale.zoom
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)

    def _paint_wire(self, painter: QPainter, wire: Wire) -> None:
        painter.setPen(dashed(colours().wire.compatible))
        painter.drawLine(*self._ends(wire))

    def _paint_badge(self, painter: QPainter, at: QPointF, text: str, scale: Scale) -> None:
        if not text or detail(scale.zoom) < Detail.NAME:
            return
        pixmap = badge_pixmap(text, "carried", scale)
        size = pixmap.deviceIndependentSize()
        painter.drawPixmap(at - QPointF(size.width() / 2, size.height() / 2), pixmap)

    def _fade(self, painter: QPainter, rect: QRectF) -> None:
        cover = QColor(colours().surface.canvas)
        cover.setAlphaF(_FADED)
        painter.setPen(dashed(colours().error.text))
        painter.setBrush(cover)
        radius = tokens.radius().card * self.view.camera.zoom
        painter.drawRoundedRect(self.view.viewportTransform().mapRect(rect), radius, radius)

    def _cross(self, painter: QPainter, wire: Wire, scale: Scale) -> None:
        at = self._middle(wire)
        if at is not None:
            pixmap = cross_pixmap(scale)
            size = pixmap.deviceIndependentSize()
            painter.drawPixmap(at - QPointF(size.width() / 2, size.height() / 2), pixmap)

    def _middle(self, wire: Wire) -> QPointF | None:
        """The middle of a wire that is there, in the window."""
        wires = self.view.sheet.wires
        row = wires.row(wire)
        if row is None:
            return None
        return self.view.camera.to_window(QPointF(*wires.middle[row].tolist()))

    def _ends(self, wire: Wire) -> tuple[QPointF, QPointF]:
        begin = PortEnd(wire.source, wire.output, is_input=False)
        return self._port(begin), self._port(PortEnd(wire.target, wire.input, is_input=True))

    def _port(self, end: PortEnd) -> QPointF:
        """Where a port lies in the window: one of a ghost, or of a card that is there."""
        ghost = next((each for each in self.ghosts if each.node.id == end.block), None)
        if ghost is None:
            return self.view.camera.to_window(self.view.cards.port_place(end))
        box, zoom = self._box(ghost), self.view.camera.zoom
        if end.is_input:
            return box.topLeft() + QPointF(ghost.input_offsets[end.name] * zoom, 0)
        return box.bottomLeft() + QPointF(ghost.output_offsets[end.name] * zoom, 0)

    def _box(self, ghost: Card) -> QRectF:
        box = QRectF(ghost.node.x, ghost.node.y, WIDTH, ghost.height)
        return self.view.viewportTransform().mapRect(box)
