"""Usual values at the fields of numbers, and dragging a label."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from studio.blocks import blocks
from studio.training.settings import TrainingSettings
from studio.ui.controls.number_field import Limits
from studio.ui.form import settings as form
from studio.ui.form.form import Form
from studio.ui.form.settings import settings
from studio.ui.form.usual_values import usual_values

LEFT, SHIFT = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier


def numbers(entry):
    return [setting for setting in settings(entry) if isinstance(setting.kind, form.Number)]


@pytest.mark.parametrize("entry", list(blocks), ids=lambda entry: entry.id)
def test_usual_values_of_every_block_are_allowed_and_have_the_default_among_them(entry):
    for setting in (*numbers(entry()), *numbers(TrainingSettings())):
        usual, limits = setting.kind.usual, setting.kind.limits
        assert all(limits.allow(value) for value in usual)
        assert list(usual) == sorted(set(usual))
        assert not usual or setting.default in (*usual, None)


def test_filters_and_units_are_offered_as_powers_of_two():
    (filters,) = [s for s in numbers(blocks["conv2d"]()) if s.label == "Filters"]
    assert {16, 32, 64, 128} <= set(filters.kind.usual)
    (units,) = [s for s in numbers(blocks["dense"]()) if s.label == "Units"]
    assert {16, 32, 64, 128} <= set(units.kind.usual)


def test_a_number_without_room_for_a_choice_offers_none():
    assert usual_values(Limits(True, 7, 7), 7) == ()


@pytest.fixture
def conv(qtbot):
    """The form of a convolution, which takes what it asks for."""
    made = Form()
    made.shown = blocks["conv2d"]()

    def take(field, value):
        made.shown = made.shown.but(**{field: value})
        made.told.append(value)
        made.show_value(made.shown)

    made.told = []
    made.changed.connect(take)
    made.resize(320, 700)
    qtbot.addWidget(made)
    made.show_value(made.shown)
    made.show()
    return made


def drag(label, *places, modifier=Qt.KeyboardModifier.NoModifier):
    """Press at the label's left, go to these distances, let go."""
    start = QPoint(4, 10)
    QTest.mousePress(label, LEFT, modifier, start)
    for x in places:
        event_at = start + QPoint(x, 0)
        QTest.mouseMove(label, event_at)
    QTest.mouseRelease(label, LEFT, modifier, start + QPoint(places[-1], 0))


def test_dragging_a_label_to_the_right_and_back_counts_up_and_down(conv):
    label = conv.row("filters").label
    drag(label, 8, 40)
    assert conv.shown.filters == 42
    drag(label, -40)
    assert conv.shown.filters == 32


def test_dragging_stops_at_the_limit(conv):
    drag(conv.row("filters").label, -600)
    assert conv.shown.filters == 1


def test_dragging_the_label_of_sides_changes_all_of_them(conv):
    drag(conv.row("kernel").label, 8)
    assert conv.shown.kernel == (5, 5)


def test_a_label_without_a_number_or_that_is_locked_cannot_be_dragged(conv):
    drag(conv.row("bias").label, 40)
    conv.lock("A run is under way.")
    drag(conv.row("filters").label, 40)
    assert conv.told == []


def test_a_usual_value_is_chosen_by_two_clicks(conv, qtbot):
    field = conv.row("filters").editor
    QTest.mouseClick(field, LEFT, pos=QPoint(field.width() - 34, 12))
    menu = field._menu
    qtbot.waitUntil(menu.isVisible)
    (action,) = [action for action in menu.actions() if action.text() == "128"]
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    assert conv.shown.filters == 128
