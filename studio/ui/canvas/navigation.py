"""Navigation: whether the wheel pans, as in browsers, or zooms, as in Blender."""

from __future__ import annotations

from functools import cache
from typing import Literal, TypeAlias

from studio.language import tr

Preset: TypeAlias = Literal["browser", "blender"]


class Navigation:
    """The choice of a person, for every canvas of this process."""

    preset: Preset = "browser"

    def switch(self) -> None:
        """Take the other preset."""
        self.preset = "browser" if self.preset == "blender" else "blender"

    @property
    def told(self) -> str:
        """What the wheel does, in a sentence."""
        if self.preset == "blender":
            return tr("Blender style: the wheel zooms, with Shift or Ctrl it pans.")
        return tr("Browser style: the wheel pans, with Ctrl it zooms.")


@cache
def navigation() -> Navigation:
    """The one choice of this process."""
    return Navigation()
