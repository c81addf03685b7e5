"""The theme: tokens become a palette, one style sheet and fonts; light, dark or the system's."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from studio.resources import path
from studio.ui import tokens
from studio.ui.tokens import Colours, Scheme, TypeStyle

Choice: TypeAlias = Literal["system", "light", "dark"]


class Theme(QObject):
    """Which colours are in use. Widgets repaint by themselves; scenes listen to `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choice: Choice = "system"
        self.colours = tokens.colours("light")
        self._app: QApplication | None = None

    def apply(self, app: QApplication, choice: Choice = "system") -> None:
        """Dress the application: style, fonts and the chosen colours."""
        if self._app is None:
            self._app = app
            load_fonts()
            app.setStyle("Fusion")
            app.setFont(font("body"))
            app.styleHints().colorSchemeChanged.connect(self._follow)
        self.choose(choice)

    def choose(self, choice: Choice) -> None:
        """Use these colours from now on; `system` follows the desktop."""
        self.choice = choice
        scheme = self._system() if choice == "system" else choice
        self.colours = tokens.colours(scheme)
        if self._app is not None:
            self._app.setPalette(palette(self.colours))
            self._app.setStyleSheet(style_sheet(scheme))
        self.changed.emit()

    def switch(self) -> None:
        """Go from light to dark or back."""
        self.choose("light" if self.colours.scheme == "dark" else "dark")

    def _follow(self) -> None:
        if self.choice == "system":
            self.choose("system")

    def _system(self) -> Scheme:
        hints = QApplication.styleHints()
        return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


@cache
def theme() -> Theme:
    """The one theme of this process."""
    return Theme()


def colours() -> Colours:
    """The colours in use now: ask at every paint."""
    return theme().colours


def load_fonts() -> None:
    """Make the shipped fonts known to Qt."""
    for file in sorted(path("resources", "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))


def font(style: TypeStyle, weight: int | None = None) -> QFont:
    """A font of the type scale, with tabular figures."""
    line = tokens.type_style(style)
    made = QFont()
    made.setFamilies(tokens.raw()["type"]["family"])
    made.setPixelSize(line.size)
    made.setWeight(QFont.Weight(weight or line.weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100 + line.letter_spacing_percent)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def fixed_font(size: int = 12) -> QFont:
    """The system's font for code."""
    made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setPixelSize(size)
    return made


def palette(colours: Colours) -> QPalette:
    """Qt's palette from the tokens, for everything that the style sheet leaves to Fusion."""
    role = QPalette.ColorRole
    made = QPalette()
    for name, colour in {
        role.Window: colours.surface.base,
        role.WindowText: colours.text.primary,
        role.Base: colours.surface.raised,
        role.AlternateBase: colours.surface.sunken,
        role.Text: colours.text.primary,
        role.PlaceholderText: colours.text.muted,
        role.Button: colours.surface.raised,
        role.ButtonText: colours.text.primary,
        role.BrightText: colours.error.text,
        role.ToolTipBase: colours.surface.tooltip,
        role.ToolTipText: colours.text.on_tooltip,
        role.Highlight: colours.accent.fill,
        role.HighlightedText: colours.text.on_accent,
        role.Accent: colours.accent.fill,
        role.Link: colours.accent.text,
        role.LinkVisited: colours.accent.text,
        role.Light: colours.surface.raised,
        role.Midlight: colours.border.subtle,
        role.Mid: colours.border.default,
        role.Dark: colours.border.control,
        role.Shadow: colours.border.control,
    }.items():
        made.setColor(name, colour)
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, name, colours.text.disabled)
    return made


@cache
def style_sheet(scheme: Scheme) -> str:
    """The style sheet: the template with its @tokens filled in."""
    template = path("resources", "themes", "window.qss").read_text(encoding="utf-8")
    values = tokens.raw()

    def filled(match: re.Match[str]) -> str:
        group, name = match[1], match[2]
        colour = values["color"][scheme].get(group, {}).get(name)
        return str(colour if colour is not None else values[group][name])

    return re.sub(r"@(\w+)\.(\w+?)(?=px\b|\b)", filled, template)


def mixed(colour: QColor, opacity: float) -> QColor:
    """The colour, translucent."""
    made = QColor(colour)
    made.setAlphaF(opacity)
    return made
