"""Buttons, switches, choices, chips, texts and popovers."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.ui.controls.button import Button, IconButton
from studio.ui.controls.chip import Chip
from studio.ui.controls.choice import Choice
from studio.ui.controls.figure import Figure
from studio.ui.controls.popover import Popover
from studio.ui.controls.step_bar import Step, StepBar
from studio.ui.controls.switch import Switch
from studio.ui.controls.text import Text
from studio.ui.theme import theme


@pytest.fixture(autouse=True)
def light(qapp):
    theme().apply(qapp, "light")


def colours_in(widget):
    image = widget.grab().toImage()
    size = image.size()
    return {
        image.pixelColor(x, y).name() for x in range(size.width()) for y in range(size.height())
    }


def test_a_refused_button_says_why_and_comes_back_with_an_empty_reason(qtbot):
    button = Button("Train", icon="play", role="accent")
    qtbot.addWidget(button)
    button.refuse("The network has an error.")
    assert not button.isEnabled()
    assert button.toolTip() == button.accessibleDescription() == "The network has an error."
    button.refuse("")
    assert button.isEnabled()
    assert button.toolTip() == ""


def test_an_icon_button_keeps_its_name_as_tooltip_after_a_refusal(qtbot):
    button = IconButton("undo-2", "Undo")
    qtbot.addWidget(button)
    button.refuse("Nothing to undo.")
    button.refuse("")
    assert button.toolTip() == "Undo"


def test_the_keyboard_focus_is_shown_by_a_ring(qtbot):
    for control in (Button("Stop"), IconButton("menu", "Menu"), Switch("Bias"), Choice("Loss")):
        qtbot.addWidget(control)
        control.show()
        control.clearFocus()
        without = control.grab().toImage()
        with qtbot.waitActive(control):
            control.activateWindow()
        control.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(control.hasFocus)
        assert control.grab().toImage() != without
        assert theme().colours.accent.focus_ring.name() in colours_in(control)


def test_a_switch_tells_of_a_person_and_not_of_the_program(qtbot):
    switch = Switch("Bias")
    qtbot.addWidget(switch)
    switch.show()
    told = []
    switch.changed.connect(told.append)
    switch.set_value(True)
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert told == [False]


def test_a_choice_shows_even_a_value_that_is_not_offered(qtbot):
    choice = Choice("Data field")
    qtbot.addWidget(choice)
    choice.set_options([("", "First that fits"), ("picture", "Picture")])
    choice.set_value("gone")
    assert choice.currentText() == "gone"
    choice.set_value("picture")
    assert choice.currentText() == "Picture"


def test_a_choice_tells_the_value_that_a_person_takes(qtbot):
    choice = Choice("Activation")
    qtbot.addWidget(choice)
    choice.set_options([("relu", "ReLU"), ("tanh", "Tanh")])
    choice.show()
    told = []
    choice.changed.connect(told.append)
    choice.set_value("relu")
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert told == ["tanh"]


def test_wrapped_text_takes_the_lines_of_its_width(qtbot):
    text = Text("one two three four five six seven eight", "small", wrap=True, line=17)
    qtbot.addWidget(text)
    assert text.heightForWidth(1000) == 17
    assert text.heightForWidth(90) == 3 * 17


def test_code_in_a_text_loses_its_marks_and_gets_the_font_for_code(qtbot):
    text = Text("", "small", wrap=True)
    qtbot.addWidget(text)
    text.resize(300, 40)
    text.say_with_code("In PyTorch: `nn.ReLU()`.")
    marked = text.grab().toImage()
    assert text.text() == "In PyTorch: nn.ReLU()."
    text.say("In PyTorch: nn.ReLU().")
    assert text.grab().toImage() != marked


def test_text_that_does_not_fit_is_whole_in_its_tooltip(qtbot):
    text = Text("A network with a long name")
    qtbot.addWidget(text)
    text.resize(60, 18)
    text.show()
    assert text.toolTip() == "A network with a long name"
    text.resize(400, 18)
    assert text.toolTip() == ""


def test_a_chip_of_an_error_has_an_icon_beside_its_colour(qtbot):
    plain, error = Chip("1 hint"), Chip("1 hint", "error")
    qtbot.addWidget(plain)
    qtbot.addWidget(error)
    assert error.sizeHint().width() > plain.sizeHint().width()


def test_a_figure_is_read_out_with_its_caption(qtbot):
    figure = Figure("Parameters", "320")
    qtbot.addWidget(figure)
    figure.say("9,248")
    assert figure.accessibleName() == "Parameters: 9,248"


def test_a_step_with_problems_says_so_to_a_screen_reader(qtbot):
    bar = StepBar((Step("data", "Data"), Step("build", "Build")))
    qtbot.addWidget(bar)
    bar.set_state("build", "problem", 2)
    assert bar.button("build").accessibleName() == "Step 2, Build, has problems"


def test_a_popover_opens_below_its_anchor_and_closes_with_escape(qtbot):
    anchor = Button("Runs")
    qtbot.addWidget(anchor)
    anchor.show()
    popover = Popover(Text("Run 1"))
    qtbot.addWidget(popover)
    popover.open_below(anchor)
    assert popover.isVisible()
    assert popover.y() >= anchor.mapToGlobal(anchor.rect().bottomLeft()).y()
    QTest.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()
