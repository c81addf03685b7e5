"""Icons: sharp at every pixel ratio, in any colour, and none that is not shipped."""

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from studio.blocks import blocks
from studio.resources import path
from studio.ui import icons
from studio.ui.theme import theme

SHIPPED = {file.stem for file in path("resources", "icons").glob("*.svg")}


def inked(image):
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_an_icon_has_the_pixels_of_its_screen(qapp, ratio):
    made = icons.pixmap("plus", QColor("#ff0000"), 16, ratio)
    assert made.width() == round(16 * ratio)
    assert made.devicePixelRatio() == ratio


def test_an_icon_is_painted_in_the_colour_that_is_asked_for(qapp):
    assert inked(icons.pixmap("square", QColor("#3a61da"), 24, 2.0).toImage()) == {"#3a61da"}


def test_every_kind_of_block_has_an_icon_that_is_shipped():
    assert {icons.block_icon(entry.id, entry.family) for entry in blocks} <= SHIPPED


def test_every_icon_that_the_window_names_is_shipped():
    texts = [file.read_text() for file in path("studio", "ui").rglob("*.py")]
    calls = r'(?:icons\.\w+\(\s*(?:painter,\s*)?|icon=|IconButton\(\s*)"([a-z0-9-]+)"'
    named = {name for text in texts for name in re.findall(calls, text)}
    assert "play" in named
    assert named <= SHIPPED


def test_no_icon_is_shipped_that_nothing_uses():
    sources = [*path("studio", "ui").rglob("*.py"), path("resources", "themes", "tokens.json")]
    words = {word for file in sources for word in re.findall(r'"([a-z0-9-]+)"', file.read_text())}
    assert words >= SHIPPED


def test_an_icon_of_a_menu_keeps_to_the_theme(qapp):
    theme().apply(qapp, "light")
    icon = icons.icon("square")
    light = inked(icon.pixmap(QSize(24, 24), 1.0, QIcon.Mode.Normal).toImage())
    theme().choose("dark")
    dark = inked(icon.pixmap(QSize(24, 24), 1.0, QIcon.Mode.Normal).toImage())
    theme().choose("light")
    assert light
    assert light != dark
