"""The model behind the list of blocks: families, and the blocks in each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel

from studio.language import tr
from studio.ui import icons
from studio.ui.palette import rows
from studio.ui.palette.offer import BlockType, Family


class BlockModel(QStandardItemModel):
    """Two levels of rows, with the roles that `rows` paints from."""

    def show_families(self, families: Sequence[Family]) -> None:
        """Hold these families and their blocks."""
        self.clear()
        for family in families:
            item = _family_item(family)
            for entry in family.blocks:
                item.appendRow(_block_item(entry, family, entry is family.blocks[-1]))
            self.appendRow(item)

    def families(self) -> list[QModelIndex]:
        """Where the families stand."""
        return [self.index(row, 0) for row in range(self.rowCount())]

    def index_of(self, id: str) -> QModelIndex:
        """Where the block with this id stands; not valid if it is not held."""
        for family in self.families():
            for row in range(self.rowCount(family)):
                index = self.index(row, 0, family)
                if index.data(rows.BLOCK) == id:
                    return index
        return QModelIndex()


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
