"""Colours for Python code: keywords, numbers, strings and comments."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping
from typing import Final

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextDocument

from studio.ui.theme import colours, theme

_WORDS: Final = "|".join(sorted({*keyword.kwlist, "self"}))
_TOKENS: Final = re.compile(
    r"(?P<comment>#.*$)"
    r"|(?P<string>[rf]?\"(?:[^\"\\]|\\.)*\"|[rf]?'(?:[^'\\]|\\.)*')"
    rf"|\b(?P<keyword>{_WORDS})\b"
    r"|(?<![\w.])(?P<number>\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)\b"
)
_QUOTES: Final = '"""'
_OUTSIDE, _INSIDE = 0, 1


class Highlighter(QSyntaxHighlighter):
    """Keeps to the theme in use. Its block state says whether a docstring goes on."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._inks: Mapping[str, QColor] = {}
        self._renew()
        theme().changed.connect(self._renew)

    def highlightBlock(self, text: str) -> None:
        self.setCurrentBlockState(_OUTSIDE)
        inside = self.previousBlockState() == _INSIDE
        quotes = text.count(_QUOTES)
        if inside or quotes:
            self.setFormat(0, len(text), self._inks["string"])
            # One line holds at most the beginning and the end of a docstring, and nothing else.
            if inside != (quotes % 2 == 1):
                self.setCurrentBlockState(_INSIDE)
            return
        for token in _TOKENS.finditer(text):
            kind = token.lastgroup or ""
            self.setFormat(token.start(kind), len(token[kind]), self._inks[kind])

    def _renew(self) -> None:
        now = colours()
        self._inks = {
            "keyword": now.accent.text,
            "number": now.chart.training,
            "string": now.success.text,
            "comment": now.text.muted,
        }
        self.rehighlight()
