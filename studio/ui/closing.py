"""What is asked when the window closes, and what of it is kept until it opens again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer

from studio.ui.theme import theme

if TYPE_CHECKING:
    from studio.ui.window import Window

DESIGN: Final = (1440, 900)
MINIMUM: Final = (1100, 700)


def restore(window: Window) -> None:
    """Give the window the place and size that it had, as far as the screen has room for it."""
    window.setMinimumSize(*MINIMUM)
    window.resize(*DESIGN)
    geometry = window.settings.geometry()
    if geometry is not None:
        window.restoreGeometry(geometry)
    room = window.screen().availableGeometry().size()
    if room.width() >= MINIMUM[0] and room.height() >= MINIMUM[1]:
        window.resize(window.size().boundedTo(room))


def closed(window: Window) -> bool:
    """End the run and keep the window's place; with unsaved work, ask about that instead."""
    if window.document.unsaved:
        # Qt refuses to close a window from inside its own close event.
        QTimer.singleShot(0, lambda: window.saving.guard(lambda: _give_up(window)))
        return False
    window.hide()
    window.run.close()
    window.settings.set_geometry(window.saveGeometry())
    window.settings.set_theme(theme().choice)
    return True


def _give_up(window: Window) -> None:
    # What is not saved by now was given up, and must not be asked about again.
    window.document.mark_saved(window.document.path, window.document.project)
    window.close()
