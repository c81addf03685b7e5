"""Chips: where the problem of a block is shown above its card, or as a pin from far out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QTransform

from studio.graph.problems import Problem
from studio.ui.canvas.cards import around
from studio.ui.canvas.detail import Detail, detail
from studio.ui.canvas.marks import (
    CHIP_HEIGHT,
    PIN,
    chip_pixmap,
    chip_width,
    fix_pixmap,
    fix_width,
    pin_pixmap,
)
from studio.ui.canvas.pixmaps import Scale
from studio.ui.canvas.primitives import Indices
from studio.ui.theme import colours

if TYPE_CHECKING:
    from studio.ui.canvas.sheet import Sheet

REACH = 320.0  # a chip may be wider than its card, and lies above it
_BADGE_HALF = 50.0  # a chip leaves room for the badge of a short wire above the card
_ABOVE = 10.0
_BESIDE = 6.0  # between a chip and the button beside it


class Chip(NamedTuple):
    """A problem beside its card. Chips that differ look different or lie elsewhere."""

    box: tuple[float, float, float, float]
    wired: tuple[float, float] | None  # from the card's left to its first and last input in use
    problem: Problem
    fix: str = ""  # what the button beside it does

    def place(self, zoom: float) -> QRectF:
        """Where the chip lies, in pixels of the window from the scene's origin."""
        left, top = self.box[0] * zoom, self.box[1] * zoom
        wide = chip_width(self.problem.chip)
        if self.wired is not None:
            before, behind = self._beside(zoom)
            left += behind if self._at_right(zoom) else min(0.0, before - wide)
        return QRectF(left, top - _ABOVE - CHIP_HEIGHT, wide, CHIP_HEIGHT)

    def button(self, zoom: float) -> QRectF:
        """Where the button lies that takes the best fix: at the other side of the wires."""
        chip, wide = self.place(zoom), fix_width(self.fix) if self.fix else 0
        left = chip.right() + _BESIDE
        if self.wired is not None and not self._at_right(zoom):
            left = max(left, self.box[0] * zoom + self._beside(zoom)[1])
        return QRectF(left, chip.top(), wide, CHIP_HEIGHT)

    def _beside(self, zoom: float) -> tuple[float, float]:
        """How far from the card's left the room for the badge of a wire begins and ends."""
        assert self.wired is not None
        half = _BADGE_HALF * max(1.0, zoom)
        return self.wired[0] * zoom - half, self.wired[1] * zoom + half

    def _at_right(self, zoom: float) -> bool:
        """Whether the chip sticks out less at the right of the wires than at the left."""
        before, behind = self._beside(zoom)
        wide = chip_width(self.problem.chip)
        return behind + wide - self.box[2] * zoom + 1 < wide - before

    def pin(self, zoom: float) -> QRectF:
        """Where the pin lies that takes its place from far out."""
        left, top, width, height = (value * zoom for value in self.box)
        return QRectF(left + width + 2, top + (height - PIN) / 2, PIN, PIN)

    def area(self, zoom: float) -> QRectF:
        """All of the scene that the chip, its pin and its card may cover."""
        seen = self.place(zoom).united(self.pin(zoom)).united(self.button(zoom))
        seen.adjust(-2, -2, 2, 2)
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
        block, title = self._sheet.state.offer
        wired = self._sheet.wires.joints.reached(row)
        return Chip((left, top, width, height), wired, problem, title if block == id else "")

    def at(self, point: QPointF, zoom: float) -> tuple[str, bool] | None:
        """The block whose chip lies at a point of the scene; true: the button beside the chip."""
        if detail(zoom) < Detail.NAME or not self._sheet.state.trouble.chips:
            return None
        far, at = REACH / zoom, point * zoom
        for row in self._sheet.cards.inside(QRectF(point, point), far).tolist():
            id = self._sheet.cards.cards[row].node.id
            chip = self.of(id)
            if chip is not None and chip.fix and chip.button(zoom).contains(at):
                return id, True
            if chip is not None and chip.place(zoom).contains(at):
                return id, False
        return None

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
        if chip.fix:
            button = self._pixmaps.get(
                ("fix", chip.fix, scale.ratio), lambda: fix_pixmap(chip.fix, scale.ratio)
            )
            painter.drawPixmap(_rounded(chip.button(scale.zoom).topLeft() + origin), button)


def _rounded(at: QPointF) -> QPointF:
    return QPointF(math.floor(at.x() + 0.5), math.floor(at.y() + 0.5))
