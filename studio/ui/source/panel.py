"""The Source panel: a head with what can be done, what keeps the code from being new, the code."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.exchange.python_source import Source
from studio.language import number, tr, tr_count
from studio.ui import icons
from studio.ui.controls.button import Button
from studio.ui.controls.choice import Choice
from studio.ui.controls.docked import DockedPanel
from studio.ui.controls.outline import painting
from studio.ui.controls.text import Text
from studio.ui.source.code_view import CodeView
from studio.ui.theme import colours

USUAL = 330


class SourcePanel(DockedPanel):
    """Shows what it is told; keeps nothing but the text on the screen."""

    copied = Signal()
    saving = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("file-code", "", tr("Close the source"), parent)
        self.kind = Choice(tr("What is written"))
        self.kind.set_options([(False, tr("Module")), (True, tr("Training script"))])
        self.kind.setFixedWidth(150)
        self.copy = Button(tr("Copy"), icon="copy", role="quiet", small=True)
        self.save = Button(tr("Save…"), icon="download", role="quiet", small=True)
        self.notice = Notice()
        self.code = CodeView()
        self.copy.clicked.connect(self.copied)
        self.save.clicked.connect(self.saving)
        self._lay_out((self.kind, self.copy, self.save), self.notice, self.code)

    def show_source(self, name: str, source: Source) -> None:
        """Show the source of the network as it is now."""
        self.name.say(name)
        lines = tr_count("{n} line", "{n} lines", len(source.lines))
        size = sum(len(line) + 1 for line in source.lines)
        kilo = tr("{n} kB").format(n=number(round(size / 1000, 1)))
        self.facts.say(f"{lines} · {kilo}")
        self.code.show_lines(source.lines)
        self.code.set_stale(False)
        self.notice.hide()
        self._allow("")

    def show_problem(self, text: str, anything: bool) -> None:
        """Say why there is no source of the network as it is now; the last one stays, dimmed."""
        self.notice.text.say(text)
        self.notice.show()
        self.code.set_stale(True)
        self._allow("" if anything else text)

    def _allow(self, why_not: str) -> None:
        for button in (self.copy, self.save):
            button.refuse(why_not)


class Notice(QWidget):
    """Says why the code below is not that of the network as it is now."""

    def __init__(self) -> None:
        super().__init__()
        self.text = Text("", "small", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(40, 7, 16, 8)
        row.addWidget(self.text, 1)
        self.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = colours()
        with painting(self) as painter:
            painter.fillRect(self.rect(), now.error.subtle)
            painter.fillRect(0, self.height() - 1, self.width(), 1, now.border.subtle)
            icons.paint(painter, "circle-alert", QPointF(16, 8), now.error.text, 15, 2.0)
