"""Code to read: line numbers, the lines of a block marked, and only what differs written anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QPlainTextDocumentLayout, QPlainTextEdit, QWidget

from studio.language import tr
from studio.ui.controls.outline import painting
from studio.ui.source.differing import changes
from studio.ui.source.highlighter import Highlighter
from studio.ui.theme import colours, fixed_font, mixed, theme

LINE = 18
GUTTER = 52
EDGE = 6
MOST_APART = 100  # changes that are made one by one
VEIL = 0.6  # how much of its background lies over code that is old


class CodeView(QPlainTextEdit):
    """Shows lines of code. A click on a line, or Enter in it, tells of it by its number from 0."""

    line_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[str] = []
        self._marked: frozenset[int] = frozenset()
        self._stale = False
        self._dress()
        self._gutter = _Gutter(self)
        self.highlighter = Highlighter(self.document())
        self.updateRequest.connect(self._gutter.follow)
        theme().changed.connect(self.viewport().update)

    @property
    def marked(self) -> frozenset[int]:
        """The numbers of the lines that are marked."""
        return self._marked

    @property
    def stale(self) -> bool:
        """Whether the code is that of an earlier state."""
        return self._stale

    def show_lines(self, lines: Sequence[str]) -> int:
        """Show these lines; only those that differ are written. Returns how many."""
        differing = changes(self._lines, lines)
        cursor = QTextCursor(self.document())
        # Joined, changes are coloured anew with all that lies between them.
        joined = len(differing) > MOST_APART
        if joined:
            cursor.beginEditBlock()
        for change in differing:
            self._replace(cursor, change.start, change.end, change.lines)
        if joined:
            cursor.endEditBlock()
        self._lines = list(lines)
        return sum(len(change.lines) for change in differing)

    def mark(self, lines: Collection[int], reveal: bool = False) -> None:
        """Mark these lines; `reveal` brings the last of them into view if none is."""
        self._marked = frozenset(lines)
        self.viewport().update()
        self._gutter.update()
        if reveal and lines and self._marked.isdisjoint(self.shown()):
            bar = self.verticalScrollBar()
            bar.setValue(max(self._marked) - bar.pageStep() // 2)

    def set_stale(self, stale: bool) -> None:
        """Dim the code while it is that of an earlier state."""
        self._stale = stale
        self.viewport().update()
        self._gutter.update()

    def shown(self) -> range:
        """The numbers of the lines in view."""
        first = self.firstVisibleBlock().blockNumber()
        return range(first, first + self.viewport().height() // LINE)

    def places(self) -> Iterator[tuple[int, float]]:
        """Each line that can be seen, with its top in the viewport."""
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top < self.viewport().height():
            yield block.blockNumber(), top
            block, top = block.next(), top + LINE

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._marked:
            with painting(self.viewport()) as painter:
                for number, top in self.places():
                    if number in self._marked:
                        band = QRectF(0, top - 2, self.viewport().width(), LINE)
                        painter.fillRect(band, colours().surface.selected)
        super().paintEvent(event)
        if self._stale:
            with painting(self.viewport()) as painter:
                painter.fillRect(event.rect(), mixed(colours().surface.raised, VEIL))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        area = self.contentsRect()
        self._gutter.setGeometry(area.left(), area.top(), GUTTER, area.height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        if left and not self.textCursor().hasSelection():
            at = self.cursorForPosition(event.position().toPoint())
            self.line_chosen.emit(at.blockNumber())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.line_chosen.emit(self.textCursor().blockNumber())
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.viewport().update()

    def _replace(self, cursor: QTextCursor, start: int, end: int, lines: Sequence[str]) -> None:
        """Put lines in the place of others; every line but the very last has a line end."""
        document, text = self.document(), "\n".join(lines)
        whole = document.characterCount() - 1
        first, last = whole, whole
        if start < len(self._lines):
            first = document.findBlockByNumber(start).position()
        if end < len(self._lines):
            last = document.findBlockByNumber(end).position()
            text = f"{text}\n" if lines else ""
        elif start:  # the line end before the last lines comes and goes with them
            first = first - 1 if start < end else first
            text = f"\n{text}" if lines else ""
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)

    def _dress(self) -> None:
        document = QTextDocument(self)
        document.setDocumentLayout(_Lines(document))
        document.setDefaultFont(fixed_font())
        document.setUndoRedoEnabled(False)
        document.setDocumentMargin(EDGE)
        self.setDocument(document)
        self.setFont(fixed_font())
        self.setObjectName("code")
        self.setAccessibleName(tr("Source"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setViewportMargins(GUTTER, 0, 0, 0)


class _Lines(QPlainTextDocumentLayout):
    """Gives each line the height of the design, which Qt would take from the font."""

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        area = super().blockBoundingRect(block)
        if area.height() > 0:
            area.setHeight(LINE)
        return area


class _Gutter(QWidget):
    """The line numbers."""

    def __init__(self, view: CodeView) -> None:
        super().__init__(view)
        self._view = view
        self.setFont(fixed_font())

    def follow(self, _area: object, dy: int) -> None:
        """Scroll along with the code."""
        if dy:
            self.scroll(0, dy)
        else:
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = colours()
        with painting(self) as painter:
            painter.fillRect(self.rect(), now.surface.raised)
            for number, top in self._view.places():
                if number in self._view.marked:
                    painter.fillRect(QRectF(0, top - 2, self.width(), LINE), now.surface.selected)
                    painter.fillRect(QRectF(0, top - 2, 3, LINE), now.accent.focus_ring)
                self._paint_number(painter, number + 1, top)
            if self._view.stale:
                painter.fillRect(self.rect(), mixed(now.surface.raised, VEIL))

    def _paint_number(self, painter: QPainter, number: int, top: float) -> None:
        painter.setPen(colours().text.disabled)
        area = QRectF(0, top - 2, self.width() - 14, LINE)
        painter.drawText(
            area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number)
        )
