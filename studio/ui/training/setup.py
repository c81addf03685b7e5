"""The settings of a run at the right of the Train step: the data, and how it is learned."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.language import number, tr
from studio.project.project import Project
from studio.training.events import Started
from studio.ui import tokens
from studio.ui.controls.outline import painting
from studio.ui.controls.sheet import SheetScroll
from studio.ui.controls.text import Text
from studio.ui.form.data_form import DataSection
from studio.ui.form.form import Form
from studio.ui.inspector.section import Section
from studio.ui.theme import colours
from studio.ui.training.kept_section import KeptSection
from studio.ui.training.parts import PartsBar


class Setup(QWidget):
    """Shows the project's settings and asks for changes; it keeps nothing of the document."""

    data_changed = Signal(object)
    training_changed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lock_note = Text("", "small", "muted")
        self.data = DataSection()
        self.training = Form()
        self.parts = PartsBar()
        self.kept = KeptSection()
        self.data.changed.connect(self.data_changed)
        self.training.changed.connect(self.training_changed)
        self._lay_out()
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Give the canvas more room, for windows below 1,360."""
        sizes = tokens.sizes()
        self.setFixedWidth(sizes.inspector_narrow if narrow else sizes.inspector)

    def show_project(self, project: Project) -> None:
        """Show the settings of this project."""
        self.data.show_data(project.data)
        self.training.show_value(project.training)

    def show_batches(self, started: Started) -> None:
        """Say what the loaded data comes to."""
        self.training.say_help(
            "batch_size", tr("{n} batches make one epoch.").format(n=number(started.steps))
        )
        self.parts.show_counts(started.examples)
        self._parts.show()

    def lock(self, why: str) -> None:
        """Switch all settings off and say why; an empty reason switches them on."""
        self.lock_note.say(tr("Pause to change") if why else "")
        for form in (self.data.form, self.training):
            form.lock(why)
        self.kept.lock(why)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.base)
            painter.fillRect(0, 0, 1, self.height(), colours().border.subtle)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 14, 16, 14)
        head.addWidget(Text(tr("Training setup"), "strong"), 1)
        head.addWidget(self.lock_note)
        training = Section()
        training.column.addWidget(self.training)
        self._parts = Section(tr("Examples"))
        self._parts.column.addWidget(self.parts)
        self._parts.hide()
        sheet = QWidget()
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for section in (self.kept, training, self.data, self._parts):
            column.addWidget(section)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(head)
        outer.addWidget(SheetScroll(sheet), 1)
