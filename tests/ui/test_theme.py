"""The theme: every token is used as it stands, and switching reaches everything."""

import json
import re

import pytest
from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from studio.resources import path
from studio.schema.tags import TAGS
from studio.ui import tokens
from studio.ui.theme import colours, font, style_sheet, theme


@pytest.fixture(autouse=True)
def light_again(qapp):
    theme().apply(qapp, "light")
    yield
    theme().choose("light")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_are_those_of_the_tokens(scheme):
    wanted = json.loads(path("resources", "themes", "tokens.json").read_text())["color"][scheme]
    made = tokens.colours(scheme)
    assert made.surface.canvas_dot == QColor(wanted["surface"]["canvasDot"])
    assert made.accent.focus_ring == QColor(wanted["accent"]["focusRing"])
    assert {name: colour.name().upper() for name, colour in made.family.items()} == wanted["family"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_style_sheet_has_no_token_left_to_fill_in(scheme):
    text = style_sheet(scheme)
    assert "@" not in text
    assert "border-radius: 7px" in text
    assert not re.search(r"\bNone\b", text)


def test_choosing_dark_changes_palette_and_style_sheet_and_tells_once(qtbot):
    theme().choose("light")
    before = QApplication.instance().styleSheet()
    with qtbot.waitSignal(theme().changed, timeout=1000):
        theme().switch()
    assert colours().scheme == "dark"
    window = QApplication.palette().color(QPalette.ColorRole.Window)
    assert window == tokens.colours("dark").surface.base
    assert QApplication.instance().styleSheet() != before


def test_a_widget_that_is_shown_is_painted_again_after_a_switch(qtbot):
    class Painted(QWidget):
        times = 0

        def paintEvent(self, event):
            Painted.times += 1

    widget = Painted()
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitUntil(lambda: Painted.times > 0)
    seen = Painted.times
    theme().switch()
    qtbot.waitUntil(lambda: Painted.times > seen)


def test_system_without_a_dark_desktop_is_light():
    theme().choose("system")
    assert theme().choice == "system"
    assert colours().scheme == "light"


def test_the_shipped_font_is_used_with_the_size_and_weight_of_the_scale():
    made = font("title")
    assert QFontInfo(made).family() == "Inter"
    assert made.pixelSize() == 20
    assert made.weight() == 600
    assert font("body", 500).weight() == 500


def test_every_family_has_a_colour_in_both_schemes_and_an_icon():
    for name, meta in tokens.families().items():
        assert name in tokens.colours("light").family
        assert name in tokens.colours("dark").family
        assert path("resources", "icons", f"{meta.icon}.svg").is_file()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_tag_can_be_read_as_words_and_be_written_on(scheme):
    now = tokens.colours(scheme)
    assert list(now.tag) == list(TAGS)
    for name, tag in now.tag.items():
        below = (now.surface.canvas, now.surface.raised, now.surface.group, tag.fill)
        assert all(contrast(tag.mark, each) >= 4.5 for each in below), name
        assert contrast(now.text.primary, tag.fill) >= 7, name


def contrast(one, other):
    """The ratio of WCAG 2.2 between two colours, from 1 to 21."""
    low, high = sorted(luminance(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def luminance(colour):
    parts = [colour.redF(), colour.greenF(), colour.blueF()]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
