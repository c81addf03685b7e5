"""The rows of the outline: blocks in the order of computation, with lines below each.

They follow what is told and tell views of what differs alone. The lines below a block are made
when they are asked for first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject

from studio.ui.controls.rows import Index
from studio.ui.outline.lines import About, Asked, Line, lines


@dataclass(slots=True)
class Entry:
    """One block; `serial` tells the lines below it from those of others."""

    id: str
    serial: int
    about: About
    lines: tuple[Line, ...] | None = None


class Rows(QAbstractItemModel):
    """Keeps an entry for each block. An index of a line carries the serial of its block."""

    def __init__(self, asked: Asked, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asked = asked
        self.entries: list[Entry] = []
        self.row: dict[str, int] = {}  # where each block stands
        self._by_serial: dict[int, Entry] = {}
        self._next = 1

    def follow(self, told: dict[str, About]) -> None:
        """Hold these blocks, in this order."""
        self._drop({entry.id for entry in self.entries} - told.keys())
        self._sort([id for id in told if id in self.row])
        self._insert(list(told), told)
        self._renew(told)

    def block_row(self, id: str) -> QModelIndex:
        """Where a block stands; not valid if it is not held."""
        return self.index(self.row[id], 0) if id in self.row else QModelIndex()

    def at(self, index: Index) -> tuple[Entry, Line | None]:
        """The block that an index is about, and the line if it is one below it."""
        below = self._by_serial.get(index.internalId())
        if below is None:
            return self.entries[index.row()], None
        return below, self.lines(below)[index.row()]

    def lines(self, entry: Entry) -> tuple[Line, ...]:
        """The lines below a block."""
        if entry.lines is None:
            entry.lines = lines(entry.about, self._asked)
        return entry.lines

    def rowCount(self, parent: Index | None = None) -> int:
        if parent is None or not parent.isValid():
            return len(self.entries)
        if parent.internalId() or parent.column():
            return 0
        return len(self.lines(self.entries[parent.row()]))

    def hasChildren(self, parent: Index | None = None) -> bool:
        if parent is None or not parent.isValid():
            return bool(self.entries)
        return not parent.internalId() and not parent.column()

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        if not (0 <= column < self.columnCount() and 0 <= row < self.rowCount(parent)):
            return QModelIndex()
        if parent is None or not parent.isValid():
            return self.createIndex(row, column, 0)
        return self.createIndex(row, column, self.entries[parent.row()].serial)

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        entry = self._by_serial.get(index.internalId())
        return self.createIndex(self.row[entry.id], 0, 0) if entry else QModelIndex()

    def _drop(self, gone: set[str]) -> None:
        rows = [row for row, entry in enumerate(self.entries) if entry.id in gone]
        for first, last in reversed(list(runs(rows))):
            self.beginRemoveRows(QModelIndex(), first, last)
            for entry in self.entries[first : last + 1]:
                del self._by_serial[entry.serial]
            del self.entries[first : last + 1]
            self._number()
            self.endRemoveRows()

    def _sort(self, order: list[str]) -> None:
        """Put the blocks that stay into their order."""
        if order == [entry.id for entry in self.entries]:
            return
        self.layoutAboutToBeChanged.emit()
        kept = [index for index in self.persistentIndexList() if not index.internalId()]
        ids = [self.entries[index.row()].id for index in kept]
        self.entries = [self.entries[self.row[id]] for id in order]
        self._number()
        now = [
            self.createIndex(self.row[id], index.column(), 0)
            for id, index in zip(ids, kept, strict=True)
        ]
        self.changePersistentIndexList(kept, now)
        self.layoutChanged.emit()

    def _insert(self, order: list[str], told: dict[str, About]) -> None:
        rows = [row for row, id in enumerate(order) if id not in self.row]
        for first, last in runs(rows):
            self.beginInsertRows(QModelIndex(), first, last)
            for row in range(first, last + 1):
                entry = Entry(order[row], self._next, told[order[row]])
                self._next += 1
                self.entries.insert(row, entry)
                self._by_serial[entry.serial] = entry
            self._number()
            self.endInsertRows()

    def _renew(self, told: dict[str, About]) -> None:
        """Tell of the rows that say something else now."""
        changed = []
        for row, entry in enumerate(self.entries):
            if entry.about != told[entry.id]:
                entry.about = told[entry.id]
                changed.append(row)
                self._renew_lines(row, entry)
        for first, last in runs(changed):
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def _renew_lines(self, row: int, entry: Entry) -> None:
        if entry.lines is None:
            return
        parent, before, now = self.index(row, 0), entry.lines, lines(entry.about, self._asked)
        if [(line.kind, line.key) for line in before] != [(line.kind, line.key) for line in now]:
            self.beginRemoveRows(parent, 0, len(before) - 1)
            entry.lines = ()
            self.endRemoveRows()
            self.beginInsertRows(parent, 0, len(now) - 1)
            entry.lines = now
            self.endInsertRows()
            return
        entry.lines = now
        for first, last in runs([at for at, line in enumerate(now) if line != before[at]]):
            end = self.index(last, self.columnCount() - 1, parent)
            self.dataChanged.emit(self.index(first, 0, parent), end)

    def _number(self) -> None:
        self.row = {entry.id: row for row, entry in enumerate(self.entries)}


def runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows in order as runs without a gap: the first and the last of each."""
    begin = 0
    for at in range(1, len(rows) + 1):
        if at == len(rows) or rows[at] != rows[at - 1] + 1:
            yield rows[begin], rows[at - 1]
            begin = at
