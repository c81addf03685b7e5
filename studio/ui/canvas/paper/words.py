"""The words of notes: Markdown of the simple kind, set in lines; nothing of it reads any file."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QPainter,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from studio.ui.theme import colours, font
from studio.ui.tokens import Scheme

PAD: Final = 12.0  # around the words
LEAST_HEIGHT: Final = 44.0
MOST_HEIGHT: Final = 1_600.0  # what is longer is cut off

_HEADINGS: Final = (17, 15, 13)

_Feature = QTextDocument.MarkdownFeature
_Mode = QTextCursor.MoveMode


class _Words(QTextDocument):
    """A document that loads nothing: no picture, no style sheet, from no place."""

    def loadResource(self, _kind: int, _name: QUrl | str) -> object:
        return None


@lru_cache(maxsize=4_096)
def note_height(text: str, width: float) -> float:
    """How high a note of this width is."""
    size = _laid_out(text, width, colours().scheme).size()
    return float(min(max(round(size.height() + 2 * PAD), LEAST_HEIGHT), MOST_HEIGHT))


def paint_words(painter: QPainter, text: str, width: float) -> None:
    """Write the words of a note of this width, from the painter's origin; clip it before."""
    now = colours()
    context = QAbstractTextDocumentLayout.PaintContext()
    context.palette.setColor(QPalette.ColorRole.Text, now.text.primary)
    painter.translate(PAD, PAD)
    _laid_out(text, width, now.scheme).documentLayout().draw(painter, context)


@lru_cache(maxsize=128)
def _laid_out(text: str, width: float, _scheme: Scheme) -> QTextDocument:
    """The words in lines; links have the colour of the theme, so each theme has its own."""
    made = _Words()
    made.setUndoRedoEnabled(False)
    made.setDocumentMargin(0)
    made.setDefaultFont(font("body"))
    made.setMarkdown(_safe(text), _Feature.MarkdownDialectCommonMark | _Feature.MarkdownNoHTML)
    made.setIndentWidth(16)
    _space_out(made)
    made.setTextWidth(max(width - 2 * PAD, 24.0))
    return made


def _space_out(made: QTextDocument) -> None:
    """Headings in the sizes of the design, and some air above each paragraph but the first."""
    cursor, block = QTextCursor(made), made.begin().next()
    while block.isValid():
        cursor.setPosition(block.position())
        air = QTextBlockFormat()
        air.setTopMargin(2.0 if block.textList() else 4.0)
        cursor.mergeBlockFormat(air)
        block = block.next()
    block = made.begin()
    while block.isValid():
        if level := block.blockFormat().headingLevel():
            cursor.setPosition(block.position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, _Mode.KeepAnchor)
            letters = QTextCharFormat()
            letters.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
            letters.setProperty(QTextFormat.Property.FontPixelSize, _HEADINGS[min(level, 3) - 1])
            letters.setFontWeight(QFont.Weight.DemiBold)
            cursor.mergeCharFormat(letters)
        block = block.next()


def _safe(text: str) -> str:
    """Each line on a line of its own, as it was typed; a picture is the words that ask for it."""
    lines = (f"{line}  " if line.strip() else line for line in text.splitlines())
    return "\n".join(lines).replace("![", "!\\[")
