"""Crumbs: the groups that one has opened, from the network on, and where else they are used."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from studio.graph.definitions import uses
from studio.language import number, tr, tr_count
from studio.project.place import Place
from studio.ui import icons, tokens
from studio.ui.controls.button import Button, IconButton
from studio.ui.controls.outline import painting, rounded
from studio.ui.controls.text import Text
from studio.ui.theme import colours, font

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_MOST: Final = 4  # crumbs; of a longer way the middle is left out
_WIDEST: Final = 160


class Crumbs(QWidget):
    """A bar over the canvas while the inside of a group is shown. Each crumb leads back to it."""

    unique_requested = Signal()

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view, self._scope = view, view.scope
        self.setAccessibleName(tr("Where you are"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.crumbs: list[Button] = []
        self.here = Text("", "small", weight=600, parent=self)
        self.note = Text("", "caption", "secondary", parent=self)
        self.unique = Button(tr("Make unique"), role="quiet", small=True, parent=self)
        self.before = IconButton("chevron-left", tr("Previous repetition"), self)
        self.repetition = Text("", "caption", "secondary", parent=self)
        self.after = IconButton("chevron-right", tr("Next repetition"), self)
        self.unique.clicked.connect(self.unique_requested)
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        self._lay_out()
        self.renew()

    def renew(self) -> None:
        """Another network is shown, or it has changed."""
        trail = self._scope.trail
        if len(trail) < 2:
            self.hide()
            return
        self._show_way(trail)
        count = len(uses(self._scope.document.project.graph, trail[-1].definition))
        text = tr_count(
            "Used {n} time; changes reach all of them.",
            "Used {n} times; changes reach all of them.",
            count,
        )
        self.note.say(text if count > 1 else "")
        self._show_repetition(trail[-1])
        for part in (self.note, self.unique):
            part.setVisible(count > 1)
        self._below.setVisible(count > 1 or trail[-1].repetitions > 1)
        column = self.layout()
        assert column is not None
        column.activate()
        self.resize(column.sizeHint())
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, radius = colours(), float(tokens.radius().control + 1)
        with painting(self) as painter:
            rounded(painter, self.rect(), radius, now.surface.raised, now.border.default)
            for left in (*(crumb.x() for crumb in self.crumbs[1:]), self.here.x() - 8):
                at = QPointF(left - 12, self.here.geometry().center().y() - 6)
                icons.paint(painter, "chevron-right", at, now.text.muted, 14)

    def _show_way(self, trail: tuple[Place, ...]) -> None:
        shown = [*trail[:-1]]
        if len(shown) > _MOST:
            shown = [shown[0], *shown[1 - _MOST :]]
        for crumb in self.crumbs:
            self._way.removeWidget(crumb)
            crumb.hide()
            crumb.deleteLater()
        self.crumbs = [self._crumb(place, place is trail[0]) for place in shown]
        for index, crumb in enumerate(self.crumbs):
            self._way.insertWidget(index, crumb)
        self.here.say(_short(trail[-1].definition))

    def _crumb(self, place: Place, first: bool) -> Button:
        name = tr("Network") if first else place.definition
        crumb = Button(_short(name), role="quiet", small=True, parent=self)
        crumb.setToolTip(tr("Back to {name}").format(name=name))
        crumb.setAccessibleName(tr("Back to {name}").format(name=name))
        crumb.clicked.connect(partial(self._go, place))
        crumb.show()
        return crumb

    def _go(self, place: Place) -> None:
        self._view.setFocus()
        self._scope.go(place.path)

    def _step(self, by: int) -> None:
        self._scope.go(self._scope.path, self._scope.place.repetition + by)

    def _show_repetition(self, place: Place) -> None:
        several = place.repetitions > 1
        text = tr("Repetition {n} of {all}").format(
            n=number(place.repetition + 1), all=number(place.repetitions)
        )
        self.repetition.say(text if several else "")
        self.before.refuse("" if place.repetition else tr("This is the first repetition."))
        last = place.repetition + 1 == place.repetitions
        self.after.refuse(tr("All further repetitions have these shapes.") if last else "")
        for part in (self.before, self.repetition, self.after):
            part.setVisible(several)

    def _lay_out(self) -> None:
        self._way = QHBoxLayout()
        self._way.setContentsMargins(4, 0, 12, 0)
        self._way.setSpacing(10)
        self._way.addSpacing(8)
        self._way.addWidget(self.here)
        self._way.addStretch(1)
        self._below = QWidget(self)
        row = QHBoxLayout(self._below)
        row.setContentsMargins(14, 0, 4, 0)
        row.setSpacing(6)
        for part in (self.note, self.unique, self.before, self.repetition, self.after):
            row.addWidget(part)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 3, 0, 3)
        column.setSpacing(0)
        column.addLayout(self._way)
        column.addWidget(self._below)


def _short(name: str) -> str:
    """A name as long as there is room for it."""
    return QFontMetrics(font("small", 600)).elidedText(name, Qt.TextElideMode.ElideRight, _WIDEST)
