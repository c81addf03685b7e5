"""Text in a type style and a tone, with the line height of the design."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from studio.ui import tokens
from studio.ui.controls.outline import painting
from studio.ui.theme import colours, fixed_font, font
from studio.ui.tokens import TypeStyle

Tone: TypeAlias = Literal[
    "primary", "secondary", "muted", "disabled", "accent", "success", "warning", "error"
]


def ink(tone: Tone) -> QColor:
    """The colour of this tone in the theme in use."""
    now = colours()
    match tone:
        case "accent":
            return now.accent.text
        case "success":
            return now.success.text
        case "warning":
            return now.warning.text
        case "error":
            return now.error.text
        case _:
            colour: QColor = getattr(now.text, tone)
            return colour


class Text(QLabel):
    """A label. `wrap` breaks lines, else it is elided; `lead` is a beginning in bold."""

    def __init__(
        self,
        text: str = "",
        style: TypeStyle = "body",
        tone: Tone = "primary",
        *,
        weight: int | None = None,
        wrap: bool = False,
        line: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone = tone
        self._lead = 0
        self._code: list[tuple[int, int]] = []
        self._heights: dict[int, int] = {}  # by width: layouts ask for them again and again
        self._line = line or tokens.type_style(style).line
        self.setFont(font(style, weight))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        height = QSizePolicy.Policy.Preferred if wrap else QSizePolicy.Policy.Fixed
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, height)
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.setText(text)

    def tone(self) -> Tone:
        return self._tone

    def set_tone(self, tone: Tone) -> None:
        """Write in another colour."""
        self._tone = tone
        self.update()

    def setText(self, text: str) -> None:
        self._heights.clear()
        super().setText(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._heights.clear()
        super().changeEvent(event)

    def say(self, text: str, lead: str = "") -> None:
        """Show this text, after `lead` in bold."""
        self._lead = len(lead)
        self._code = []
        self.setText(f"{lead} {text}".strip())
        self._tell_elided()

    def say_with_code(self, text: str) -> None:
        """Show this text, what stands between backticks in the font for code."""
        self.say(text.replace("`", ""))
        start = 0
        for index, part in enumerate(text.split("`")):
            if index % 2:
                self._code.append((start, len(part)))
            start += len(part)
        self._heights.clear()

    def sizeHint(self) -> QSize:
        if self.wordWrap():
            return QSize(200, self.heightForWidth(200))
        return QSize(_natural_width(self), self._line)

    def minimumSizeHint(self) -> QSize:
        return QSize(24 if self.text() else 0, self._line)

    def heightForWidth(self, width: int) -> int:
        if not self.wordWrap():
            return self._line
        if width not in self._heights:
            self._heights[width] = self._laid_out(width).lineCount() * self._line
        return self._heights[width]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_elided()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.setPen(ink(self._tone if self.isEnabled() else "disabled"))
            if self.wordWrap():
                self._laid_out(self.width()).draw(painter, QPointF(0, 0))
            else:
                painter.setFont(self.font())
                painter.drawText(QRectF(self.rect()), self.alignment(), _elided(self))

    def _tell_elided(self) -> None:
        if not self.wordWrap():
            self.setToolTip(self.text() if _natural_width(self) > self.width() + 1 else "")

    def _laid_out(self, width: int) -> QTextLayout:
        layout = QTextLayout(self.text(), self.font())
        option = QTextOption(self.alignment())
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setFormats(list(self._formats()))
        layout.beginLayout()
        top = 0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top + (self._line - line.height()) / 2))
            top += self._line
        layout.endLayout()
        return layout

    def _formats(self) -> Iterator[QTextLayout.FormatRange]:
        """What is written otherwise than the rest: the lead in bold, and code."""
        bold, code = QTextCharFormat(), QTextCharFormat()
        bold.setFontWeight(QFont.Weight.DemiBold)
        bold.setForeground(ink("primary"))
        code.setFontFamilies([fixed_font().family()])
        for start, length, kind in ((0, self._lead, bold), *((*at, code) for at in self._code)):
            made = QTextLayout.FormatRange()
            made.start, made.length, made.format = start, length, kind
            yield made


def _natural_width(label: Text) -> int:
    return int(QFontMetricsF(label.font()).horizontalAdvance(label.text())) + 1


def _elided(label: Text) -> str:
    metrics = QFontMetricsF(label.font())
    return metrics.elidedText(label.text(), Qt.TextElideMode.ElideRight, label.width() + 0.5)


class Hairline(QWidget):
    """The thin line between two sections."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().border.subtle)
