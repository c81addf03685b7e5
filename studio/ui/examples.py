"""The example networks that come with the app."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from studio.project.files import SUFFIX
from studio.resources import path as shipped

FIRST: Final = "digits_cnn"
_ACRONYMS: Final = frozenset({"cnn", "lstm", "gru", "mlp"})


def examples() -> list[Path]:
    """The example networks."""
    return sorted(shipped("graphs").glob(f"*{SUFFIX}"))


def first_example() -> Path:
    """The example that a new window shows."""
    return shipped("graphs", f"{FIRST}{SUFFIX}")


def title(path: Path) -> str:
    """What an example is called: "Digits CNN" for digits_cnn.layerloom."""
    words = [word.upper() if word in _ACRONYMS else word for word in path.stem.split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]
