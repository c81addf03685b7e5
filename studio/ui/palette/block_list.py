"""The list of families and blocks. A block is carried out of it by the mouse, without QDrag."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTreeView, QWidget

from studio.language import tr
from studio.ui.palette import rows
from studio.ui.palette.block_model import BlockModel
from studio.ui.palette.offer import Family


class BlockList(QTreeView):
    """Families that open. Signals carry a block's id and a place on the screen.

    The mouse stays with this widget from press to release (Qt's own grab), so whoever listens
    gets every move of a carried block, wherever the pointer is.
    """

    carried = Signal(str, QPoint)
    released = Signal(str, QPoint)
    cancelled = Signal()
    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: tuple[str, QPoint] | None = None
        self._carrying = False
        self._model = BlockModel(self)
        self.setModel(self._model)
        self.setItemDelegate(rows.RowPainter(self))
        self.setObjectName("palette")
        self.setAccessibleName(tr("Blocks by family"))
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.NoDragDrop)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.expanded.connect(lambda index: self._model.setData(index, True, rows.OPEN))
        self.collapsed.connect(lambda index: self._model.setData(index, False, rows.OPEN))

    def show_families(self, families: Sequence[Family], opened: set[str]) -> None:
        """List these families, with those of these keys open."""
        self._model.show_families(families)
        for index in self._model.families():
            self.setExpanded(index, index.data(rows.FAMILY) in opened)

    def opened(self) -> set[str]:
        """The keys of the families that are open."""
        return {i.data(rows.FAMILY) for i in self._model.families() if self.isExpanded(i)}

    def open_only(self, family: str) -> None:
        """Open this family, make it the current row, and close the others."""
        for index in self._model.families():
            wanted = index.data(rows.FAMILY) == family
            self.setExpanded(index, wanted)
            if wanted:
                self.setCurrentIndex(index)

    def index_of(self, id: str) -> QModelIndex:
        """Where the block with this id stands; not valid if it is not listed."""
        return self._model.index_of(id)

    def choose_current(self) -> None:
        """Choose the current block, or open or close the current family."""
        index = self.currentIndex()
        if id := index.data(rows.BLOCK):
            self.chosen.emit(id)
        elif index.isValid():
            self.setExpanded(index, not self.isExpanded(index))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._carrying:
            self._stop()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_current()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        index = self.indexAt(event.position().toPoint())
        if id := index.data(rows.BLOCK):
            self._pressed = (id, event.position().toPoint())
        elif index.isValid():
            self.setExpanded(index, not self.isExpanded(index))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseMoveEvent(event)
            return
        id, start = self._pressed
        moved = (event.position().toPoint() - start).manhattanLength()
        if self._carrying or moved >= QApplication.startDragDistance():
            self._carrying = True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.carried.emit(id, event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, carrying = self._pressed, self._carrying
        self._forget()
        if pressed is not None and carrying:
            self.released.emit(pressed[0], event.globalPosition().toPoint())
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.indexAt(event.position().toPoint()).data(rows.BLOCK):
            self.choose_current()
        else:
            self.mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._carrying and event.reason() == Qt.FocusReason.ActiveWindowFocusReason:
            self._stop()

    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Families show their own sign."""

    def _stop(self) -> None:
        self._forget()
        self.cancelled.emit()

    def _forget(self) -> None:
        self._pressed, self._carrying = None, False
        self.viewport().unsetCursor()
