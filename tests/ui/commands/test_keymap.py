"""Keys that a person has chosen: kept, read again, and never two actions on one key."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.ui.actions import Action
from studio.ui.commands.keys_of import refusal, resolved
from studio.ui.settings import Settings
from studio.ui.window import Window

CONTROL = Qt.KeyboardModifier.ControlModifier
TABLE = tuple(
    Action(id, "Edit", id, keys, lambda: None)
    for id, keys in (("cut", ("Ctrl+X",)), ("copy", ("Ctrl+C",)), ("paste", ("Ctrl+V", "Ctrl+B")))
)


def test_what_a_person_chose_comes_before_the_table():
    assert resolved(TABLE, {"paste": ("Ctrl+X",)}) == {
        "cut": (),
        "copy": ("Ctrl+C",),
        "paste": ("Ctrl+X",),
    }


def test_of_two_actions_with_one_key_the_first_has_it():
    found = resolved(TABLE, {"copy": ("F4",), "paste": ("F4", "F9")})
    assert (found["copy"], found["paste"]) == (("F4",), ("F9",))


@pytest.mark.parametrize("key", ["", "nonsense here", "Esc", "Tab", "Return", "Space", "Ctrl+Up"])
def test_a_key_that_no_action_can_have_is_refused_in_a_sentence(key):
    assert refusal(key).endswith(".")
    assert resolved(TABLE, {"cut": (key,)})["cut"] == ()


def test_a_chosen_key_runs_the_action_and_the_old_one_does_not(window):
    window.keymap.set("select_all", ("F9",))
    ran = []
    window.actions_table["select_all"].triggered.connect(lambda: ran.append(1))
    QTest.keyClick(window, Qt.Key.Key_A, CONTROL)
    assert ran == []
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert ran == [1]


def test_chosen_keys_are_there_in_the_next_window(window, qtbot):
    window.keymap.set("fit", ("F9",))
    again = Window(Settings())
    qtbot.addWidget(again)
    assert again.actions_table.keys("fit") == ("F9",)
    again.keymap.reset_all()
    third = Window(Settings())
    qtbot.addWidget(third)
    assert third.actions_table.keys("fit") == ("Shift+1",)


def test_a_key_taken_from_another_action_comes_back_to_it_by_a_reset(window):
    keymap, keys = window.keymap, window.actions_table.keys
    keymap.set("fit", ("Ctrl+D",))
    assert keys("duplicate") == ()
    assert keymap.is_changed("duplicate")
    keymap.reset("duplicate")
    assert (keys("duplicate"), keys("fit")) == (("Ctrl+D",), ())
    keymap.reset("fit")
    assert Settings().shortcuts() == {}


DAMAGED = [
    "no json",
    "[1, 2]",
    '{"save": 5, "copy": [1], "undo": "Ctrl+U"}',
    '{"save": ["Esc", "", "???"], "unknown": ["F9"]}',
    "[" * 100_000,
    b"\xff\xfe\x00",
]


def keep(text):
    settings = Settings()
    settings._file.setValue("shortcuts", text)
    settings._file.sync()


@pytest.mark.parametrize("kept", DAMAGED)
def test_of_damaged_settings_no_action_gets_a_key(tmp_path, monkeypatch, kept):
    monkeypatch.setenv("LAYERLOOM_HOME", str(tmp_path))
    keep(kept)
    found = Settings().shortcuts()
    assert all(refusal(key) for id, keys in found.items() if id != "unknown" for key in keys)


def test_damaged_settings_do_not_keep_the_window_from_opening(window, qtbot):
    keep(DAMAGED[3])
    opened = Window(Settings())
    qtbot.addWidget(opened)
    assert opened.actions_table.keys("save") == ()
    assert opened.actions_table.keys("copy") == ("Ctrl+C",)


def test_a_key_counts_in_every_window_that_is_open(window, qtbot):
    other = Window(Settings())
    qtbot.addWidget(other)
    window.keymap.set("fit", ("Ctrl+D",))
    assert other.actions_table.keys("fit") == ("Ctrl+D",)
    assert other.actions_table.keys("duplicate") == ()
    other.keymap.reset_all()
    assert window.actions_table.keys("duplicate") == ("Ctrl+D",)
