"""The tree of the outline: what keys and the mouse do in it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from studio.language import tr
from studio.ui import tokens
from studio.ui.controls.outline import focus_ring
from studio.ui.controls.rows import Index
from studio.ui.outline.model import BLOCK, LINE, NAME, VALUE, OutlineModel
from studio.ui.outline.rows import runs

_SHARES = (0.3, 0.26, 0.16, 0.11)  # of the width, for all columns but the last
Flag = QItemSelectionModel.SelectionFlag
Key = Qt.Key


class OutlineTree(QTreeView):
    """Selects whole rows. Enter goes to the block on the canvas, or changes the value of a line."""

    blocks_chosen = Signal(object)  # the ids of the blocks whose rows are selected
    block_wanted = Signal(str)  # on the canvas
    wire_unwanted = Signal(str, str)  # a block, and the input whose wire is to go

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._showing = False  # what the canvas selects
        self._blocks: frozenset[str] = frozenset()  # of the selected rows
        self.setObjectName("outline")
        self.setAccessibleName(tr("Outline of the network"))
        self.setAccessibleDescription(
            tr("Right opens a block. Enter goes to it or changes a value. F2 renames it.")
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setIndentation(18)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed)
        self.setExpandsOnDoubleClick(False)

    def show_model(self, model: OutlineModel) -> None:
        """Show these rows."""
        self.setModel(model)
        self.header().setStretchLastSection(True)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.header().setSectionsMovable(False)
        self.selectionModel().selectionChanged.connect(lambda _now, _before: self._tell())

    def select_blocks(self, ids: Iterable[str]) -> None:
        """Select the rows of these blocks, as the canvas does."""
        model, wanted = self.model(), frozenset(ids)
        assert isinstance(model, OutlineModel)
        if wanted == self._blocks:
            return
        self._blocks = wanted
        rows = sorted(model.row[id] for id in wanted if id in model.row)
        chosen = QItemSelection()
        for first, last in runs(rows):
            chosen.select(model.index(first, NAME), model.index(last, NAME))
        self._showing = True
        self.selectionModel().select(chosen, Flag.ClearAndSelect | Flag.Rows)
        if len(rows) == 1:
            here = model.index(rows[0], NAME)
            self.selectionModel().setCurrentIndex(here, Flag.NoUpdate)
            self.scrollTo(here)
        self._showing = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            for column, share in enumerate(_SHARES):
                wide = round(share * event.size().width())
                self.setColumnWidth(column, max(wide, self.header().sectionSizeHint(column)))

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().drawRow(painter, option, index)
        here = self.currentIndex()
        if (index.row(), index.parent()) == (here.row(), here.parent()) and self.hasFocus():
            focus_ring(painter, option.rect, tokens.radius().control_small)

    def event(self, event: QEvent) -> bool:
        # Delete means the wire of an input here, and nothing at other lines; not their block.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            at_line = self.currentIndex().data(LINE) is not None
            if event.key() in (Key.Key_Delete, Key.Key_Backspace) and at_line:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        line = index.data(LINE) if index.isValid() else None
        if self.state() == QAbstractItemView.State.EditingState:
            return  # the key has ended the editing
        match event.key():
            case Key.Key_Return | Key.Key_Enter if index.isValid() and line is None:
                self.block_wanted.emit(index.data(BLOCK))
            case Key.Key_Return | Key.Key_Enter | Key.Key_F2 if line is not None:
                self._edit(index)
            case Key.Key_F2 if index.isValid():
                self.edit(index.siblingAtColumn(NAME))
            case Key.Key_Delete | Key.Key_Backspace if line is not None and line.kind == "input":
                self.wire_unwanted.emit(index.data(BLOCK), line.key)
            case _:
                super().keyPressEvent(event)

    def _edit(self, index: QModelIndex) -> None:
        if index.data(LINE).can_change:
            self.edit(index.siblingAtColumn(VALUE))

    def _tell(self) -> None:
        if not self._showing:
            chosen = self.selectionModel().selectedRows()
            self._blocks = frozenset(index.data(BLOCK) for index in chosen)
            self.blocks_chosen.emit(self._blocks)
