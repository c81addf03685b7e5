"""The minimap at the lower right: the whole network, and the frame of what is in view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from studio.language import tr
from studio.ui import tokens
from studio.ui.canvas.family_blocks import paint_blocks
from studio.ui.canvas.paper.painting import paint_areas
from studio.ui.canvas.pixmaps import blank, drawing
from studio.ui.controls.outline import painting, rounded
from studio.ui.theme import colours, mixed, theme

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

SIZE = QSize(120, 104)
_INSET = 6.0


class Minimap(QWidget):
    """Press or drag in it to go there. Hidden while everything fits the window anyway."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._aside = False
        self._picture: QPixmap | None = None
        self._world = QRectF()  # what it shows: the network with some air
        self._frame = QRectF()  # of what is in view, as it is painted
        self.setFixedSize(SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("Overview of the network"))
        theme().changed.connect(self.renew)

    def renew(self) -> None:
        """The network has changed."""
        self._picture = None
        self._world = self._view.sheet.bounds().adjusted(-160, -48, 160, 48)
        self.setVisible(len(self._view.cards) > 0 and not self._aside)
        self.update()

    def follow(self) -> None:
        """Another part of the paper is in view: paint that, once it can be told apart."""
        if self._seen() != self._frame:
            self.update()

    def make_way(self, areas: Sequence[QRectF]) -> None:
        """Step aside while something is painted where the minimap lies."""
        aside = any(area.intersects(QRectF(self.geometry())) for area in areas)
        if aside != self._aside:
            self._aside = aside
            self.setVisible(len(self._view.cards) > 0 and not aside)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = colours()
        with painting(self) as painter:
            radius = float(tokens.radius().control)
            rounded(painter, self.rect(), radius, now.surface.raised, now.border.default)
            if self._picture is None:
                self._picture = self._painted()
            painter.drawPixmap(0, 0, self._picture)
            self._frame = self._seen()
            painter.setPen(QPen(now.accent.focus_ring, 1.5))
            painter.setBrush(mixed(now.accent.focus_ring, 0.04))
            painter.drawRoundedRect(self._frame, 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._go(event.position())

    def _go(self, at: QPointF) -> None:
        area, inner = self._world, self._inner()
        share = self._share(area, inner)
        self._view.camera.centre(area.center() + (at - inner.center()) / share)

    def _painted(self) -> QPixmap:
        """Frames and notes as areas, and the cards as small rectangles."""
        cards = self._view.cards
        made = blank(SIZE.width(), SIZE.height(), self.devicePixelRatioF())
        origin = self._mapped(QRectF(0, 0, 1, 1))
        rows = np.flatnonzero(cards.plain)
        share, corner = origin.width(), (origin.x(), origin.y())
        with drawing(made) as painter:
            paint_areas(painter, self._view.sheet.papers, share, corner)
            for row in np.flatnonzero(cards.framed):
                area = self._mapped(QRectF(*cards.box[row].tolist()))
                rounded(painter, area, 2, colours().surface.group, colours().border.default)
            paint_blocks(painter, cards, rows, share, corner)
        return made

    def _seen(self) -> QRectF:
        """The frame of what is in view, on half pixels."""
        seen = self._mapped(self._view.camera.seen())
        edges = (round(2 * edge) / 2 for edge in seen.getCoords())  # type: ignore[attr-defined]
        left, top, right, bottom = edges
        inner = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        return QRectF(left, top, right - left, bottom - top) & inner

    def _inner(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_INSET, _INSET, -_INSET, -_INSET)

    def _share(self, area: QRectF, inner: QRectF) -> float:
        return min(inner.width() / area.width(), inner.height() / area.height())

    def _mapped(self, area: QRectF) -> QRectF:
        """An area of the scene on the minimap."""
        world, inner = self._world, self._inner()
        share = self._share(world, inner)
        corner = inner.center() + (area.topLeft() - world.center()) * share
        return QRectF(corner, area.size() * share)
