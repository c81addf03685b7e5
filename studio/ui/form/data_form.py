"""The form that chooses a data set and edits its settings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from studio.data.dataset import Dataset
from studio.language import tr
from studio.project.project import AnyDataset
from studio.schema.entry import Value
from studio.ui.controls.text import Text
from studio.ui.form.form import Form
from studio.ui.inspector.section import Section


class DataSection(Section):
    """A section with the data set, its settings, and what one learns with it."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.form = Form()
        self.about = Text("", "caption", "muted", wrap=True)
        self.form.changed.connect(lambda _field, data: self.changed.emit(data))
        self.column.addWidget(self.form)
        self.column.addWidget(self.about)

    def show_data(self, data: Dataset) -> None:
        """Show this data set."""
        self.form.show_value(_Choice.model_construct(data=data))
        self.about.say(tr(data.summary()))


class _Choice(Value):
    """What makes a form with the list of all data sets."""

    data: AnyDataset
