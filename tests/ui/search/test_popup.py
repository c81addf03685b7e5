"""The search popup with something else than blocks in it."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from studio.ui.search.offer import Choice, Offer, Section
from studio.ui.search.popup import SearchPopup
from studio.ui.search.ranking import Called, ranked

NAMES = ("Undo", "Redo", "Zoom in", "Zoom out")


class Commands(Offer):
    hint, enter, escape = "Run a command", "run it", "close"

    def __init__(self):
        self.taken, self.dropped = [], 0

    def sections(self, text):
        hits = ranked(text, NAMES, lambda name: Called(name))
        return [Section(tuple(Choice(name, name, right="Ctrl+X") for _, name in hits))]

    def take(self, key):
        self.taken.append(key)

    def drop(self):
        self.dropped += 1


@pytest.fixture
def window(qtbot):
    made = QWidget()
    made.resize(800, 600)
    made.button = QPushButton("elsewhere")
    QVBoxLayout(made).addWidget(made.button)
    made.popup = SearchPopup(made)
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitExposed(made):
        pass
    made.button.setFocus()
    made.offer = Commands()
    made.popup.open(made.offer, QPoint(300, 100))
    return made


def test_what_is_typed_is_found_and_enter_takes_the_first(window):
    QTest.keyClicks(window.popup.field, "zoom")
    QTest.keyClick(window.popup.field, Qt.Key.Key_Down)
    QTest.keyClick(window.popup.field, Qt.Key.Key_Return)
    assert window.offer.taken == ["Zoom out"]
    assert window.offer.dropped == 0
    assert not window.popup.isVisible()
    assert window.button.hasFocus()


def test_the_keyboard_going_elsewhere_closes_it(window):
    window.button.setFocus()
    assert not window.popup.isVisible()
    assert (window.offer.taken, window.offer.dropped) == ([], 1)


def test_each_opening_begins_at_the_first_row(window):
    QTest.keyClick(window.popup.field, Qt.Key.Key_Up)
    assert window.popup.list.current().key == "Zoom out"
    window.popup.open(window.offer, QPoint(300, 100))
    assert window.popup.list.current().key == "Undo"
    assert window.offer.dropped == 1


def test_rows_are_told_to_screen_readers_with_what_stands_beside_them(window):
    model = window.popup.list.model()
    spoken = model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Undo, Ctrl+X"


def test_the_current_row_is_told_at_the_field_that_has_the_keyboard(window):
    assert window.popup.field.accessibleDescription() == "Undo, Ctrl+X"
    QTest.keyClick(window.popup.field, Qt.Key.Key_Down)
    assert window.popup.field.accessibleDescription() == "Redo, Ctrl+X"


def test_it_closes_when_the_window_changes_its_size(window):
    window.resize(500, 400)
    assert not window.popup.isVisible()
