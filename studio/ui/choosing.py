"""Asking for the file to open, and for the one to write."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from studio.ui import messages


def file_to_open(parent: QWidget, title: str, folder: Path, kinds: str) -> Path | None:
    """Ask for a file that is there; None if none was chosen."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(folder), kinds)
    return Path(chosen) if chosen else None


def file_to_write(
    parent: QWidget, title: str, proposed: Path, kinds: str, suffix: str
) -> Path | None:
    """Ask for a file to write, whose name gets this suffix; None if none was chosen."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(proposed), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix != suffix:
        path = path.with_name(f"{path.name}{suffix}")
        # The file dialog has asked about the name as it was typed, not about this one.
        if path.exists() and not messages.may_replace(parent, path):
            return None
    return path
