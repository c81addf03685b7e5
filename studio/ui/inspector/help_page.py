"""The help page of a block: what it does, when to use it, its formula, its line of PyTorch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.language import tr
from studio.schema.entry import Entry
from studio.ui import tokens
from studio.ui.controls.outline import painting, rounded
from studio.ui.controls.text import Text, Tone
from studio.ui.theme import colours

WIDTH: Final = 360
_SIDE, _INSIDE = 16, 10
# "y = f(W·x + b), with W the weights": a formula ends where the words about it begin.
_FIRST: Final = re.compile(
    r"((?:[a-z]′?, )*[a-z][′₁]?(?: at [^=.]+|\[[^]]+])? = .+?)"
    r"(?:, (?=with |the |where |for )|\. |\.?$)(.*)"
)
# "Size of a side: ⌊(side − kernel) / stride⌋ + 1." ends in one.
_LAST: Final = re.compile(r"(.*:) (⌊[^.]+)\.")


class Formula(QWidget):
    """A formula on a ground of its own, so that it stands out from the words around it."""

    def __init__(self, text: str, width: int) -> None:
        super().__init__()
        self.text = _wrapped(text, "primary", width - 2 * _INSIDE)
        column = QVBoxLayout(self)
        column.setContentsMargins(_INSIDE, 7, _INSIDE, 7)
        column.addWidget(self.text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            ground = colours().surface.sunken
            rounded(painter, QRectF(self.rect()), tokens.radius().control_small, ground)


def help_page(entry: type[Entry]) -> QWidget:
    """A new widget with the help page of a kind of block."""
    page, width = QWidget(), WIDTH - 2 * _SIDE
    column = QVBoxLayout(page)
    column.setContentsMargins(_SIDE, 14, _SIDE, 16)
    column.setSpacing(8)
    column.addWidget(Text(tr(entry.title), "panelTitle"))
    for index, paragraph in enumerate(tr(entry.help()).split("\n\n")):
        for text, formula in pieces(paragraph.replace("\n", " ")):
            tone: Tone = "secondary" if index else "primary"
            column.addWidget(Formula(text, width) if formula else _wrapped(text, tone, width))
    page.setFixedWidth(WIDTH)
    return page


def pieces(paragraph: str) -> Iterator[tuple[str, bool]]:
    """The paragraph in pieces, with whether each is a formula."""
    if (first := _FIRST.fullmatch(paragraph)) is None:
        yield paragraph, False
        return
    yield first[1], True
    words = first[2][:1].upper() + first[2][1:]
    if last := _LAST.fullmatch(words):
        yield last[1], False
        yield last[2], True
    elif words:
        yield words, False


def _wrapped(text: str, tone: Tone, width: int) -> Text:
    made = Text("", "small", tone, wrap=True, line=17)
    made.say_with_code(text)
    made.setFixedWidth(width)
    made.setFixedHeight(made.heightForWidth(width))
    return made
