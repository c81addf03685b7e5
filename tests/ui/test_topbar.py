"""The top bar: it says what is going on and passes on what is pressed."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt

from studio.ui.theme import theme
from studio.ui.topbar import TopBar


@pytest.fixture
def bar(qtbot, qapp):
    theme().apply(qapp, "light")
    made = TopBar()
    qtbot.addWidget(made)
    made.set_document("Fashion pictures", edited=False)
    made.set_action("Train")
    made.resize(1440, 52)
    made.show()
    yield made
    theme().choose("light")


def test_the_steps_stand_in_the_middle_of_the_window(bar):
    assert abs(bar.steps.geometry().center().x() - 720) <= 1


def test_a_click_on_a_step_asks_for_it_and_leaves_the_choice_to_the_window(bar, qtbot):
    bar.steps.set_current("build")
    with qtbot.waitSignal(bar.step_chosen) as asked:
        qtbot.mouseClick(bar.steps.button("train"), Qt.MouseButton.LeftButton)
    assert asked.args == ["train"]
    assert bar.steps.current() == "build"


def test_a_step_that_is_off_says_why_and_does_nothing(bar, qtbot):
    bar.steps.refuse("data", "The Data step comes later.")
    with qtbot.assertNotEmitted(bar.step_chosen):
        qtbot.mouseClick(bar.steps.button("data"), Qt.MouseButton.LeftButton)
    assert bar.steps.button("data").toolTip() == "The Data step comes later."


def test_the_action_says_why_it_is_off(bar, qtbot):
    bar.set_action("Train", why_not="One block has an error.")
    assert bar.action.toolTip() == "One block has an error."
    with qtbot.assertNotEmitted(bar.action_clicked):
        qtbot.mouseClick(bar.action, Qt.MouseButton.LeftButton)
    bar.set_action("Train")
    with qtbot.waitSignal(bar.action_clicked):
        qtbot.mouseClick(bar.action, Qt.MouseButton.LeftButton)


def test_at_the_minimum_width_nothing_overlaps_and_the_long_name_is_elided(bar):
    bar.set_document("A network with a very long name that never ends", edited=True)
    bar.resize(1100, 52)
    shown = [bar.menu_button, bar._name, bar._edited, bar.steps, bar.device, bar.search_button]
    places = [w.geometry() for w in [*shown, bar.theme_button, bar.help_button, bar.action]]
    for left, right in pairwise(places):
        assert left.right() < right.left()
    assert bar._name.width() < bar._name.sizeHint().width()
    assert bar._name.toolTip() == "A network with a very long name that never ends"


def test_saved_disappears_before_the_name_does(bar):
    bar.set_document("A network with a very long name that never ends", edited=False)
    bar.resize(980, 52)
    assert not bar._edited.isVisible()
    assert bar._name.width() > 30


def test_the_theme_button_switches_the_theme_and_its_own_meaning(bar, qtbot):
    before = bar.theme_button.toolTip()
    qtbot.mouseClick(bar.theme_button, Qt.MouseButton.LeftButton)
    assert theme().colours.scheme == "dark"
    assert bar.theme_button.toolTip() != before


def test_every_control_has_a_name_and_is_reached_by_tab(bar):
    buttons = [bar.menu_button, bar.device, bar.theme_button, bar.help_button, bar.action]
    buttons += [bar.steps.button(key) for key in ("data", "build", "train", "test", "export")]
    for button in buttons:
        assert button.accessibleName() or button.text()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
