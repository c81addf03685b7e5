"""What lies over the inspector while a wire is drawn: what it carries and where it may end."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from studio.language import number, tr
from studio.ui.controls.outline import painting
from studio.ui.controls.text import Text
from studio.ui.inspector.header import Tile
from studio.ui.inspector.section import Section
from studio.ui.inspector.wire_words import MOST, Rows, WireWords
from studio.ui.theme import colours


class WirePanel(QWidget):
    """Shows what it is told of one wire, over another widget that stays as it is."""

    def __init__(self, below: QWidget) -> None:
        super().__init__(below)
        self._below = below
        self._leaving = QTimer(self, singleShot=True, interval=20)
        self._leaving.timeout.connect(self.hide)
        self.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.tile = Tile()
        self.title, self.state = Text("", "panelTitle"), Text("", "small", "muted")
        self.carries = Text("", "small", "secondary", wrap=True, line=17)
        self.fits = _Pairs(tr("Fits here"), tr("Gives"))
        self.others = _Pairs(tr("Does not fit"), tr("Because"), faint=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title)
        words.addWidget(self.state)
        head = QHBoxLayout()
        head.setSpacing(11)
        head.addWidget(self.tile)
        head.addLayout(words, 1)
        top = QVBoxLayout()
        top.setContentsMargins(16, 13, 16, 13)
        top.setSpacing(10)
        top.addLayout(head)
        top.addWidget(self.carries)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.fits)
        column.addWidget(self.others)
        column.addStretch(1)

    def show_wire(self, told: WireWords) -> None:
        """Show this wire, until it is left."""
        self._leaving.stop()
        self.tile.show_block(told.block)
        self.title.say(told.title)
        self.state.say(told.state)
        self.carries.say(told.carries)
        self.carries.setVisible(bool(told.carries))
        self.fits.show_rows(told.fits)
        self.others.show_rows(told.others)
        self.setGeometry(self._below.rect())
        self.show()
        self.raise_()

    def leave(self) -> None:
        """Give way, in a frame of its own: what lies below takes as long as the canvas."""
        self._leaving.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.base)
            painter.fillRect(0, 0, 1, self.height(), colours().border.subtle)


class _Pairs(Section):
    """Rows of two texts; the labels are used again."""

    def __init__(self, title: str, right: str, *, faint: bool = False) -> None:
        super().__init__(title, Text(right, "caption", "muted"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(0, 1)
        self._rows = []
        for row in range(MOST):
            left = Text("", "small", "secondary" if faint else "primary")
            right_text = Text("", "small", "muted" if faint else "secondary")
            right_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(left, row, 0)
            grid.addWidget(right_text, row, 1)
            self._rows.append((left, right_text))
        self._more = Text("", "small", "muted")
        self.column.addLayout(grid)
        self.column.addWidget(self._more)

    def show_rows(self, rows: Rows) -> None:
        """Show these pairs; without any, nothing is shown at all."""
        pairs = [*rows.pairs, *[("", "")] * (MOST - len(rows.pairs))]
        for labels, texts in zip(self._rows, pairs, strict=True):
            for label, text in zip(labels, texts, strict=True):
                label.say(text)
                label.setVisible(bool(texts[0]))
        self._more.say(tr("{n} more").format(n=number(rows.more)) if rows.more else "")
        self._more.setVisible(rows.more > 0)
        self.setVisible(bool(rows.pairs))
