"""F1 opens the page of what has the keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from studio.data.dataset import datasets
from studio.ui.controls.text import Text
from studio.ui.inspector.help_sheet import HelpSheet
from studio.ui.inspector.window_grid import WindowGrid
from studio.ui.palette.block_list import BlockList
from tests.wiring import cnn


@pytest.fixture
def opened(window):
    window.document.open(cnn().but(data=datasets["digits"]()), None)
    yield window
    if (page := QApplication.activePopupWidget()) is not None:
        page.close()


def page(window):
    """The page that F1 opens."""
    window.actions_table["help"].trigger()
    popup = QApplication.activePopupWidget()
    return popup.findChild(HelpSheet)


def texts(sheet):
    return [text.text() for text in sheet.findChildren(Text)]


def test_a_focused_setting_stands_in_view_in_the_page_of_its_block(opened, qtbot):
    opened.canvas.select({"conv"})
    row = opened.inspector.form.row("padding")
    row.take_cursor()
    sheet = page(opened)
    assert "Conv 2D" in texts(sheet)
    label = next(t for t in sheet.findChildren(Text) if t.text() == "Padding")
    scrolled = sheet.verticalScrollBar
    qtbot.waitUntil(lambda: scrolled().value() > 0 or not scrolled().maximum())
    top = label.mapTo(sheet.viewport(), label.rect().topLeft()).y()
    assert 0 <= top < sheet.viewport().height()
    assert sheet.findChild(WindowGrid) is not None


def test_a_selected_block_opens_its_page(opened):
    opened.canvas.select({"dense"})
    opened.canvas.setFocus()
    said = texts(page(opened))
    assert "Dense" in said
    assert "How many numbers come out." in said


def test_a_row_of_the_palette_opens_the_page_of_its_block(opened):
    listed = opened.palette_panel.findChild(BlockList)
    listed.expandAll()
    listed.setCurrentIndex(listed.index_of("max_pool2d"))
    listed.setFocus(Qt.FocusReason.TabFocusReason)
    assert "Max pooling 2D" in texts(page(opened))


def test_a_setting_of_the_training_is_explained(opened):
    opened.steps.go("train")
    opened.setup.training.row("clip").take_cursor()
    said = texts(page(opened))
    assert said[0] == "Gradient clipping"
    assert "A longer gradient is cut to this length" in said[1]
