"""Forms: they ask for changes, show values and keep none."""

from typing import Literal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.blocks import blocks
from studio.schema.entry import Value
from studio.schema.field_types import Edge, Side
from studio.training.optimizers import SGD, Adam
from studio.training.settings import TrainingSettings
from studio.ui.form.form import Form


class Everything(Value):
    whole: Side = 3
    part: float = 0.5
    on: bool = True
    one: Literal["first_one", "second_one"] = "first_one"
    sides: tuple[Side, Side] = (3, 3)
    edge: Literal["valid", "same"] | Edge = "valid"
    many: tuple[Side, ...] = (1, 2)
    words: str = "a"


@pytest.fixture
def form(qtbot):
    made = Form()
    qtbot.addWidget(made)
    made.show_value(Everything())
    made.show()
    made.asked = []
    made.changed.connect(lambda field, value: made.asked.append((field, value)))
    return made


def retype(widget, text):
    widget.selectAll()
    QTest.keyClicks(widget, text)


def test_each_editor_asks_for_its_field(form):
    retype(form.row("whole").editor, "5")
    retype(form.row("part").editor, "1")
    QTest.keyClick(form.row("on").editor, Qt.Key.Key_Space)
    QTest.keyClick(form.row("one").editor, Qt.Key.Key_Down)
    retype(form.row("words").editor, "b")
    assert form.asked == [
        ("whole", 5),
        ("part", 1.0),
        ("on", False),
        ("one", "second_one"),
        ("words", "b"),
    ]
    assert Everything().but(**dict(form.asked)).words == "b"


def test_equal_sides_follow_the_first(form):
    sides = form.row("sides").editor
    retype(sides.fields[0], "5")
    assert form.asked == [("sides", (5, 5))]


def test_the_second_side_changes_alone(form):
    retype(form.row("sides").editor.fields[1], "7")
    assert form.asked == [("sides", (3, 7))]


def test_number_among_the_options_asks_for_a_number_and_opens_a_field(form):
    edge = form.row("edge").editor
    assert not edge.number.isVisible()
    QTest.keyClick(edge.choice, Qt.Key.Key_End)
    assert form.asked == [("edge", 1)]
    form.show_value(Everything(edge=1))
    assert edge.number.isVisible()
    retype(edge.number, "2")
    assert form.asked[-1] == ("edge", 2)


def test_each_end_has_a_field_of_its_own(qtbot):
    form = Form()
    qtbot.addWidget(form)
    asked = []
    form.changed.connect(lambda _field, value: asked.append(value))
    form.changed.connect(lambda field, value: form.show_value(form._shown.but(**{field: value})))
    form.show_value(blocks["conv2d"](padding=2))
    form.show()
    padding = form.row("padding").editor
    assert padding.number.isVisible()
    assert not padding.ends.isVisible()
    QTest.keyClick(padding.choice, Qt.Key.Key_End)
    assert asked == [(2, 2, 2, 2)]
    assert padding.ends.isVisible()
    assert not padding.number.isVisible()
    retype(padding.ends.fields[0], "0")
    assert asked[-1] == (0, 2, 2, 2)
    assert padding.ends.fields[3].accessibleName() == "Padding, right"
    retype(padding.ends.fields[1], "9999")
    assert "up to 4,096" in form.row("padding").help.text()
    QTest.keyClick(padding.choice, Qt.Key.Key_Up)
    assert asked[-1] == 0
    QTest.keyClick(padding.choice, Qt.Key.Key_Home)
    assert asked[-1] == "valid"
    assert form._shown == blocks["conv2d"](padding="valid")


def test_a_row_of_numbers_is_asked_for_only_when_all_are_right(form):
    many = form.row("many").editor
    retype(many, "4, 0")
    assert form.asked[-1] == ("many", (4,))
    assert "from 1 up to 4,096" in form.row("many").help.text()
    QTest.keyClicks(many, "9")
    assert form.asked[-1] == ("many", (4, 9))


def test_showing_a_value_asks_for_nothing_and_makes_no_new_rows(form):
    editor = form.row("whole").editor
    form.show_value(Everything(whole=9, on=False, sides=(1, 2), words="z"))
    assert form.asked == []
    assert form.row("whole").editor is editor
    assert editor.text() == "9"


