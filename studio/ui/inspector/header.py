"""The head of the inspector: which block is shown, its name, and what it does."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from studio.blocks.block import Block
from studio.language import tr
from studio.schema.entry import Entry
from studio.ui import icons, tokens
from studio.ui.controls.button import IconButton
from studio.ui.controls.outline import painting
from studio.ui.controls.popover import Popover
from studio.ui.controls.text import Text
from studio.ui.inspector.help_sheet import block_help
from studio.ui.inspector.section import Note
from studio.ui.theme import font

_NAME_INSET = 6  # what the name's field, when it shows, adds at the left


class Header(QWidget):
    """Tile, name, place in the network, help, summary, and a note about an error."""

    renamed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entry: type[Entry] | None = None
        self._block: Block | None = None
        self.tile = Tile()
        self.name = NameField()
        self.place = Text("", "small", "muted")
        self.help_button = IconButton("book-open", tr("Explain this block"))
        self.summary = Text("", "small", "secondary", wrap=True, line=17)
        self.note = Note()
        self.name.renamed.connect(self.renamed)
        self.help_button.clicked.connect(lambda: self.open_help())
        self._lay_out()
        self.say_error("", "")

    def show_block(self, block: Block, name: str, place: str) -> None:
        """Show a block, called `name` ("" for its title)."""
        entry = type(block)
        self._entry, self._block = entry, block
        title = tr(entry.title)
        self.tile.show_block(entry)
        self.name.show_name(name, title)
        self.place.say(f"{title} · {place}" if name else place)
        self.summary.say(tr(entry.summary()))

    def explain(self, entry: type[Entry]) -> None:
        """Say what this entry does, in place of the kind of block that is shown."""
        self._entry = entry
        self.summary.say(tr(entry.summary()))

    def say_error(self, lead: str, text: str) -> None:
        """Show a note about what is wrong with the block, or none."""
        self.note.say(lead, text)
        self.note.setVisible(bool(lead))

    def open_help(self, field: str = "") -> None:
        """Open the help page of the kind of block that is shown, at one of its settings."""
        if self._entry is not None:
            page = Popover(block_help(self._entry, self._block, field), self)
            page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            page.open_below(self.help_button, right=True)

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.setContentsMargins(0, 0, 0, 2)
        words.addWidget(self.name)
        below = QHBoxLayout()
        below.setContentsMargins(_NAME_INSET, 0, 0, 0)
        below.addWidget(self.place)
        words.addLayout(below)
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self.tile)
        top.addSpacing(5)
        top.addLayout(words, 1)
        top.addWidget(self.help_button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 13, 16, 13)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.summary)
        column.addWidget(self.note)


class Tile(QWidget):
    """The family's tile with the block's icon."""

    def __init__(self) -> None:
        super().__init__()
        self._entry: type[Entry] | None = None
        self.setFixedSize(tokens.sizes().tile, tokens.sizes().tile)

    def show_block(self, entry: type[Entry]) -> None:
        self._entry = entry
        self.update()

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._entry is None:
            return
        family, icon = self._entry.family, icons.block_icon(self._entry.id, self._entry.family)
        with painting(self) as painter:
            icons.paint_tile(painter, family, icon, QRectF(self.rect()), tokens.radius().tile)


class NameField(QLineEdit):
    """The block's name, edited in place. Empty: its title. Esc brings the old name back."""

    renamed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._name = ""
        self.setObjectName("blockName")
        self.setAccessibleName(tr("Name of the block"))
        self.setToolTip(tr("Click to rename"))
        self.setFont(font("panelTitle"))
        self.setMaxLength(100)
        self.setFixedHeight(22)
        self.editingFinished.connect(self._finish)

    def show_name(self, name: str, title: str) -> None:
        """Show this name, or the title in its place."""
        self._name = name
        self.setPlaceholderText(title)
        if self.text() != name:
            self.setText(name)
        self.setCursorPosition(0)

    def begin(self) -> None:
        """Let another name be typed."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._name)
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        if self.text().strip() != self._name:
            self.renamed.emit(self.text().strip())
