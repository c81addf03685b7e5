"""Message boxes: what happened, why, what to do; buttons that name what they do."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from studio.language import tr
from studio.project.files import WrongFile


def show(dialog: QDialog) -> None:
    """Show a dialog until it is closed; nothing of it stays behind."""
    dialog.exec()
    dialog.deleteLater()


def tell(parent: QWidget, what: str, why: str, details: str = "") -> None:
    """Say that something did not work."""
    box = _box(parent, what, why)
    box.setIcon(QMessageBox.Icon.Warning)
    if details:
        box.setDetailedText(details)
    box.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
    show(box)


def explain(parent: QWidget, what: str, error: Exception) -> None:
    """Say why a file could not be opened or saved; raises an error that says nothing of it."""
    if isinstance(error, WrongFile):
        faults = [str(fault) for fault in error.faults]
        more = tr("{n} faults in all.").format(n=len(faults)) if len(faults) > 1 else ""
        tell(parent, what, f"{faults[0]} {more}", "\n".join(faults[:200]))
    elif isinstance(error, OSError):
        tell(parent, what, f"{error.strerror}. {tr('Nothing was changed.')}")
    else:
        raise error


def choose(parent: QWidget, what: str, why: str, *choices: str) -> int:
    """Ask which of these to do; the last one, and Esc, leave everything as it is.

    Returns:
        The index of the choice.
    """
    box = _box(parent, what, why)
    roles = [QMessageBox.ButtonRole.AcceptRole, QMessageBox.ButtonRole.DestructiveRole]
    buttons = [box.addButton(text, roles[i > 0]) for i, text in enumerate(choices[:-1])]
    buttons.append(box.addButton(choices[-1], QMessageBox.ButtonRole.RejectRole))
    box.setDefaultButton(buttons[0])
    box.setEscapeButton(buttons[-1])
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return next((i for i, button in enumerate(buttons) if button is clicked), len(choices) - 1)


def may_replace(parent: QWidget, path: Path) -> bool:
    """Ask whether a file that is there already may be written over."""
    answer = choose(
        parent,
        tr('There is a file "{name}" already.').format(name=path.name),
        tr("Its content would be lost."),
        tr("Replace it"),
        tr("Cancel"),
    )
    return answer == 0


def _box(parent: QWidget, what: str, why: str) -> QMessageBox:
    box = QMessageBox(parent)
    box.setWindowTitle("Layerloom")
    # A stranger's file may bring signs that would be read as markup.
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(what)
    box.setInformativeText(why)
    return box
