"""What is asked when the window closes, and what of it is kept until it opens again."""

from __future__ import annotations

from collections.abc import Callable
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
        QTimer.singleShot(0, window, lambda: close(window, lambda: None))
        return False
    window.hide()
    window.estimate.close()
    window.run.close()
    window.settings.set_geometry(window.saveGeometry())
    window.settings.set_theme(theme().choice)
    window.windows.remove(window)
    return True


def close(window: Window, then: Callable[[], object]) -> None:
    """Close a window and go on, unless a person wants it to stay."""
    if window.document.unsaved:
        window.saving.guard(lambda: _give_up(window, then))
    elif window.close():
        then()


def _give_up(window: Window, then: Callable[[], object]) -> None:
    # What is not saved by now was given up, and must not be asked about again.
    window.document.mark_saved(window.document.path, window.document.project)
    close(window, then)
