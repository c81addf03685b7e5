"""The list of families and blocks. A block is carried out of it by the mouse, without QDrag."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTreeView, QWidget

from studio.language import tr
from studio.ui import icons
from studio.ui.palette import rows
from studio.ui.palette.offer import BlockType, Family


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
        self._model = QStandardItemModel(self)
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
        self._model.clear()
        for family in families:
            item = _family_item(family)
            for entry in family.blocks:
                item.appendRow(_block_item(entry, family, entry is family.blocks[-1]))
            self._model.appendRow(item)
            self.setExpanded(item.index(), family.key in opened)

    def opened(self) -> set[str]:
        """The keys of the families that are open."""
        return {i.data(rows.FAMILY) for i in self._families() if self.isExpanded(i)}

    def open_only(self, family: str) -> None:
        """Open this family and close the others."""
        for index in self._families():
            self.setExpanded(index, index.data(rows.FAMILY) == family)

    def index_of(self, id: str) -> QModelIndex:
        """Where the block with this id stands; not valid if it is not listed."""
        for family in self._families():
            for row in range(self._model.rowCount(family)):
                index = self._model.index(row, 0, family)
                if index.data(rows.BLOCK) == id:
                    return index
        return QModelIndex()

    def select_first(self) -> None:
        """Make the first block that is listed the current one."""
        first = self._model.index(0, 0, self._model.index(0, 0))
        if first.isValid():
            self.setCurrentIndex(first)

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

    def _families(self) -> list[QModelIndex]:
        return [self._model.index(row, 0) for row in range(self._model.rowCount())]

    def _stop(self) -> None:
        self._forget()
        self.cancelled.emit()

    def _forget(self) -> None:
        self._pressed, self._carrying = None, False
        self.viewport().unsetCursor()


def _family_item(family: Family) -> QStandardItem:
    item = QStandardItem(family.title)
    item.setData(family.key, rows.FAMILY)
    item.setData(family.icon, rows.ICON)
    item.setData(len(family.blocks), rows.COUNT)
    item.setData(
        tr("{family}, {n} blocks").format(family=family.title, n=len(family.blocks)),
        Qt.ItemDataRole.AccessibleTextRole,
    )
    return item


def _block_item(entry: BlockType, family: Family, last: bool) -> QStandardItem:
    item = QStandardItem(tr(entry.title))
    item.setData(family.key, rows.FAMILY)
    item.setData(entry.id, rows.BLOCK)
    item.setData(icons.block_icon(entry.id, family.key), rows.ICON)
    item.setData(last, rows.LAST)
    item.setToolTip(tr(entry.summary()))
    item.setData(tr(entry.summary()), Qt.ItemDataRole.AccessibleDescriptionRole)
    return item
