"""Number fields: what is typed, stepped or refused."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from studio.ui.controls.number_field import Limits, NumberField, written


@pytest.fixture
def field(qtbot):
    made = NumberField("Filters", Limits(True, 1, 64))
    qtbot.addWidget(made)
    made.set_value(32)
    made.show()
    made.told = []
    made.changed.connect(made.told.append)
    return made


def test_every_number_within_the_limits_is_told_while_typing(field):
    field.selectAll()
    QTest.keyClicks(field, "16")
    assert field.told == [1, 16]


def test_a_number_outside_the_limits_is_not_told_and_the_limits_are(field, qtbot):
    with qtbot.waitSignal(field.refused) as said:
        field.selectAll()
        QTest.keyClicks(field, "0")
    assert said.args == ["A whole number from 1 up to 64."]
    assert field.told == []


def test_enter_brings_the_last_good_number_back(field):
    field.selectAll()
    QTest.keyClicks(field, "x")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "32"


def test_up_and_down_step_and_stop_at_the_limit(field):
    field.set_value(63)
    for _ in range(3):
        QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert field.told == [64, 63]


def test_the_arrows_step_by_mouse(field):
    field.resize(184, 30)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(175, 8))
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(175, 22))
    assert field.told == [33, 32]


def test_the_wheel_changes_nothing(field):
    nothing = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    at = QPointF(20, 10)
    turn = (QPoint(), QPoint(0, 120), *nothing, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(field, QWheelEvent(at, at, *turn))
    assert field.told == []


def test_a_value_from_outside_is_shown_and_not_told(field):
    field.set_value(8)
    assert field.text() == "8"
    assert field.told == []


def test_text_that_means_the_value_stays_as_it_was_typed(qtbot):
    field = NumberField("Rate", Limits(False, 0, 10))
    qtbot.addWidget(field)
    field.changed.connect(field.set_value)
    QTest.keyClicks(field, "0.10")
    assert field.text() == "0.10"
    assert field.value() == 0.1


def test_an_optional_number_may_be_left_empty(qtbot):
    field = NumberField("Examples", Limits(True, 5), optional=True)
    qtbot.addWidget(field)
    field.set_value(50)
    told = []
    field.changed.connect(told.append)
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    assert told == [None]


def test_a_usual_value_is_chosen_from_the_list(qtbot):
    field = NumberField("Rate", Limits(False, 0, 1), (0.1, 0.01))
    qtbot.addWidget(field)
    field.set_value(0.5)
    field.show()
    told = []
    field.changed.connect(told.append)
    QTest.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    menu = field.findChild(QMenu)
    assert [action.text() for action in menu.actions()] == ["0.1", "0.01"]
    menu.actions()[1].trigger()
    menu.close()
    assert told == [0.01]


@pytest.mark.parametrize(
    ("value", "up", "wanted"),
    [(0.001, True, 0.002), (0.001, False, 0.0009), (0.01, False, 0.009), (0.5, True, 0.55)],
)
def test_a_step_of_a_share_is_at_the_digit_that_matters(value, up, wanted):
    assert Limits(False, 0, 1).stepped(value, up) == pytest.approx(wanted)


@pytest.mark.parametrize("value", [1e-05, 0.001, 3.5, 0.1, 1e-12, 12])
def test_a_number_is_written_so_that_it_reads_the_same(value):
    assert float(written(value)) == value


def test_open_limits_refuse_their_end():
    limits = Limits(False, 0, 1, low_open=True, high_open=True)
    assert [limits.read(text) for text in ("0", "1", "0.5", "nan", "inf")] == [
        None,
        None,
        0.5,
        None,
        None,
    ]


def test_a_number_too_large_for_any_float_is_refused_like_others():
    assert Limits(low=1, high=100).read("9" * 400) is None
    assert Limits(whole=False, low=0).read("1e400") is None
