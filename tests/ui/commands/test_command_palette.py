"""The command palette: every action is found, shows its keys, and says why it is off."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

CONTROL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def palette(window):
    """Opens it by its keys."""
    QTest.keyClick(window, Key.Key_K, CONTROL)
    assert window.commands.popup.isVisible()
    return window.commands.popup


def listed(palette):
    return [row for row in palette.list._rows.rows if row.choice is not None]


def test_it_lists_every_action_but_itself(window, palette):
    ids = [row.choice.key for row in listed(palette)]
    assert sorted([*ids, "command_palette"]) == sorted(a.id for a in window.actions_table.table)


def test_each_command_shows_its_menu_and_its_keys(window, palette):
    (save,) = [row.choice for row in listed(palette) if row.choice.key == "save"]
    assert (save.detail, save.right) == ("File", "Ctrl+S")


def test_what_cannot_be_done_now_comes_last_and_says_why(window, palette):
    faint = [row.section.faint for row in listed(palette)]
    assert faint == sorted(faint)
    (undo,) = [row for row in listed(palette) if row.choice.key == "undo"]
    assert undo.section.faint
    assert undo.choice.right == "There is nothing to undo."


def test_a_command_that_is_off_comes_first_where_it_alone_is_called_so(window, palette):
    QTest.keyClicks(palette.field, "undo")
    assert palette.list.current().key == "undo"
    assert listed(palette)[0].section.faint


def test_it_is_as_high_as_what_is_found(palette, qapp):
    before = palette.height()
    QTest.keyClicks(palette.field, "frame the")
    at_once = palette.height()
    qapp.processEvents()
    assert at_once < before
    # The field and the foot keep their heights, and nothing is left between them and the rows.
    around = palette.height() - palette.list.height()
    QTest.keyClicks(palette.field, " sel")
    qapp.processEvents()
    assert palette.height() - palette.list.height() == around
    assert palette.layout().sizeHint().height() == palette.height()


@pytest.mark.parametrize(
    ("typed", "found"), [("zoom in", "zoom_in"), ("sve", "save"), ("selct al", "select_all")]
)
def test_words_and_mistyped_words_find_a_command(window, palette, typed, found):
    QTest.keyClicks(palette.field, typed)
    assert palette.list.current().key == found


@pytest.mark.parametrize("step", ["build", "train"])
def test_enter_runs_the_first_command_in_any_step(window, step):
    window.steps.go(step)
    QTest.keyClick(window, Key.Key_K, CONTROL)
    palette, before = window.commands.popup, window.canvas.camera.zoom
    QTest.keyClicks(palette.field, "zoom in")
    QTest.keyClick(palette.field, Key.Key_Return)
    assert not palette.isVisible()
    assert window.canvas.camera.zoom > before


def test_a_command_that_is_off_is_not_run_but_told_about(window, palette):
    QTest.keyClicks(palette.field, "ungroup")
    QTest.keyClick(palette.field, Key.Key_Return)
    assert "Choose one group first." in window.statusbar.text()


def test_the_button_in_the_top_bar_opens_it(window, hand):
    hand.click(hand.middle(window.topbar.search_button))
    assert window.commands.popup.isVisible()


def test_its_keys_close_it_again_and_the_keyboard_is_where_it_was(window, palette, qapp):
    QTest.keyClick(palette.field, Key.Key_K, CONTROL)
    assert not palette.isVisible()
    assert window.canvas.hasFocus()
