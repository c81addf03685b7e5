"""Preview: what a fix would do, as a ghost over the canvas. The document does not know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from studio.graph.graph import Graph, Node, Wire
from studio.project.fixes import Fix
from studio.project.place import Place, trail
from studio.ui import tokens
from studio.ui.canvas.card_pixmaps import card_pixmap, margin
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.detail import Detail, detail
from studio.ui.canvas.faces import WIDTH, Card, card
from studio.ui.canvas.marks import badge_pixmap, badge_width, cross_pixmap
from studio.ui.canvas.pixmaps import Scale
from studio.ui.canvas.primitives import Floats, Indices
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
        for wire in self.cut:
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
            self._paint_badge(painter, wire, text, scale)

    def _paint_ghost(self, painter: QPainter, ghost: Card, scale: Scale) -> None:
        level, box = detail(scale.zoom), self._box(ghost)
        if level >= Detail.ICON:
            edge = margin(scale) / scale.ratio
            corner = QPointF(round(box.left()) - edge, round(box.top()) - edge)
            pixmap = card_pixmap(ghost.face, level, scale, self.view.sheet.pixmaps)
            painter.drawPixmap(corner, pixmap)
        painter.setPen(_dashed(colours().accent.focus_ring))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = tokens.radius().card * scale.zoom
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)

    def _paint_wire(self, painter: QPainter, wire: Wire) -> None:
        painter.setPen(_dashed(colours().wire.compatible))
        painter.drawLine(*self._ends(wire))

    def _paint_badge(self, painter: QPainter, wire: Wire, text: str, scale: Scale) -> None:
        begin, end = self._ends(wire)
        if not text or detail(scale.zoom) < Detail.NAME:
            return
        pixmap = badge_pixmap(text, "carried", scale)
        size = pixmap.deviceIndependentSize()
        middle = (begin + end) / 2
        painter.drawPixmap(middle - QPointF(size.width() / 2, size.height() / 2), pixmap)

    def _fade(self, painter: QPainter, rect: QRectF) -> None:
        cover = QColor(colours().surface.canvas)
        cover.setAlphaF(_FADED)
        painter.setPen(_dashed(colours().error.text))
        painter.setBrush(cover)
        radius = tokens.radius().card * self.view.camera.zoom
        painter.drawRoundedRect(self.view.viewportTransform().mapRect(rect), radius, radius)

    def _cross(self, painter: QPainter, wire: Wire, scale: Scale) -> None:
        row = self.view.sheet.wires.row(wire)
        if row is None:
            return
        pixmap = cross_pixmap(scale)
        size = pixmap.deviceIndependentSize()
        at = self.view.camera.to_window(QPointF(*self.view.sheet.wires.middle[row].tolist()))
        painter.drawPixmap(at - QPointF(size.width() / 2, size.height() / 2), pixmap)

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


def _dashed(colour: QColor) -> QPen:
    pen = QPen(colour, 2)
    pen.setDashPattern([length / 2 for length in tokens.raw()["stroke"]["dashDrag"]])
    return pen


class Previewing:
    """Shows on one canvas what a fix would do, and takes it back."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._before: tuple[int, Indices, Floats] | None = None  # what to put back

    def show(self, fix: Fix) -> None:
        """Show this fix; cards make room for new ones until it is hidden."""
        self.hide()
        scope = self._view.scope
        if fix.path != scope.path:
            return  # what it changes is not shown, or shown as a part of something else
        now = trail(fix.project, fix.checked, fix.path)[-1]
        before, after = scope.place.graph, now.graph
        known, kept = set(map(id, before.wires)), set(map(id, after.wires))  # quicker than by value
        added = [wire for wire in after.wires if id(wire) not in known]
        filled = {(wire.target, wire.input) for wire in added}
        lost = [wire for wire in before.wires if id(wire) not in kept]
        lost = [wire for wire in lost if {wire.source, wire.target} <= after.by_id.keys()]
        self._make_room(before, after)
        self._view.sheet.hide(wire for wire in lost if (wire.target, wire.input) in filled)
        self._view.overlay.draw(
            Preview(
                self._view,
                tuple(_card(now, n) for n in after.nodes if _differs(before, n)),
                tuple((wire, _carried(now, wire)) for wire in added),
                tuple(n.id for n in before.nodes if n.id not in after.by_id),
                tuple(wire for wire in lost if (wire.target, wire.input) not in filled),
            )
        )

    def hide(self) -> None:
        """Show the document as it is."""
        if self._before is not None:
            (layout, rows, corners), self._before = self._before, None
            if len(rows) and layout == self._view.cards.layout:
                self._view.sheet.place(rows, corners)
            self._view.sheet.hide(())
            self._view.overlay.draw(None)

    def _make_room(self, before: Graph, after: Graph) -> None:
        """Put the cards where they will lie, what is inside of a frame along with it."""
        cards = self._view.cards
        corners = cards.box[:, :2].copy()
        for node in after.nodes:
            old = before.by_id.get(node.id)
            if old is not None and old is not node and (old.x, old.y) != (node.x, node.y):
                corners[cards.with_insides([node.id])] += (node.x - old.x, node.y - old.y)
        moved = np.flatnonzero((corners != cards.box[:, :2]).any(axis=1))
        self._before = cards.layout, moved, cards.box[moved, :2].copy()
        if len(moved):
            self._view.sheet.place(moved, corners[moved])


def _differs(before: Graph, node: Node) -> bool:
    """Whether a block is new, or looks different apart from its place."""
    old = before.by_id.get(node.id)
    return old is not node and (old is None or _looks(old) != _looks(node))


def _looks(node: Node) -> tuple[object, ...]:
    return node.block, node.frozen, node.name


def _card(place: Place, node: Node) -> Card:
    cost = place.checked.costs.get(node.id)
    known = place.checked.shapes.nodes.get(node.id)
    return card(place.graph, node, known, cost.parameters if cost else 0)


def _carried(place: Place, wire: Wire) -> str:
    shape = place.checked.shapes.on(wire)
    return shape.text() if shape else ""