def test_a_field_keeps_its_focus_while_its_value_comes_back(form, qtbot):
    editor = form.row("whole").editor
    form.changed.connect(lambda field, value: form.show_value(Everything(**{field: value})))
    with qtbot.waitActive(form):
        form.activateWindow()
    editor.setFocus()
    retype(editor, "12")
    assert QApplication.focusWidget() is editor
    assert editor.text() == "12"


def test_a_refused_number_is_explained_in_place_of_the_help(qtbot):
    form = Form()
    qtbot.addWidget(form)
    form.show_value(blocks["dense"]())
    row = form.row("units")
    retype(row.editor, "0")
    assert row.help.text() == "A whole number from 1 up to 1,000,000."
    assert row.help.tone() == "error"
    retype(row.editor, "8")
    assert row.help.tone() == "muted"


def test_a_locked_form_says_why_in_every_field(form):
    form.lock("Pause to change the settings.")
    for name in form.fields():
        assert not form.row(name).editor.isEnabled()
        assert form.row(name).editor.toolTip() == "Pause to change the settings."
    form.lock("")
    assert form.row("whole").editor.isEnabled()


def test_another_optimizer_brings_its_own_settings(qtbot):
    form = Form()
    qtbot.addWidget(form)
    form.show_value(TrainingSettings(optimizer=Adam()))
    form.show()
    asked = []
    form.changed.connect(lambda field, value: asked.append((field, value)))
    assert "optimizer.beta1" in form.fields()
    QTest.keyClick(form.row("optimizer").editor, Qt.Key.Key_Home)
    assert asked == [("optimizer", SGD())]
    form.show_value(TrainingSettings(optimizer=SGD()))
    assert "optimizer.beta1" not in form.fields()
    retype(form.row("optimizer.momentum").editor, "0")
    assert asked[-1] == ("optimizer", SGD(momentum=0.0))


def test_settings_that_mean_nothing_are_left_out_and_the_cursor_stays_where_it_was(qtbot):
    form = Form()
    qtbot.addWidget(form)
    form.show_value(blocks["activation"](function="elu"))
    form.show()
    form.changed.connect(lambda field, value: form.show_value(form._shown.but(**{field: value})))
    with qtbot.waitActive(form):
        form.activateWindow()
    assert form.fields() == ("function", "alpha")
    chooser = form.row("function").editor
    chooser.setFocus()
    chooser.changed.emit("softmax")
    assert form.fields() == ("function", "axis")
    assert QApplication.focusWidget() is form.row("function").editor
    QApplication.processEvents()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.row("axis").editor.choice


def test_help_can_be_replaced_by_what_is_known_later(form):
    form.say_help("whole", "844 batches make one epoch.")
    assert form.row("whole").help.text() == "844 batches make one epoch."


def test_every_field_has_a_name_and_is_reached_by_tab(form):
    for name in form.fields():
        editor = form.row(name).editor
        widget = editor.focusProxy() or editor
        assert widget.accessibleName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_rare_settings_are_folded_away_until_they_are_asked_for(qtbot):
    form = Form()
    qtbot.addWidget(form)
    form.show_value(blocks["conv2d"]())
    form.show()
    assert form.row("filters").isVisible()
    assert not form.row("groups").isVisible()
    QTest.mouseClick(form._fold, Qt.MouseButton.LeftButton)
    assert form.row("groups").isVisible()
    form.show_value(blocks["conv2d"](filters=8))
    assert form.row("groups").isVisible()
    QTest.mouseClick(form._fold, Qt.MouseButton.LeftButton)
    assert not form.row("groups").isVisible()


def test_the_fold_says_how_many_settings_inside_are_changed(qtbot):
    form = Form()
    qtbot.addWidget(form)
    form.show_value(blocks["conv2d"](groups=2))
    assert form._fold.text() == "More settings · 1 changed"
    form.show_value(blocks["conv2d"]())
    assert form._fold.text() == "More settings"


def test_a_form_without_rare_settings_has_no_fold(form):
    assert not form._fold.isVisible()


def test_choosing_the_same_optimizer_again_keeps_its_settings(qtbot):
    made = Form()
    qtbot.addWidget(made)
    made.show_value(TrainingSettings(optimizer=Adam(learning_rate=0.05)))
    asked = []
    made.changed.connect(lambda field, value: asked.append((field, value)))
    choice = made.row("optimizer").editor
    choice.activated.emit(choice.currentIndex())
    assert asked == []
    choice.activated.emit(choice.findData("sgd"))
    assert asked == [("optimizer", SGD())]
