"""Beginners build the classic network for pictures: one with a mouse only, one with keys only.

Given before they begin: the window shows an empty canvas in the Build step, the keyboard is on the
canvas, and the data (photographs of clothing) is chosen. An action is one click, double click,
drag, key with its modifiers, or value that is typed.
"""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.data.dataset import datasets
from studio.project import files
from studio.project.project import Project
from studio.resources import path
from tests.ui.hand import Hand

MOST = 40
PARAMETERS = 225_034
LEFT, Key = Qt.MouseButton.LeftButton, Qt.Key
BLOCKS = (
    ("picture_input", "picture input"),
    ("conv2d", "conv"),
    ("max_pool2d", "max pool"),
    ("conv2d", "conv"),
    ("max_pool2d", "max pool"),
    ("flatten", "flatten"),
    ("dense", "dense"),
    ("class_output", "class"),
)
SETTINGS = {3: ("filters", "64"), 6: ("units", "128")}  # all others are as they come


@pytest.fixture
def window(window):
    """Fashion is chosen, and the window is as large as in the design."""
    window.resize(1440, 900)
    window.document.open(Project(data=datasets["fashion"]()), None)
    window.canvas.setFocus()
    QApplication.processEvents()
    return window


class Mouse:
    """Clicks on what can be seen, and counts."""

    def __init__(self, window) -> None:
        self.window, self.hand, self.actions = window, Hand(window), 0

    def click(self, at: QPoint) -> None:
        self.actions += 1
        self.hand.click(at)

    def double_click(self, at: QPoint) -> None:
        self.actions += 1
        QTest.mouseDClick(self.window.windowHandle(), LEFT, pos=at)
        QApplication.processEvents()

    def add(self, kind: str) -> None:
        """A double click in the palette, once its family is open and it is in view."""
        listed = self.window.palette_panel.panel.list
        index = listed.index_of(kind)
        if not listed.isExpanded(index.parent()):
            self.click(self._seen(listed, index.parent()))
        self.double_click(self._seen(listed, index))

    def choose(self, setting: str, text: str) -> None:
        """A usual value out of the list of a number."""
        field = self.window.inspector.form.row(setting).editor
        self.click(field.mapTo(self.window, QPoint(field.width() - 34, field.height() // 2)))
        menu = QApplication.activePopupWidget()
        (action,) = [action for action in menu.actions() if action.text() == text]
        self.actions += 1
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())

    def _seen(self, listed, index) -> QPoint:
        """Where a row is, once it is in view."""
        for _ in range(5):
            row, view = listed.visualRect(index), listed.viewport()
            if view.rect().contains(row.center()):
                return view.mapTo(self.window, row.center())
            bar = listed.verticalScrollBar()  # a click beside its handle turns a page
            end = bar.height() - 4 if row.center().y() > view.height() else 4
            self.click(bar.mapTo(self.window, QPoint(bar.width() // 2, end)))
        raise AssertionError("the row does not come into view")


class Keys:
    """Types where the keyboard is, and counts."""

    def __init__(self, window) -> None:
        self.window, self.actions = window, 0

    def press(self, key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
        self.actions += 1
        QTest.keyClick(QApplication.focusWidget(), key, modifiers)

    def enter(self, text: str) -> None:
        self.actions += 1
        QTest.keyClicks(QApplication.focusWidget(), text)

    def add(self, words: str) -> None:
        self.press("/")
        self.enter(words)
        self.press(Key.Key_Return)

    def choose(self, value: str) -> None:
        """The first setting of the block where the keyboard is, and back to the canvas."""
        self.press(Key.Key_Return)
        self.enter(value)
        self.press(Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)


def check(window) -> None:
    """It is the network of the example, wired in the same way."""
    graph = window.document.project.graph
    example = files.load(path("graphs", "fashion_cnn.layerloom")).graph
    order = [graph.by_id[id].block for id in window.document.checked.shapes.order]
    assert order == [node.block for node in example.nodes]
    ends = {(wire.source, wire.target) for wire in graph.wires}
    ids = window.document.checked.shapes.order
    assert ends == set(pairwise(ids))
    assert window.document.checked.problems == ()
    assert window.document.checked.parameters == PARAMETERS


def test_a_beginner_builds_the_classic_network_with_a_mouse_only(window):
    mouse = Mouse(window)
    for place, (kind, _) in enumerate(BLOCKS):
        mouse.add(kind)
        if place in SETTINGS:
            mouse.choose(*SETTINGS[place])
    check(window)
    assert mouse.actions <= MOST


def test_a_beginner_builds_the_classic_network_with_keys_only(window):
    keys = Keys(window)
    for place, (_, words) in enumerate(BLOCKS):
        keys.add(words)
        if place in SETTINGS:
            keys.choose(SETTINGS[place][1])
    check(window)
    assert keys.actions <= MOST
