"""What the window remembers from one day to the next: theme, recent files, its place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings

from studio import places
from studio.ui.canvas.navigation import Preset
from studio.ui.theme import Choice

MOST_RECENT: Final = 10
MOST_KEYS: Final = 4  # of one action


class Settings:
    """The window's memory, in one small file of the user's data directory."""

    def __init__(self) -> None:
        self._file = QSettings(str(places.home() / "window.ini"), QSettings.Format.IniFormat)

    def theme(self) -> Choice:
        """The chosen theme."""
        value = self._file.value("theme", "system")
        return value if value in ("light", "dark") else "system"

    def set_theme(self, choice: Choice) -> None:
        self._file.setValue("theme", choice)

    def navigation(self) -> Preset:
        """What the wheel does."""
        return "blender" if self._file.value("navigation") == "blender" else "browser"

    def set_navigation(self, preset: Preset) -> None:
        self._file.setValue("navigation", preset)

    def recent(self) -> list[Path]:
        """Files opened or saved lately that are still there, the latest first."""
        value = self._file.value("recent")
        # Qt gives a list of one as the one.
        names = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        return [path for name in names if (path := Path(str(name))).is_file()][:MOST_RECENT]

    def remember(self, path: Path) -> None:
        """Put a file at the head of the recent ones."""
        path = path.resolve()
        others = [old for old in self.recent() if old != path]
        self._file.setValue("recent", [str(p) for p in (path, *others)][:MOST_RECENT])

    def shortcuts(self) -> dict[str, tuple[str, ...]]:
        """The keys that a person has chosen, by action; what is damaged is left out."""
        try:
            kept = json.loads(str(self._file.value("shortcuts", "")))
        except (ValueError, RecursionError):
            return {}
        return dict(_keys(kept)) if isinstance(kept, dict) else {}

    def set_shortcuts(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        self._file.setValue("shortcuts", json.dumps(keys))

    def folder(self) -> Path:
        """Where file dialogs begin."""
        recent = self.recent()
        return recent[0].parent if recent else Path.home()

    def geometry(self) -> QByteArray | None:
        """The window's place on the screen, if it is known."""
        value = self._file.value("geometry")
        return value if isinstance(value, QByteArray) else None

    def set_geometry(self, geometry: QByteArray) -> None:
        self._file.setValue("geometry", geometry)


def _keys(kept: dict[str, object]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for id, keys in kept.items():
        if isinstance(keys, list) and all(isinstance(key, str) for key in keys):
            yield id, tuple(map(str, keys[:MOST_KEYS]))
