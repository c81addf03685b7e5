"""The steps of a document as rows: first how it was opened, then every edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QAbstractListModel, QObject, Qt

from studio.language import tr
from studio.ui.controls.rows import Index
from studio.ui.document import Document

STEP: Final = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Step:
    """What was done, and how it stands to where the document is now."""

    text: str
    current: bool
    undone: bool
    saved: bool

    @property
    def spoken(self) -> str:
        """The step for screen readers."""
        marks = (
            (self.current, tr("where you are")),
            (self.undone, tr("undone")),
            (self.saved, tr("saved")),
        )
        return ", ".join((self.text, *(word for on, word in marks if on)))


class StepsModel(QAbstractListModel):
    """Row n is the document after n steps."""

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._texts: list[str] = []
        self._saved = -1

    def renew(self) -> None:
        """Read the steps anew."""
        stack = self._document.undo_stack
        self.beginResetModel()
        self._texts = [tr("Opened"), *(stack.text(index) for index in range(stack.count()))]
        self._saved = self._document.saved_step()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._texts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        step = self._step(index.row())
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return step.text
            case Qt.ItemDataRole.AccessibleTextRole:
                return step.spoken
            case _:
                return step if role == STEP else None

    def _step(self, row: int) -> Step:
        now = self._document.undo_stack.index()
        return Step(self._texts[row], row == now, row > now, row == self._saved)
