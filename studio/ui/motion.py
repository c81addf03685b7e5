"""Motion: how long things take to get to where they go."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QStyle

from studio.ui import tokens


def duration(name: str) -> int:
    """Milliseconds of a movement, by its name in the tokens; 0 if the system wants none."""
    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    wanted = QApplication.style().styleHint(hint) > 0
    return int(tokens.raw()["motion"][name]) if wanted else 0
