"""Chips: where the problem of a block is shown above its card, or as a pin from far out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTransform

from studio.graph.problems import Problem
from studio.ui.canvas.cards import around
from studio.ui.canvas.detail import Detail
from studio.ui.canvas.marks import CHIP_HEIGHT, PIN, chip_pixmap, chip_width, pin_pixmap
from studio.ui.canvas.pixmaps import Scale
from studio.ui.canvas.primitives import Indices
from studio.ui.theme import colours

if TYPE_CHECKING:
    from studio.ui.canvas.sheet import Sheet

REACH = 320.0  # a chip may be wider than its card, and lies above it
_BADGE_HALF = 50.0  # a chip leaves room for the badge of a short wire above the card
_ABOVE = 10.0


class Chip(NamedTuple):
    """A problem beside its card. Chips that differ look different or lie elsewhere."""

    box: tuple[float, float, float, float]
    wired: tuple[float, float] | None  # from the card's left to its first and last input in use
    problem: Problem

    def place(self, zoom: float) -> QRectF:
        """Where the chip lies, in pixels of the window from the scene's origin."""
        left, top, width = self.box[0] * zoom, self.box[1] * zoom, self.box[2] * zoom
        wide, half = chip_width(self.problem.chip), _BADGE_HALF * max(1.0, zoom)
        if self.wired is not None:
            before = self.wired[0] * zoom - half - wide
            behind = self.wired[1] * zoom + half
            # Beside the wires, at the left unless it sticks out less at the right.
            less = behind + wide - width + 1 < -before
            left += behind if less else min(0.0, before)
        return QRectF(left, top - _ABOVE - CHIP_HEIGHT, wide, CHIP_HEIGHT)

    def pin(self, zoom: float) -> QRectF:
        """Where the pin lies that takes its place from far out."""
        left, top, width, height = (value * zoom for value in self.box)
        return QRectF(left + width + 2, top + (height - PIN) / 2, PIN, PIN)

    def area(self, zoom: float) -> QRectF:
        """All of the scene that the chip, its pin and its card may cover."""
        seen = self.place(zoom).united(self.pin(zoom)).adjusted(-2, -2, 2, 2)
        size = seen.size() / zoom
        area = QRectF(seen.x() / zoom, seen.y() / zoom, size.width(), size.height())
        return area.united(around(self.box, zoom))


class Chips:
    """The chips of one canvas."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._pixmaps = sheet.pixmaps

    def of(self, id: str) -> Chip | None:
        """The chip of a block, if it has one."""
        problem = self._sheet.state.trouble.chips.get(id)
        row = self._sheet.cards.index.get(id)
        if problem is None or row is None:
            return None
        left, top, width, height = self._sheet.cards.box[row].tolist()
        return Chip((left, top, width, height), self._sheet.wires.reached.get(row), problem)

    def all(self) -> Mapping[str, Chip]:
        """Every chip, by its block."""
        found = ((id, self.of(id)) for id in self._sheet.state.trouble.chips)
        return {id: chip for id, chip in found if chip is not None}

    def areas_since(self, before: Mapping[str, Chip], zoom: float) -> list[QRectF]:
        """Where chips have come, gone, moved or changed, and the wires that keep clear of them."""
        now, wires = self.all(), self._sheet.wires
        changed = {id for id in {*before, *now} if before.get(id) != now.get(id)}
        chips = (chip for id in changed for chip in (before.get(id), now.get(id)) if chip)
        strands = (w for w in self._sheet.state.trouble.wires.values() if w.target in changed)
        rows = (wires.row(wire) for wire in strands)
        return [
            *(chip.area(zoom) for chip in chips),
            *(wires.area(row, zoom) for row in rows if row is not None),
        ]

    def paint(
        self, painter: QPainter, rows: Indices, transform: QTransform, scale: Scale, level: Detail
    ) -> None:
        """The chips of these cards; from far out a pin beside each that has an error."""
        if self._sheet.state.fits is not None:
            painter.setOpacity(colours().wire.dimmed_opacity)
        origin = QPointF(transform.dx(), transform.dy())
        for row in rows.tolist():
            chip = self.of(self._sheet.cards.cards[row].node.id)
            if chip is None:
                continue
            if level >= Detail.NAME:
                self._paint_chip(painter, chip, origin, scale)
            elif chip.problem.severity == "error":
                pixmap = self._pixmaps.get(
                    ("pin", scale.ratio), lambda: pin_pixmap("error", scale.ratio)
                )
                painter.drawPixmap(_rounded(chip.pin(scale.zoom).topLeft() + origin), pixmap)
        painter.setOpacity(1.0)

    def _paint_chip(self, painter: QPainter, chip: Chip, origin: QPointF, scale: Scale) -> None:
        problem = chip.problem
        pixmap = self._pixmaps.get(
            ("chip", problem.chip, problem.severity, scale.ratio),
            lambda: chip_pixmap(problem.chip, problem.severity, scale.ratio),
        )
        painter.drawPixmap(_rounded(chip.place(scale.zoom).topLeft() + origin), pixmap)


def _rounded(at: QPointF) -> QPointF:
    return QPointF(round(at.x()), round(at.y()))
