"""Aliases: what the blocks inside of frames are called in a picture that shows several networks."""

from __future__ import annotations

from collections.abc import Collection

from studio.project.place import Path


class Aliases:
    """The ids of a picture. Blocks outside of frames keep their own; an alias is kept for good."""

    def __init__(self) -> None:
        self._aliases: dict[tuple[Path, str], str] = {}
        self._homes: dict[str, tuple[Path, str]] = {}
        self._made = 0

    def home(self, id: str) -> tuple[Path, str]:
        """The path of frames that leads to a block of the picture, and its own id."""
        return self._homes.get(id, ((), id))

    def of(self, path: Path, id: str) -> str:
        """The id in the picture of a block inside of frames; "" if it has none."""
        return self._aliases.get((path, id), "") if path else id

    def given(self, path: Path, id: str, taken: Collection[str]) -> str:
        """The id in the picture, a new one if it has none."""
        while not (alias := self.of(path, id)):
            self._made += 1
            new = f"inside_{self._made}"
            if new not in taken:
                self.keep(path, id, new)
        return alias

    def keep(self, path: Path, id: str, alias: str) -> None:
        """From now on a block inside of frames has this id in the picture."""
        self.forget({alias})
        self._aliases[path, id] = alias
        self._homes[alias] = (path, id)

    def own_ids(self, path: Path) -> set[str]:
        """The ids of all blocks at the end of a path that have an alias."""
        return {id for at, id in self._aliases if at == path}

    def forget(self, aliases: Collection[str]) -> None:
        """These mean nothing any more."""
        for alias in [alias for alias in self._homes if alias in aliases]:
            del self._aliases[self._homes.pop(alias)]
