"""The command palette: a search over the window that runs any of its actions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint

from studio.ui.canvas import accessible
from studio.ui.commands.command_offer import CommandOffer
from studio.ui.search.popup import SearchPopup

if TYPE_CHECKING:
    from studio.ui.window import Window

_WIDTH: Final = 520
_TOP: Final = 64  # below the window's upper edge


class CommandPalette:
    """Opens in the middle of the window, whatever step it shows."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.popup = SearchPopup(window, _WIDTH)

    def toggle(self) -> None:
        """Open it, or close it again."""
        if self.popup.close_without_choice():
            return
        window = self._window
        offer = CommandOffer(window.actions_table, partial(accessible.announce, window.canvas))
        self.popup.open(offer, QPoint((window.width() - _WIDTH) // 2, _TOP), aside=0)
