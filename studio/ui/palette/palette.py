"""The palette at the left of the canvas: wide, or a rail that opens it over the canvas."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from studio.ui.palette.flyout import Flyout
from studio.ui.palette.offer import BlockType, families
from studio.ui.palette.panel import PalettePanel
from studio.ui.palette.rail import Rail


class Palette(QWidget):
    """Tells which block is carried where (on the screen), and which one is chosen."""

    carried = Signal(str, QPoint)
    released = Signal(str, QPoint)
    cancelled = Signal()
    chosen = Signal(str)
    trained_wanted = Signal()  # a trained network to start from

    def __init__(self, entries: Iterable[BlockType], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries, self._inside = tuple(entries), False
        offer = families(self._entries)
        self._narrow = False
        self._folded = False
        self.panel = PalettePanel(offer)
        self.rail = Rail(offer)
        self._flyout = Flyout(self.panel, self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.rail)
        self._row.addWidget(self.panel)
        self.rail.hide()
        self._connect()

    def set_narrow(self, narrow: bool) -> None:
        """Give the canvas more room (windows below 1,360) or take the full width again."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def set_inside(self, inside: bool) -> None:
        """Offer what can be placed inside of a group, or outside."""
        if inside != self._inside:
            self._inside = inside
            offer = families(self._entries, inside=inside)
            self.panel.set_offer(offer)
            self.rail.set_offer(offer)

    def is_rail(self) -> bool:
        return self._narrow or self._folded

    def is_flyout_open(self) -> bool:
        """Whether the palette lies open over the canvas."""
        return self.is_rail() and self.panel.isVisible()

    def focus_search(self) -> None:
        """Begin a search, opening the flyout if need be."""
        if self.is_rail():
            self._flyout.open()
        self.panel.focus_search()

    def close_flyout(self) -> None:
        """Leave only the rail."""
        if self.is_rail():
            self.panel.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_flyout_open():
            self._flyout.place()

    def _connect(self) -> None:
        self.panel.trained_wanted.connect(self.trained_wanted)
        blocks = self.panel.list
        blocks.carried.connect(self._carry)
        for ended, told in (
            (blocks.released, self.released),
            (blocks.cancelled, self.cancelled),
            (blocks.chosen, self.chosen),
        ):
            ended.connect(self.close_flyout)
            ended.connect(told)
        self.panel.folded.connect(self._fold)
        self.panel.escaped.connect(self.close_flyout)
        self.rail.unfolded.connect(self._unfold)
        self.rail.search.connect(self.focus_search)
        self.rail.family.connect(self._show_family)
        QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]

    def _arrange(self) -> None:
        rail = self.is_rail()
        self._row.removeWidget(self.panel)
        self.panel.setParent(self.window() if rail else self)
        self.rail.setVisible(rail)
        self.panel.set_foldable(not self._narrow)
        if not rail:
            self._row.addWidget(self.panel)
            self.panel.show()

    def _fold(self) -> None:
        self._folded = not self._folded
        self._arrange()

    def _unfold(self) -> None:
        if self._narrow and self.panel.isVisible():
            self.close_flyout()
        elif self._narrow:
            self._flyout.open()
        else:
            self._fold()

    def _show_family(self, key: str) -> None:
        self._flyout.open()
        self.panel.show_family(key)

    def _carry(self, id: str, place: QPoint) -> None:
        if self.is_flyout_open():
            self._flyout.step_aside()
        self.carried.emit(id, place)

    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self.is_flyout_open() and now is not None:
            inside = self.panel.isAncestorOf(now) or self.isAncestorOf(now)
            if not inside:
                self.close_flyout()
