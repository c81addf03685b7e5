"""The search popup: a field over a list of what it finds, inside the window. It never blocks."""

from __future__ import annotations

from typing import Final, cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from studio.language import tr
from studio.ui.controls.chip import Chip
from studio.ui.controls.outline import painting
from studio.ui.controls.popover import SHADE, paint_frame
from studio.ui.controls.text import Hairline, Text
from studio.ui.search.choice_list import ChoiceList
from studio.ui.search.offer import Offer
from studio.ui.search.room import ASIDE, CHOICE, EDGE, WIDTH, Room
from studio.ui.search.row_painting import RowPainter
from studio.ui.search.search_field import SearchField
from studio.ui.theme import colours

_ROUND: Final = 11  # at the top and at the bottom, as high as the corners
_PAGE: Final = 8
_SHOWN: Final = 4  # slices of finding out, after which their finds are shown
Key = Qt.Key
_STEPS: Final[dict[int, int]] = {
    Key.Key_Down: 1,
    Key.Key_Up: -1,
    Key.Key_Tab: 1,
    Key.Key_Backtab: -1,
    Key.Key_PageDown: _PAGE,
    Key.Key_PageUp: -_PAGE,
}


class _Body(QWidget):
    """What lies between the rounded ends: nothing below it has to be painted."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(event.rect(), colours().surface.raised)


class SearchPopup(QWidget):
    """Shows one offer at a time. A choice, Esc, or the keyboard going elsewhere closes it."""

    def __init__(self, parent: QWidget, width: int = WIDTH) -> None:
        super().__init__(parent)
        self._owner = parent
        self._offer: Offer | None = None
        self._before: QWidget | None = None  # what had the keyboard
        self._shown = ""
        self._slices = 0  # of finding out
        self.field, self.list = SearchField(""), ChoiceList()
        self.nothing = Text("", "small", "muted", wrap=True, line=17)
        self._body, self._empty = _Body(), QWidget()
        self._enter, self._escape = Text("", "caption", "muted"), Text("", "caption", "muted")
        self._learning = QTimer(self, interval=0)
        self._learning.timeout.connect(self._learn)
        self.setFixedWidth(width)
        self.list.setFixedHeight(CHOICE)
        self._room = Room(self, self._lay_out(), self.list, width)
        self.list.setItemDelegate(RowPainter(self.list))
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(self.field)  # wherever it is clicked, typing goes on
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._find)
        self.list.chosen.connect(self._take)
        self.list.resized.connect(self._room.fit)
        self.list.current_told.connect(self._tell)
        self.hide()
        QApplication.instance().focusChanged.connect(self._follow_focus)  # type: ignore[union-attr]

    def open(
        self, offer: Offer, at: QPoint, text: str = "", *, below: int = EDGE, aside: int = ASIDE
    ) -> None:
        """Show an offer just below a place of the window, or where the window has room for it.

        Args:
            text: what is searched for at first.
            below: how far below the place it begins.
            aside: how far it reaches to the left of the place.
        """
        self.close_without_choice()
        self._offer = offer
        if self.parent() is not self._owner.window():
            self.setParent(self._owner.window())
        self._owner.window().installEventFilter(self)
        self._before = QApplication.focusWidget()
        self.field.set_hint(offer.hint)
        self._escape.say(offer.escape)
        self.field.blockSignals(True)  # one search is enough
        self.field.setText(text)
        self.field.blockSignals(False)
        if offer.learn():
            self._learning.start()
        self._room.place(at, below, aside)
        self._find(text)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def offer(self) -> Offer | None:
        """What is shown; None while it is closed."""
        return self._offer

    def close_without_choice(self) -> bool:
        """Close it; False if it was closed."""
        offer = self._close()
        if offer is not None:
            offer.drop()
        return offer is not None

    def take(self) -> None:
        """Take the current row, as Enter does."""
        while self._offer is not None and self._offer.learn():
            pass  # what was typed may be one of those that are not known yet
        if self._learning.isActive():
            self._stop_learning()
        self.list.take()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.field:
            if event.type() == QEvent.Type.Resize:
                self.close_without_choice()  # its place is gone
            return False
        if event.type() != QEvent.Type.KeyPress:
            return False
        key = cast(QKeyEvent, event).key()
        if key in _STEPS:
            self.list.step(_STEPS[key])
            return True
        if key in (Key.Key_Return, Key.Key_Enter):
            self.take()
            return True
        if key == Key.Key_Escape:
            self.close_without_choice()
            return True
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            paint_frame(painter, QRectF(self.rect()))

    def _lay_out(self) -> QVBoxLayout:
        empty = QHBoxLayout(self._empty)
        empty.setContentsMargins(16, 2, 16, 10)
        empty.addWidget(self.nothing)
        field = QHBoxLayout()
        field.setContentsMargins(10, 0, 10, 8)
        field.addWidget(self.field)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 9, 14, 0)
        foot.setSpacing(6)
        for key, what in ((tr("Enter"), self._enter), (tr("Esc"), self._escape)):
            foot.addWidget(Chip(key, "key"))
            foot.addWidget(what)
        foot.insertStretch(2)
        layout = QVBoxLayout(self._body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(field)
        layout.addWidget(self._empty)
        layout.addWidget(self.list)
        layout.addSpacing(6)
        layout.addWidget(Hairline())
        layout.addLayout(foot)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, _ROUND, 1, _ROUND + SHADE)
        whole.addWidget(self._body)
        return whole

    def _find(self, text: str) -> None:
        if self._offer is None:
            return
        anew = text != self._shown or not self.isVisible()
        self._shown = text
        sections = self._offer.sections(text)
        found = any(section.choices for section in sections)
        self.nothing.say("" if found else self._offer.nothing(text.strip()))
        self._empty.setVisible(not found and not self._learning.isActive())
        self.list.setVisible(found)
        self.list.show_sections(sections, anew=anew)

    def _tell(self, row: str, enter: str) -> None:
        """What the current row is, for who does not see it, and what Enter does with it."""
        self.field.setAccessibleDescription(row)
        if self._offer is not None:
            self._enter.say(enter or self._offer.enter)
            current = self.list.current()
            self._offer.point_at(current.key if current is not None else "")

    def _learn(self) -> None:
        self._slices += 1
        if self._offer is None or not self._offer.learn():
            self._stop_learning()
        elif self._slices % _SHOWN == 0:
            self._find(self.field.text())

    def _stop_learning(self) -> None:
        self._learning.stop()
        if self._offer is not None:
            self._find(self.field.text())

    def _take(self, key: str) -> None:
        offer = self._close()
        if offer is not None:
            offer.take(key)

    def _close(self) -> Offer | None:
        offer, self._offer = self._offer, None
        self._learning.stop()
        if offer is not None:
            self._owner.window().removeEventFilter(self)
            focus = QApplication.focusWidget()
            if focus is not None and self.isAncestorOf(focus) and self._before is not None:
                self._before.setFocus(Qt.FocusReason.PopupFocusReason)
            self.hide()
        self._before = None
        return offer

    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._offer is not None and now is not None and not self.isAncestorOf(now):
            self.close_without_choice()
