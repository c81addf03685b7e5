"""The narrow palette: a rail with one tile for each family."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from studio.language import tr
from studio.ui import icons, tokens
from studio.ui.controls.button import IconButton
from studio.ui.controls.outline import focus_ring, painting
from studio.ui.palette.offer import Family
from studio.ui.theme import colours

_TILE = 26


class Rail(QWidget):
    """Opens the palette, the search, or one family."""

    unfolded = Signal()
    search = Signal()
    family = Signal(str)

    def __init__(self, offer: Sequence[Family], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(tokens.sizes().palette_rail)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 1, 8)
        layout.setSpacing(4)
        self.unfold_button = IconButton("panel-left", tr("Show the palette"))
        self.unfold_button.clicked.connect(self.unfolded)
        search = IconButton("search", tr("Search blocks"))
        search.clicked.connect(self.search)
        for button in (self.unfold_button, search):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(1)
        self._tiles = {family.key: FamilyButton(family) for family in offer}
        for tile in self._tiles.values():
            tile.clicked.connect(lambda _=False, key=tile.key: self.family.emit(key))
            layout.addWidget(tile, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def set_offer(self, offer: Sequence[Family]) -> None:
        """Show the tiles of these families."""
        for key, tile in self._tiles.items():
            tile.setVisible(any(family.key == key for family in offer))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.base)
            line = self.rect().adjusted(self.width() - 1, 0, 0, 0)
            painter.fillRect(line, colours().border.subtle)


class FamilyButton(QAbstractButton):
    """The tile of one family."""

    def __init__(self, family: Family, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._family, self.key = family, family.key
        self.setFixedSize(_TILE + 4, _TILE + 4)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(family.title)
        self.setToolTip(family.title)

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            if not self.isEnabled():
                painter.setOpacity(colours().wire.dimmed_opacity)
            tile = QRectF(2, 2, _TILE, _TILE)
            corner = tokens.radius().control
            icons.paint_tile(painter, self._family.key, self._family.icon, tile, corner)
            if self.hasFocus():
                focus_ring(painter, self.rect(), corner + 2)
