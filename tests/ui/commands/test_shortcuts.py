"""The dialog of the shortcuts, by keyboard and by mouse."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.ui.shortcuts import Shortcuts

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def dialog(window, qtbot):
    made = Shortcuts(window)
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitExposed(made):
        pass
    return made


def record(dialog, id, key, modifiers=Qt.KeyboardModifier.NoModifier):
    row = dialog.rows[id]
    row.keys.setFocus()
    QTest.keyClick(row.keys, Qt.Key.Key_Return)
    assert row.keys.recording
    QTest.keyClick(row.keys, key, modifiers)


def test_every_action_is_listed_with_its_keys(window, dialog):
    for action in window.actions_table.table:
        assert dialog.rows[action.id].keys.accessibleName().startswith(action.text.rstrip("…"))
    assert dialog.rows["redo"].keys.text() == "Ctrl+Shift+Z or Ctrl+Y"


def test_a_recorded_key_counts_at_once_and_can_be_reset(window, dialog):
    record(dialog, "fit", Qt.Key.Key_F9)
    assert window.actions_table.keys("fit") == ("F9",)
    assert dialog.rows["fit"].keys.text() == "F9"
    QTest.mouseClick(dialog.rows["fit"].reset, Qt.MouseButton.LeftButton)
    assert window.actions_table.keys("fit") == ("Shift+1",)
    assert not dialog.rows["fit"].reset.isEnabled()


def test_a_key_that_another_action_has_is_told_in_a_sentence_and_asked_for(window, dialog):
    record(dialog, "fit", Qt.Key.Key_D, CONTROL)
    assert dialog.notice.text() == "Ctrl+D runs “Duplicate” already."
    assert window.actions_table.keys("fit") == ("Shift+1",)
    assert dialog.take_over.hasFocus()
    QTest.keyClick(dialog.take_over, Qt.Key.Key_Space)
    assert window.actions_table.keys("fit") == ("Ctrl+D",)
    assert dialog.rows["duplicate"].keys.text() == "no key"
    QTest.mouseClick(dialog.reset_all, Qt.MouseButton.LeftButton)
    assert window.actions_table.keys("duplicate") == ("Ctrl+D",)


def test_escape_ends_recording_and_changes_nothing(window, dialog):
    record(dialog, "fit", Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert not dialog.rows["fit"].keys.recording
    assert dialog.rows["fit"].keys.text() == "Shift+1"


def test_a_key_with_work_of_its_own_is_refused(window, dialog):
    record(dialog, "fit", Qt.Key.Key_Tab)
    assert "does its own work" in dialog.notice.text()
    assert window.actions_table.keys("fit") == ("Shift+1",)


def test_a_sign_is_recorded_without_the_shift_that_makes_it(window, dialog):
    row = dialog.rows["fit"]
    row.keys.click()
    QTest.keyClick(row.keys, "?", Qt.KeyboardModifier.ShiftModifier)
    assert window.actions_table.keys("fit") == ("?",)


def test_the_search_leaves_the_rows_that_are_called_so(dialog):
    QTest.keyClicks(dialog.search, "zoom")
    shown = {id for id, row in dialog.rows.items() if row.isVisible()}
    assert {"zoom_in", "zoom_out", "zoom_reset"} <= shown
    assert not {"save", "undo", "outline"} & shown


def test_what_was_found_stands_at_the_top_of_the_list(dialog, qtbot):
    dialog.search.setText("about layerloom")  # the last menu
    found = dialog.rows["about"]
    qtbot.waitUntil(lambda: found.y() < 2 * found.height())
