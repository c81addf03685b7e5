"""Which blocks begin with learned weights: a quiet line, and a switch to begin anew."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout

from studio.language import tr
from studio.ui.controls.switch import Switch
from studio.ui.controls.text import Text
from studio.ui.inspector.section import Section


class KeptSection(Section):
    """Shown where a document has learned weights."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(tr("Learned weights"))
        self.words = Text("", "small", "secondary", wrap=True, line=17)
        self.anew = Switch(tr("Begin anew"))
        self.anew.changed.connect(lambda _on: self.changed.emit())
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(Text(tr("Begin anew"), "small"), 1)
        row.addWidget(self.anew)
        self.column.addWidget(self.words)
        self.column.addLayout(row)
        self.hide()

    def show_words(self, words: str) -> None:
        """Show what is kept; nothing hides the section."""
        self.words.say(tr("Every block starts anew.") if self.anew.isChecked() else words)
        self.setVisible(bool(words))

    def lock(self, why: str) -> None:
        """Switch it off while a run goes on."""
        self.anew.setEnabled(not why)
        self.anew.setToolTip(why)
