"""The list of a search popup: sections of choices, moved through from the field above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from studio.language import number, tr
from studio.ui.controls.rows import Index
from studio.ui.search.offer import Choice, Section

ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Row:
    """A heading (without a choice), a choice, or `hidden` further choices."""

    section: Section
    choice: Choice | None = None
    hidden: int = 0
    first: bool = False  # no line above it

    @property
    def text(self) -> str:
        if self.choice is not None:
            return self.choice.title
        if self.hidden:
            return self.section.more.format(n=number(self.hidden))
        return self.section.title

    @property
    def key(self) -> tuple[str, bool, bool]:
        """What stays the same when more is known."""
        key = self.choice.key if self.choice is not None else ""
        return key, self.hidden > 0, self.section.faint

    @property
    def can_be_chosen(self) -> bool:
        return self.choice is not None or self.hidden > 0

    @property
    def spoken(self) -> str:
        """The row for screen readers."""
        parts = [self.text]
        if self.choice is not None:
            parts += [self.choice.detail, self.choice.right]
        return ", ".join(part for part in parts if part)


class Rows(QAbstractListModel):
    """The rows of all sections."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.spoken
            case Qt.ItemDataRole.ToolTipRole:
                return row.choice.tip if row.choice is not None else None
            case _:
                return row if role == ROW else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        chosen = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return chosen if self.rows[index.row()].can_be_chosen else Qt.ItemFlag.NoItemFlags


class ChoiceList(QListView):
    """Shows sections; the first choice is preselected. It never has the keyboard."""

    chosen = Signal(str)
    resized = Signal()  # other rows are shown
    current_told = Signal(str, str)  # the current row in words, and what Enter does with it

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = Rows(self)
        self._sections: tuple[Section, ...] = ()
        self._opened: set[bool] = set()  # the sections, faint or not, that are shown as a whole
        self.setModel(self._rows)
        self.setObjectName("choices")
        self.setAccessibleName(tr("What was found"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_sections(self, sections: Sequence[Section], *, anew: bool) -> None:
        """Show these; `anew` begins at the first choice, else what was current stays so."""
        before = self._row(self.currentIndex())
        self._sections = tuple(section for section in sections if section.choices)
        if anew:
            self._opened.clear()
        self._fill(None if anew else before)

    def current(self) -> Choice | None:
        """The choice that Enter would take."""
        row = self._row(self.currentIndex())
        return row.choice if row else None

    def step(self, by: int) -> None:
        """Go on by so many rows, past headings, round the ends."""
        places = [i for i, row in enumerate(self._rows.rows) if row.can_be_chosen]
        if not places:
            return
        here = self.currentIndex().row()
        at = places.index(here) if here in places else -1
        paging = abs(by) > 1
        to = min(max(at + by, 0), len(places) - 1) if paging else (at + by) % len(places)
        self._go(places[to])

    def take(self) -> None:
        """Take the current row: choose it, or show what it stands for."""
        row = self._row(self.currentIndex())
        if row is None:
            return
        if row.choice is not None:
            self.chosen.emit(row.choice.key)
            return
        place = self.currentIndex().row()
        self._opened.add(row.section.faint)
        self._fill(None)
        self._go(place)

    def height_of_rows(self) -> int:
        """How high it must be to show all rows."""
        sizes = (self.sizeHintForRow(row) for row in range(len(self._rows.rows)))
        return sum(sizes)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        row = self._row(index)
        if event.button() == Qt.MouseButton.LeftButton and row is not None and row.can_be_chosen:
            self.setCurrentIndex(index)
            self.take()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # taken when the button is let go

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.height_of_rows())

    def _fill(self, current: Row | None) -> None:
        rows: list[Row] = []
        for section in self._sections:
            if section.title:
                rows.append(Row(section, first=not rows))
            shown = section.choices
            folded = 0 < section.most < len(shown) and section.faint not in self._opened
            if folded:
                shown = shown[: section.most]
            rows += [Row(section, choice) for choice in shown]
            if folded:
                rows.append(Row(section, hidden=len(section.choices) - len(shown)))
        self._rows.show_rows(tuple(rows))
        first = next((i for i, row in enumerate(rows) if row.can_be_chosen), -1)
        same = (i for i, row in enumerate(rows) if current and row.key == current.key)
        self._go(next(same, first))
        self.resized.emit()

    def _go(self, place: int) -> None:
        index = self._rows.index(place, 0)
        self.setCurrentIndex(index)
        row = self._row(index)
        told = (row.spoken, row.section.enter) if row is not None else ("", "")
        self.current_told.emit(*told)
        if place == next((i for i, r in enumerate(self._rows.rows) if r.can_be_chosen), -1):
            self.scrollToTop()  # with its heading

    def _row(self, index: QModelIndex) -> Row | None:
        return self._rows.rows[index.row()] if index.isValid() else None
