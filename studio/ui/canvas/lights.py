"""Lights: what the sheet lights, dims and hides while a hand holds something."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from studio.graph.graph import Wire
from studio.ui.canvas.fitting import Fits

if TYPE_CHECKING:
    from studio.ui.canvas.sheet import Sheet


class Lights:
    """The lights of one sheet; they are part of its state."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    def light(self, wire: Wire | None) -> None:
        """Light the wire that a carried block would go into."""
        state = self._sheet.state
        if wire is not state.lit:
            areas = self._sheet.wire_areas([w for w in (wire, state.lit) if w is not None])
            state.lit = wire
            self._sheet.refresh(areas)

    def hide(self, wires: Iterable[Wire]) -> None:
        """Hide these wires and no others, for the length of a preview."""
        state = self._sheet.state
        before, state.hidden = state.hidden, frozenset(map(id, wires))
        if before != state.hidden:
            self._sheet.update()

    def offer(self, id: str, title: str) -> None:
        """Show beside the problem of a block a button that takes its best fix."""
        if (id, title) != self._sheet.state.offer:
            chips = self._sheet.chips.all()
            self._sheet.state.offer = (id, title)
            self._sheet.refresh(self._sheet.chips.areas_since(chips, self._sheet.zoom))

    def show_fits(self, fits: Fits | None) -> None:
        """While a wire is drawn: light the ports that fit, dim the rest."""
        self._sheet.state.fits = fits
        self._sheet.update()
        self._sheet.fits_changed.emit(fits)
