"""One fix in the list: what it does, why, and what comes of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.blocks.block import Block
from studio.language import number, tr, tr_count
from studio.project.fixes import Fix
from studio.ui import icons, tokens
from studio.ui.controls.chip import Chip
from studio.ui.controls.outline import focus_ring, painting, rounded
from studio.ui.controls.row_button import RowButton
from studio.ui.controls.text import Text
from studio.ui.theme import colours

_TILE = 28


class FixRow(RowButton):
    """A click takes the fix; the pointer over it, or the keyboard, makes it the chosen one."""

    pointed_at = Signal()

    def __init__(self, fix: Fix, block: Block | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fix = fix
        self._block = block
        self._current = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(fix.title)
        self.setAccessibleDescription(" ".join(filter(None, (fix.why, _told(fix), _then(fix)))))
        self._title = Text(fix.title, "body", weight=600, wrap=True)
        self._key = Chip(tr("Enter"), "key")
        self._lay_out()
        self.set_current(False)

    def set_current(self, current: bool) -> None:
        """Whether Enter takes this one."""
        self._current = current
        self._title.set_tone("accent" if current else "primary")
        self._key.setVisible(current)
        self.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointed_at.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.pointed_at.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()  # the list goes from row to row, and takes the chosen one

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, corner = colours(), tokens.radius().control
        with painting(self) as painter:
            if self._current:
                rounded(painter, self.rect(), corner, now.accent.subtle)
                if self.hasFocus():
                    focus_ring(painter, self.rect(), corner)
            tile = QRectF(10, 10, _TILE, _TILE)
            if self._block is not None:
                icon = icons.block_icon(self._block.kind, self._block.family)
                icons.paint_tile(painter, self._block.family, icon, tile, tokens.radius().tile)
            else:
                corner_of_icon = tile.center() - QRectF(0, 0, 18, 18).center()
                icons.paint(painter, "wrench", corner_of_icon, now.text.secondary, 18)

    def _lay_out(self) -> None:
        fix, column = self.fix, self.column
        column.setContentsMargins(_TILE + 20, 8, 10, 9)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self._key, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(Text(fix.why, "small", "secondary", wrap=True, line=16))
        if _shapes(fix) or fix.parameters:
            result = QHBoxLayout()
            result.setContentsMargins(0, 3, 0, 0)
            result.addWidget(Text(_shapes(fix), "caption", "muted"), 1)
            if fix.parameters:
                result.addWidget(Text(_parameters(fix), "caption", "muted"))
            column.addLayout(result)
        if fix.then:
            column.addWidget(Text(_then(fix), "caption", "warning", wrap=True, line=15))


def _shapes(fix: Fix) -> str:
    return f"{fix.gets} → {fix.gives}" if fix.gets and fix.gives else fix.gives


def _parameters(fix: Fix) -> str:
    return tr_count("{n} parameter", "{n} parameters", fix.parameters or 0)


def _told(fix: Fix) -> str:
    """The result for screen readers."""
    shapes = tr("{gets} becomes {gives}.").format(gets=fix.gets, gives=fix.gives)
    return " ".join((shapes if fix.gets and fix.gives else "", _parameters(fix)))


def _then(fix: Fix) -> str:
    """What is left to do after it."""
    if not fix.then:
        return ""
    text = tr("Then there is more to do: {problem}").format(problem=fix.then[0].what)
    return text + (f" (+{number(len(fix.then) - 1)})" if len(fix.then) > 1 else "")
