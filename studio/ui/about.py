"""The About dialog: the version, and the licenses of what the app brings along."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from studio import __version__
from studio.data.dataset import datasets
from studio.language import tr
from studio.resources import path
from studio.ui.controls.button import Button
from studio.ui.controls.text import Text


class About(QDialog):
    """What this is, and whose work is in it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Layerloom"))
        self.resize(620, 520)
        self.notices = QPlainTextEdit(licenses(), readOnly=True)
        self.notices.setAccessibleName(tr("Licenses"))
        close = Button(tr("Close"))
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(Text(f"Layerloom {__version__}", "title"))
        layout.addWidget(
            Text(tr("Draw a neural network, train it, understand it, and hand it on."), wrap=True)
        )
        layout.addWidget(
            Text(
                tr("Layerloom is free software under the MIT license. It brings along:"),
                "small",
                "muted",
                wrap=True,
            )
        )
        layout.addWidget(self.notices, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignLeft)


def licenses() -> str:
    """The licenses of fonts, icons and data: those of the data sets, then the files in full."""
    data = "\n".join(f"{tr(entry.title)}: {entry.license}" for entry in datasets if entry.license)
    found = [_headed(tr("Data"), data)]
    found += [
        _headed(f"{file.parent.name}: {file.name}", file.read_text(encoding="utf-8"))
        for file in sorted(path("resources").rglob("*LICENSE*"))
    ]
    return "\n\n\n".join(found)


def _headed(head: str, text: str) -> str:
    return f"{head}\n{'-' * len(head)}\n{text.strip()}"
