"""The wide palette: head, search, the list of blocks, and a hint."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.language import tr
from studio.ui import tokens
from studio.ui.controls.button import Button, IconButton
from studio.ui.controls.outline import painting
from studio.ui.controls.text import Hairline, Text
from studio.ui.palette.block_list import BlockList
from studio.ui.palette.offer import Family, found
from studio.ui.search.search_field import SearchField
from studio.ui.theme import colours


class PalettePanel(QWidget):
    """All blocks that can be placed; `list` tells what is done with them."""

    folded = Signal()
    escaped = Signal()
    trained_wanted = Signal()

    def __init__(self, offer: Sequence[Family], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offer = tuple(offer)
        self._opened = {"conv"}
        self._searching = False
        self.search = SearchField(_count(offer))
        self.list = BlockList()
        self.nothing = Text("", "small", "muted", wrap=True, line=17)
        self.trained = Button(tr("Start from a trained network…"), icon="download", small=True)
        self.trained.clicked.connect(self.trained_wanted)
        self.hint = Text(_hint(), "caption", "muted", wrap=True, line=16)
        self._fold = IconButton("panel-left", tr("Show as a narrow rail"))
        self._fold.clicked.connect(self.folded)
        self._head, self._empty = QWidget(), QWidget()
        self.setFixedWidth(tokens.sizes().palette)
        self._lay_out()
        self.search.textChanged.connect(self._find)
        self.search.down.connect(self._into_list)
        self.search.entered.connect(self.list.choose_current)
        self.list.chosen.connect(lambda _id: self.search.clear())  # the next search begins anew
        self._find("")

    def set_offer(self, offer: Sequence[Family]) -> None:
        """List these blocks from now on."""
        self._remember()
        self._offer = tuple(offer)
        self.search.set_hint(_count(offer))
        self._find(self.search.text())

    def focus_search(self) -> None:
        """Begin a search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_family(self, key: str) -> None:
        """Show this family alone open."""
        self.search.clear()
        self.list.open_only(key)

    def set_foldable(self, foldable: bool) -> None:
        """Whether the head offers to fold the palette into a rail."""
        self._fold.setVisible(foldable)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.base)
            line = self.rect().adjusted(self.width() - 1, 0, 0, 0)
            painter.fillRect(line, colours().border.subtle)

    def _lay_out(self) -> None:
        head = _row(self._head, (12, 4, 4, 0))
        head.addWidget(Text(tr("Blocks"), "small", weight=600), 1)
        head.addWidget(self._fold)
        self._head.setFixedHeight(44)
        _row(self._empty, (16, 4, 16, 4)).addWidget(self.nothing)
        field = QHBoxLayout()
        field.setContentsMargins(12, 0, 12, 8)
        field.addWidget(self.search)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 12, 12, 12)
        foot.setSpacing(10)
        foot.addWidget(self.trained)
        foot.addWidget(self.hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addLayout(field)
        layout.addWidget(self._empty)
        layout.addWidget(self.list, 1)
        layout.addWidget(Hairline())
        layout.addLayout(foot)

    def _find(self, text: str) -> None:
        searching = bool(text.strip())
        if not searching:
            self.list.show_families(self._offer, self._opened)
        else:
            hits = found(self._offer, text)
            self._remember()
            self.list.show_families(hits, {family.key for family in hits})
            if hits:
                self.list.setCurrentIndex(self.list.index_of(hits[0].blocks[0].id))
        missing = searching and self.list.model().rowCount() == 0
        self._searching = searching
        self.nothing.say(_nothing(text) if missing else "")
        self._empty.setVisible(missing)

    def _remember(self) -> None:
        if not self._searching:
            self._opened = self.list.opened()

    def _into_list(self) -> None:
        self.list.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.list.model().index(0, 0))


def _row(widget: QWidget, margins: tuple[int, int, int, int]) -> QHBoxLayout:
    layout = QHBoxLayout(widget)
    layout.setContentsMargins(*margins)
    return layout


def _count(offer: Sequence[Family]) -> str:
    return tr("Search {n} blocks").format(n=sum(len(family.blocks) for family in offer))


def _hint() -> str:
    return tr("Drag a block onto the canvas, or press Enter to add it after the selected block.")


def _nothing(text: str) -> str:
    sentence = tr('No block is called "{text}". Try a plain word such as shrink or combine.')
    return sentence.format(text=text.strip())
