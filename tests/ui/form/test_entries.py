"""A list of entries: each is edited in place, added and taken out; what is refused is said."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.data.dataset import datasets
from studio.data.declared_inputs import GivenFeatures, GivenPicture
from studio.data.no_data import NoData
from studio.ui.form import settings as forms
from studio.ui.form.data_form import DataSection
from studio.ui.form.settings import settings


@pytest.fixture
def section(qtbot):
    """The section with the data, whose changes come back to it."""
    made = DataSection()
    qtbot.addWidget(made)
    made.shown = NoData(inputs=(GivenPicture(),))

    def take(data):
        made.shown = data
        made.show_data(data)

    made.changed.connect(take)
    take(made.shown)
    made.show()
    return made


def inputs(section):
    return section.form.row("data.inputs").editor


def retype(widget, text):
    widget.selectAll()
    QTest.keyClicks(widget, text)


def test_a_tuple_of_entries_asks_for_several():
    kinds = {setting.path[0]: setting.kind for setting in settings(NoData())}
    assert isinstance(kinds["inputs"], forms.Several)
    assert kinds["inputs"].most == 32


@pytest.mark.parametrize("kind", [entry.id for entry in datasets])
def test_every_data_set_is_shown(section, kind):
    section.show_data(datasets[kind]())
    assert section.form.row("data").editor.value() == kind


def test_a_setting_of_one_entry_changes_it_alone(section):
    inputs(section).add.click()
    retype(inputs(section).items[0].form.row("height").editor, "28")
    assert [given.height for given in section.shown.inputs] == [28, 224]


def test_an_entry_is_taken_out(section):
    inputs(section).add.click()
    retype(inputs(section).items[1].form.row("name").editor, "other")
    inputs(section).items[0].remove.click()
    assert [given.name for given in section.shown.inputs] == ["other"]
    assert len(inputs(section).items) == 1


def test_another_kind_starts_with_its_own_settings(section):
    choice = inputs(section).items[0].choice
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert section.shown.inputs == (GivenFeatures(),)
    assert "size" in inputs(section).items[0].form.fields()


def test_what_does_not_fit_is_said_below_the_setting(section):
    form = inputs(section).items[0].form
    retype(form.row("width").editor, "4096")
    retype(form.row("height").editor, "4096")
    assert "numbers" in form.row("height").help.text()
    assert section.shown.inputs[0].height < 4096


def test_a_full_list_says_why_nothing_can_be_added(section):
    section.show_data(NoData(inputs=(GivenFeatures(),) * 32))
    assert not inputs(section).add.isEnabled()
    assert "at most 32" in inputs(section).add.toolTip()
