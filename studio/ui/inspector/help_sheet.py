"""The help page with the settings of one block below it, as high as the screen allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from studio.blocks.block import Block
from studio.language import tr
from studio.schema.entry import Entry
from studio.ui.controls.text import Text
from studio.ui.form.settings import Setting, settings
from studio.ui.inspector.help_page import WIDTH, help_page
from studio.ui.inspector.window_grid import WindowGrid, demo

_MOST: Final = 0.75  # of the screen's height
_BAR: Final = 12  # what a scroll bar takes
_SIDE: Final = 16


class HelpSheet(QScrollArea):
    """A page that scrolls if it has to; a setting is brought into view once it is shown."""

    def __init__(self, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("helpSheet")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        page.setAutoFillBackground(False)
        self.setWidget(page)
        page.adjustSize()
        most = round(self.screen().availableGeometry().height() * _MOST)
        high = min(page.sizeHint().height(), most)
        self.setFixedSize(WIDTH + (_BAR if high == most else 0), high)

    def show_part(self, part: QWidget) -> None:
        """Bring a part of the page to the top."""
        bar = self.verticalScrollBar()
        QTimer.singleShot(0, self, lambda: bar.setValue(part.y() - _SIDE))


def block_help(entry: type[Entry], block: Block | None, field: str = "") -> HelpSheet:
    """The page of a kind of block, with the settings of this one; `field` is brought into view."""
    page = help_page(entry)
    rows = tuple(settings(block)) if block is not None else ()
    parts = _add_settings(page, rows, field)
    if block is not None and (shown := demo(block)) is not None:
        column = page.layout()
        assert isinstance(column, QVBoxLayout)
        at = 2  # below the title and what the block does
        column.insertWidget(at, WindowGrid(shown))
        column.insertWidget(at + 1, _words(shown.words()))
    sheet = HelpSheet(page)
    if field in parts:
        sheet.show_part(parts[field])
    return sheet


def setting_help(setting: Setting) -> HelpSheet:
    """A page about one setting alone."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(_SIDE, 14, _SIDE, 16)
    column.addWidget(Text(setting.label, "panelTitle"))
    column.addWidget(_words(setting.help))
    page.setFixedWidth(WIDTH)
    return HelpSheet(page)


def _add_settings(page: QWidget, rows: Sequence[Setting], field: str) -> dict[str, QWidget]:
    """Add each setting with its help; returns where each begins."""
    column, parts = page.layout(), dict[str, QWidget]()
    assert isinstance(column, QVBoxLayout)
    if rows:
        column.addWidget(Text(tr("Settings"), "strong"))
    for setting in rows:
        name = ".".join(setting.path)
        parts[name] = Text(
            setting.label, "small", "accent" if name == field else "primary", weight=600
        )
        column.addWidget(parts[name])
        column.addWidget(_words(setting.help))
    return parts


def _words(text: str) -> Text:
    made = Text(text, "small", "secondary", wrap=True, line=17)
    width = WIDTH - 2 * _SIDE
    made.setFixedWidth(width)
    made.setFixedHeight(made.heightForWidth(width))
    return made
