"""How cells of the outline are changed: with the editors of the form, and a list of ports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.language import tr
from studio.ui import tokens
from studio.ui.controls.choice import Choice
from studio.ui.controls.rows import Index
from studio.ui.form.editors import Editor, editor
from studio.ui.form.form import Form
from studio.ui.form.settings import Options
from studio.ui.outline.lines import Line
from studio.ui.outline.model import BLOCK, LINE

_END = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class Cells(QStyledItemDelegate):
    """Makes the editors; what a person enters there is told at once, as the form does it."""

    def __init__(
        self,
        parent: QWidget,
        ports: Callable[[str, str], Options],
        change: Callable[[str, Line, QWidget, object], None],
        rename: Callable[[str, str], None],
    ) -> None:
        super().__init__(parent)
        self._ports, self._change, self._rename = ports, change, rename

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), tokens.sizes().palette_row)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        line: Line | None = index.data(LINE)
        block: str = index.data(BLOCK)
        if line is None:
            name = super().createEditor(parent, option, index)
            name.setAccessibleName(tr("Name of the block"))
            return name
        made = self._made(line, block)
        made.setParent(parent)
        made.setAutoFillBackground(True)
        made.setAccessibleName(line.title)
        made.setAccessibleDescription(line.help)
        made.changed.connect(lambda value: self._change(block, line, made, value))
        return made

    def setEditorData(self, made: QWidget, index: Index) -> None:
        line: Line | None = index.data(LINE)
        if line is None:
            super().setEditorData(made, index)
        else:
            value: Any = _source(line) if line.kind == "input" else line.value
            cast(Editor, made).set_value(value)

    def setModelData(self, made: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        if index.data(LINE) is None and isinstance(made, QLineEdit):
            self._rename(index.data(BLOCK), made.text())

    def updateEditorGeometry(
        self, made: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        area = option.rect
        area.setHeight(max(area.height(), made.sizeHint().height()))
        made.setGeometry(area)
        if (proxy := made.focusProxy()) is not None:
            proxy.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, made: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(made, Choice):
            key = cast(QKeyEvent, event).key()
            if key in _END:
                self.closeEditor.emit(made)
                return True
        return super().eventFilter(made, event)

    def _made(self, line: Line, block: str) -> Editor:
        if line.setting is not None:
            return editor(line.setting.kind, line.title, Form)
        choice = Choice(line.title)
        choice.set_options(self._ports(block, line.key))
        return choice


def _source(line: Line) -> object:
    """What an input is wired to: a block and its port; () for nothing."""
    wire = line.value
    return (wire.source, wire.output) if wire is not None else ()  # type: ignore[attr-defined]
