"""The graphics item that paints all cards, with their rings, ports and problem chips."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from studio.ui.canvas import shares
from studio.ui.canvas.card_pixmaps import (
    PortLook,
    Ring,
    card_pixmap,
    margin,
    port_pixmap,
    ring_pixmap,
)
from studio.ui.canvas.cards import PortEnd, around, reach
from studio.ui.canvas.chips import REACH
from studio.ui.canvas.detail import Detail, detail
from studio.ui.canvas.faces import Face
from studio.ui.canvas.family_blocks import paint_blocks
from studio.ui.canvas.frame_painting import paint_ports, paint_ring, place
from studio.ui.canvas.paper.painting import paint_titles
from studio.ui.canvas.pixmaps import Scale
from studio.ui.canvas.primitives import Indices, among, whole
from studio.ui.theme import colours

if TYPE_CHECKING:
    from studio.ui.canvas.sheet import Sheet

EVERYWHERE = QRectF(-1.2e7, -1.2e7, 2.4e7, 2.4e7)


class CardsItem(QGraphicsItem):
    """Paints the cards in view. `painted` counts those of the last frame, `late` those put off."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.painted = 0
        self.late: list[QRectF] = []
        self._sheet = sheet
        self._cards = sheet.cards
        self._state = sheet.state
        self._pixmaps = sheet.pixmaps
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        return EVERYWHERE

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        transform = painter.worldTransform()
        ratio = widget.devicePixelRatioF() if widget else 1.0
        scale = Scale(transform.m11(), ratio)
        painter.resetTransform()
        level = detail(scale.zoom)
        areas = self._sheet.exposed or [option.exposedRect]
        edge = reach(scale.zoom)
        seen = among([self._cards.inside(area, edge) for area in areas])
        rows, frames = seen[self._cards.plain[seen]], seen[self._cards.framed[seen]]
        self.painted = len(rows)
        if level == Detail.PLAIN:
            self._paint_rectangles(painter, rows, transform)
        else:
            self._paint_cards(painter, rows, transform, scale, level)
        self._paint_rings(painter, seen[self._cards.visible[seen]], transform, scale, level)
        if level >= Detail.NAME:
            paint_ports(painter, self._cards, frames, transform, scale, self._pixmaps)
            self._paint_ports(painter, seen, transform, scale)
        if len(papers := self._sheet.papers):
            pieces = among([papers.inside(area, scale.zoom) for area in areas])
            paint_titles(painter, papers, pieces, transform, scale, self._pixmaps)
        if self._state.trouble.chips:
            far = REACH / scale.zoom
            rows = among([self._cards.inside(area, far) for area in areas])
            self._sheet.chips.paint(painter, rows, transform, scale, level)

    def finish(self) -> None:
        """Draw the cards for which the last frame had no time."""
        late, self.late = self.late, []
        self._sheet.refresh(late)

    def _paint_cards(
        self, painter: QPainter, rows: Indices, transform: QTransform, scale: Scale, level: Detail
    ) -> None:
        edge = margin(scale)
        fits = self._state.fits
        for row, x, y in self._corners(rows, transform, scale):
            card = self._cards.cards[row]
            pointed = card.node.id == self._state.hover.card  # its name must be readable
            dim = fits is not None and not pointed and fits.reason(card.node.id) is not None
            painter.setOpacity(colours().wire.dimmed_opacity if dim else 1.0)
            face = card.face
            pixmap = self._pixmaps.get_in_time(
                (face, level, scale),
                lambda face=face: card_pixmap(face, level, scale, self._pixmaps),  # type: ignore[misc]
            )
            if pixmap is None:
                self._paint_plainly(painter, row, x, y, scale)
            else:
                painter.drawPixmap(QPointF(x - edge / scale.ratio, y - edge / scale.ratio), pixmap)
                if level == Detail.FULL and (step := int(self._cards.share[row])):
                    shares.paint(painter, step, (face.compact, face.height), (x, y), scale)
        painter.setOpacity(1.0)

    def _corners(
        self, rows: Indices, transform: QTransform, scale: Scale
    ) -> Iterator[tuple[int, float, float]]:
        """Rows with their top left corners on the window, on whole pixels of the screen."""
        corners = self._cards.box[rows, :2] * scale.zoom + (transform.dx(), transform.dy())
        corners = whole(corners * scale.ratio) / scale.ratio
        return zip(rows.tolist(), *corners.T.tolist(), strict=True)

    def _paint_plainly(self, painter: QPainter, row: int, x: float, y: float, scale: Scale) -> None:
        """A card whose pixmap comes in the next frame."""
        _, _, width, height = (self._cards.box[row] * scale.zoom).tolist()
        now, face = colours(), self._cards.cards[row].face
        painter.fillRect(QRectF(x, y, width, height), now.surface.raised)
        side = (24.0 if face.compact else 32.0) * scale.zoom
        inset = (6.0 if face.compact else 12.0) * scale.zoom
        painter.fillRect(QRectF(x + inset, y + inset, side, side), now.family[face.family])
        self.late.append(around(self._cards.box[row].tolist(), scale.zoom))

    def _paint_rectangles(self, painter: QPainter, rows: Indices, transform: QTransform) -> None:
        if self._state.fits is not None:
            painter.setOpacity(colours().wire.dimmed_opacity)
        corner = (transform.dx(), transform.dy())
        paint_blocks(painter, self._cards, rows, transform.m11(), corner)
        painter.setOpacity(1.0)

    def _paint_rings(
        self, painter: QPainter, rows: Indices, transform: QTransform, scale: Scale, level: Detail
    ) -> None:
        edge = margin(scale) / scale.ratio
        for ring, ringed in self._rings(rows):
            dim = ring == "error" and self._state.fits is not None
            painter.setOpacity(colours().wire.dimmed_opacity if dim else 1.0)
            for row, x, y in self._corners(ringed, transform, scale):
                if self._cards.framed[row]:
                    paint_ring(painter, ring, place(self._cards, row, transform, scale), scale)
                elif level == Detail.PLAIN:
                    self._paint_thin_ring(painter, ring, row, x, y, scale)
                else:
                    pixmap = self._ring(ring, self._cards.cards[row].face, level, scale)
                    painter.drawPixmap(QPointF(x - edge, y - edge), pixmap)
        painter.setOpacity(1.0)

    def _rings(self, rows: Indices) -> Iterator[tuple[Ring, Indices]]:
        """The rings and which of these rows wear them; the last lie on top."""
        state = self._state
        bad = {id for id, said in state.trouble.chips.items() if said.severity == "error"}
        focused = {state.focused} if state.focus_shown else set[str]()
        rings: tuple[tuple[Ring, AbstractSet[str]], ...] = (
            ("hover", {state.hover.card} - state.selected - bad),
            ("error", bad),
            ("selected", state.selected - bad),
            ("focus", focused | (state.selected & bad)),  # outside the red one
        )
        for ring, wearers in rings:
            if wearers:
                yield ring, np.intersect1d(self._cards.rows(wearers), rows)

    def _ring(self, ring: Ring, face: Face, level: Detail, scale: Scale) -> QPixmap:
        key = (ring, face.compact, face.inputs, face.outputs, scale)
        return self._pixmaps.get(key, lambda: ring_pixmap(ring, face, level, scale))

    def _paint_thin_ring(
        self, painter: QPainter, ring: Ring, row: int, x: float, y: float, scale: Scale
    ) -> None:
        now = colours()
        painter.setPen(QPen(now.error.text if ring == "error" else now.accent.focus_ring, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        width, height = (self._cards.box[row, 2:] * scale.zoom).tolist()
        painter.drawRect(QRectF(x - 2, y - 2, width + 4, height + 4))

    def _paint_ports(
        self, painter: QPainter, rows: Indices, transform: QTransform, scale: Scale
    ) -> None:
        """The ports that do not look idle; the idle ones are part of their cards."""
        state = self._state
        looks: dict[PortEnd, PortLook] = {}
        if state.fits is None:
            looks.update(dict.fromkeys(state.trouble.ports, "error"))
            if state.hover.port:
                looks[state.hover.port] = "hover"
        else:
            looks.update(dict.fromkeys(state.fits.ports, "compatible"))
            looks[state.fits.start] = "source"
        index, seen = self._cards.index, {*rows.tolist()}
        for end, look in looks.items():
            if index.get(end.block) in seen:
                self._paint_port(painter, end, look, transform, scale)

    def _paint_port(
        self, painter: QPainter, end: PortEnd, look: PortLook, transform: QTransform, scale: Scale
    ) -> None:
        pixmap = self._pixmaps.get(("port", look, scale), lambda: port_pixmap(look, scale))
        size = pixmap.deviceIndependentSize()
        at = transform.map(self._cards.port_place(end))
        painter.drawPixmap(at - QPointF(size.width() / 2, size.height() / 2), pixmap)
