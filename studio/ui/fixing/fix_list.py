"""The list of fixes beside a block: Enter or a click takes one, Esc closes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.blocks.block import Block
from studio.graph.problems import Problem
from studio.language import tr
from studio.project.fixes import Fix
from studio.project.place import trail
from studio.ui import icons
from studio.ui.controls.button import Button
from studio.ui.controls.outline import painting
from studio.ui.controls.text import Hairline, Text
from studio.ui.fixing.fix_row import FixRow
from studio.ui.theme import colours

WIDTH = 344


class FixList(QWidget):
    """A problem in words and up to three ways out of it, the first of them chosen."""

    taken = Signal(object)
    chosen = Signal(object)  # the fix that Enter would take
    next_wanted = Signal()  # the list of the next problem
    help_wanted = Signal()  # the help page of the block
    unplug_wanted = Signal()

    def __init__(self, problem: Problem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = problem
        self._rows: list[FixRow] = []
        self._current = 0
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(problem.what)
        self.setAccessibleDescription(problem.why)
        self._state = Text(tr("Looking for fixes…"), "small", "muted", wrap=True, line=16)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        column.addWidget(_Head(problem))
        column.addWidget(Hairline())
        self._column = QVBoxLayout()
        self._column.setContentsMargins(8, 8, 8, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self._state)
        self._state.setContentsMargins(10, 0, 10, 4)
        column.addLayout(self._column)
        self.help = Button(tr("Help on this block"), role="quiet", small=True)
        self.unplug = Button(tr("Unplug the wire"), role="quiet", small=True)
        self.help.clicked.connect(self.help_wanted)
        self.unplug.clicked.connect(self.unplug_wanted)
        if problem.block:
            column.addSpacing(8)
            column.addWidget(Hairline())
            column.addLayout(_foot(self.help, self.unplug))

    def show_fixes(self, fixes: Sequence[Fix]) -> None:
        """Show these fixes, in place of any before."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [FixRow(fix, _about(fix)) for fix in fixes]
        self._state.setVisible(not fixes)
        none = tr("There is no quick fix that makes no other problem.")
        self._state.say(f"{none} {self.problem.remedy}")
        for index, row in enumerate(self._rows):
            self._column.addWidget(row)
            row.show()  # or the list would be too low for it until later
            row.clicked.connect(lambda _=False, fix=row.fix: self.taken.emit(fix))
            row.pointed_at.connect(lambda index=index: self._choose(index))
        if self._rows:
            self._choose(0)
            self._rows[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def rows(self) -> list[FixRow]:
        return self._rows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up if self._rows:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self._rows[(self._current + step) % len(self._rows)].setFocus()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if isinstance(focus, Button):
                focus.click()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._rows:
                self.taken.emit(self._rows[self._current].fix)
            case Qt.Key.Key_F8:
                self.next_wanted.emit()
            case _:
                super().keyPressEvent(event)

    def _choose(self, index: int) -> None:
        self._current = index
        for place, row in enumerate(self._rows):
            row.set_current(place == index)
        self.chosen.emit(self._rows[index].fix)


def _foot(*buttons: Button) -> QHBoxLayout:
    """What else there is to do about it."""
    row = QHBoxLayout()
    row.setContentsMargins(8, 8, 8, 0)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


class _Head(QWidget):
    """What is wrong, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self._severity = problem.severity
        column = QVBoxLayout(self)
        column.setContentsMargins(42, 14, 16, 12)
        column.setSpacing(4)
        column.addWidget(Text(problem.what.rstrip("."), "body", weight=600, wrap=True))
        column.addWidget(Text(problem.why, "small", "secondary", wrap=True, line=16))

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = colours()
        with painting(self) as painter:
            if self._severity == "error":
                icons.paint(painter, "circle-alert", QPointF(16, 15), now.error.text, 16, 2.0)
            else:
                icons.paint(painter, "triangle-alert", QPointF(16, 15), now.warning.icon, 16, 2.0)


def _about(fix: Fix) -> Block | None:
    """The block that a fix is about, as it is afterwards."""
    node = trail(fix.project, fix.checked, fix.path)[-1].graph.by_id.get(fix.block)
    return node.block if node else None
