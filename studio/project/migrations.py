"""How files of older formats become today's: one function a version, oldest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

Raw: TypeAlias = dict[str, Any]

# MIGRATIONS[0] turns a file of version 1 into one of version 2, and so on.
MIGRATIONS: Final[list[Callable[[Raw], Raw]]] = []


def migrated(raw: Raw, version: int, steps: list[Callable[[Raw], Raw]] = MIGRATIONS) -> Raw:
    """The raw JSON of a file, brought from its version to the newest."""
    for step in steps[version - 1 :]:
        raw = step(raw)
        version += 1
        raw["version"] = version
    return raw
