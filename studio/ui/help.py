"""Help at the spot: F1 opens the page of what has the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from studio.blocks import blocks
from studio.blocks.presets import presets
from studio.graph.ready_made import ready_made
from studio.schema.entry import Entry
from studio.ui.controls.popover import Popover
from studio.ui.form.form import Form
from studio.ui.inspector.help_sheet import HelpSheet, block_help, setting_help
from studio.ui.palette import rows
from studio.ui.palette.block_list import BlockList

if TYPE_CHECKING:
    from studio.ui.window import Window

_W = TypeVar("_W", bound=QWidget)


def help_at(window: Window) -> None:
    """Explain the focused setting or row of the palette; else the selected block.

    With none selected, list what the keyboard can do.
    """
    focused, header = QApplication.focusWidget(), window.inspector.header
    listed = _around(focused, BlockList)
    if listed is not None and (entry := _entry(listed)) is not None:
        _open(block_help(entry, None), listed)
    elif field := window.inspector.form.focused():
        header.open_help(field)
    elif _explain_training(window):
        pass
    elif window.steps.current == "build" and len(window.canvas.selection) == 1:
        header.open_help()
    else:
        window.actions_table["shortcuts"].trigger()


def _explain_training(window: Window) -> bool:
    """Explain the focused setting of the data or the training; whether there is one."""
    forms: tuple[Form, ...] = (
        window.setup.training,
        window.setup.data.form,
        window.inspector.data.form,
    )
    for form in forms:
        if field := form.focused():
            row = form.row(field)
            _open(setting_help(row.setting), row)
            return True
    return False


def _entry(listed: BlockList) -> type[Entry] | None:
    """The kind of block of the current row."""
    id = listed.currentIndex().data(rows.BLOCK)
    return next((entry for entry in (*blocks, *presets, *ready_made) if entry.id == id), None)


def _open(sheet: HelpSheet, beside: QWidget) -> None:
    page = Popover(sheet, beside.window())
    page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page.open_below(beside)


def _around(widget: QWidget | None, kind: type[_W]) -> _W | None:
    """The widget of a kind that a widget is, or lies in."""
    while widget is not None and not isinstance(widget, kind):
        widget = widget.parentWidget()
    return widget
