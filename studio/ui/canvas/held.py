"""Held: cards, pieces of paper and wires that are elsewhere for the length of a drag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.ui.canvas.cards import covered
from studio.ui.canvas.primitives import Floats, Indices

if TYPE_CHECKING:
    from studio.ui.canvas.sheet import Sheet


class Held:
    """What a hand holds on one sheet. The document does not know of it."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def place(self, rows: Indices, corners: Floats) -> None:
        """Put cards elsewhere for the length of a drag; the document does not know.

        Each row of `corners` has left and top, or these with width and height.
        """
        sheet, box = self._sheet, self._sheet.cards.box
        chips, zoom = sheet.chips.all(), sheet.zoom
        areas = covered(box[rows], zoom)
        box[rows, : corners.shape[1]] = corners
        areas += covered(box[rows], zoom)
        areas += sheet.wires.follow(sheet.cards, areas, zoom)
        sheet.refresh(areas + sheet.chips.areas_since(chips, zoom))

    def place_pieces(self, rows: Indices, boxes: Floats) -> None:
        """Put frames and notes elsewhere for the length of a drag, as `place` does with cards."""
        zoom = self._sheet.zoom
        areas = [self._sheet.papers.area(row, zoom) for row in rows.tolist()]
        self._sheet.papers.put(rows, boxes)
        self._sheet.refresh(areas + [self._sheet.papers.area(row, zoom) for row in rows.tolist()])

    def bend(self, row: int, via: Floats | None) -> None:
        """Draw a wire through other points for the length of a drag; None: through its own."""
        self._sheet.wires.bends.hold(row, via)
        self._sheet.refresh(self._sheet.wires.follow(self._sheet.cards, [], self._sheet.zoom))
