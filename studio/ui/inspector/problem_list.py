"""The list of problems. A click on one shows its block."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from studio.graph.problems import Problem
from studio.language import number, tr, tr_count
from studio.project.fixes import Fix
from studio.ui import icons, tokens
from studio.ui.controls.button import Button
from studio.ui.controls.chip import Chip, ChipKind
from studio.ui.controls.outline import focus_ring, painting, rounded
from studio.ui.controls.row_button import RowButton
from studio.ui.controls.text import Text
from studio.ui.inspector.section import Section
from studio.ui.theme import colours

_MOST = 40  # a longer list helps nobody; the rest is counted
ICONS = {"error": "circle-alert", "warning": "triangle-alert", "hint": "lightbulb"}
_WIDEST = 176.0  # the words on the button of a fix


class ProblemList(Section):
    """Everything that is wrong with the network, errors first."""

    chosen = Signal(object)
    fixes_wanted = Signal(object)  # the problem whose fixes are to be listed
    fix_wanted = Signal(object)  # a fix that is to be taken
    dismiss_wanted = Signal(object)  # advice that nobody wants to see here again
    restore_wanted = Signal()  # all advice that was dismissed is to be seen again

    def __init__(self, parent: QWidget | None = None) -> None:
        self.chip = Chip()
        super().__init__(tr("Problems"), self.chip, parent)
        self._shown: tuple[Problem, ...] = ()
        self._fine = _Fine()
        self._rest = Text("", "small", "muted", wrap=True)
        self._cards: list[ProblemCard] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self.column.addWidget(self._fine)
        self.column.addLayout(self._list)
        self.column.addWidget(self._rest)
        self.restore = Button("", role="quiet", small=True)
        self.restore.clicked.connect(self.restore_wanted)
        self.column.addWidget(self.restore, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_dismissed(0)
        self._show()

    def show_dismissed(self, count: int) -> None:
        """Offer to bring so much advice back."""
        one, many = "Show {n} dismissed hint", "Show {n} dismissed hints"
        self.restore.setText(tr_count(one, many, count))
        self.restore.setVisible(count > 0)

    def show_problems(self, problems: Sequence[Problem], name: Callable[[str], str] = str) -> None:
        """List these problems; `name` gives the label of a block from its id."""
        if tuple(problems) == self._shown:
            return
        self._shown = tuple(problems)
        spare = {card.problem: card for card in self._cards}
        listed = self._shown[:_MOST]
        self._cards = [spare.pop(p) if p in spare else self._card(p, name) for p in listed]
        for card in spare.values():
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, card in enumerate(self._cards):
            at = self._list.itemAt(place)
            if at is None or at.widget() is not card:
                self._list.insertWidget(place, card)
        stops = [stop for card in self._cards for stop in (card, card.best, card.more)]
        for one, other in pairwise(stops):
            QWidget.setTabOrder(one, other)  # a new card comes last by itself
        self._show()

    def offer(self, problem: Problem | None, fixes: Sequence[Fix]) -> None:
        """Show the best of these fixes at this problem; all others ask for theirs."""
        for card in self._cards:
            card.offer(fixes if card.problem == problem else ())

    def cards(self) -> list[ProblemCard]:
        return self._cards

    def _card(self, problem: Problem, name: Callable[[str], str]) -> ProblemCard:
        card = (HintCard if problem.severity == "hint" else ProblemCard)(problem, name)
        if isinstance(card, HintCard):
            card.dismiss_wanted.connect(self.dismiss_wanted)
        card.clicked.connect(lambda: self.chosen.emit(problem))
        card.fixes_wanted.connect(self.fixes_wanted)
        card.fix_wanted.connect(self.fix_wanted)
        return card

    def _show(self) -> None:
        self.chip.say(*_summary(self._shown))
        self.chip.setVisible(bool(self._shown))
        self._fine.setVisible(not self._shown)
        hidden = len(self._shown) - _MOST
        self._rest.say(tr("And {n} more.").format(n=number(hidden)) if hidden > 0 else "")
        self._rest.setVisible(hidden > 0)


def _summary(shown: Sequence[Problem]) -> tuple[str, ChipKind]:
    """How many there are of the worst kind."""
    severities = [problem.severity for problem in shown]
    if errors := severities.count("error"):
        return tr_count("{n} error", "{n} errors", errors), "error"
    if warnings := severities.count("warning"):
        return tr_count("{n} warning", "{n} warnings", warnings), "warning"
    return tr_count("{n} hint", "{n} hints", len(shown)), "note"


class ProblemCard(RowButton):
    """One problem: what, where, why, what to do, and its fixes."""

    fixes_wanted = Signal(object)
    fix_wanted = Signal(object)

    def __init__(
        self, problem: Problem, name: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.problem = problem
        self.setAccessibleName(problem.text)
        if problem.where:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setToolTip(tr("Show {block}").format(block=name(problem.where[0])))
        self.best, self.more = Button("", small=True), Button("", icon="wrench", small=True)
        self._fixes: Sequence[Fix] = ()
        column = self.column
        column.setContentsMargins(36, 9, 12, 10)
        column.addWidget(Text(problem.what, "small", wrap=True, weight=600))
        text = f"{problem.why} {problem.remedy}".strip()
        column.addWidget(Text(text, "small", "secondary", wrap=True, line=16))
        column.addSpacing(5)
        self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._buttons.setSpacing(6)
        for button in (self.best, self.more):
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)
        self.best.clicked.connect(self._take_best)
        self.more.clicked.connect(lambda: self.fixes_wanted.emit(self.problem))
        self.offer(())

    def offer(self, fixes: Sequence[Fix]) -> None:
        """Show the best of these fixes; without any, the button that looks for some."""
        self._fixes = fixes
        self.best.setVisible(bool(fixes))
        self.more.setVisible(len(fixes) != 1)
        self.more.dress(tr("More fixes") if fixes else tr("Fix…"), icon="" if fixes else "wrench")
        self.more.setAccessibleDescription(self.problem.what)
        if fixes:
            title = QFontMetricsF(self.best.font()).elidedText(
                fixes[0].title, Qt.TextElideMode.ElideRight, _WIDEST
            )
            error = self.problem.severity == "error"
            self.best.dress(title, role="accent" if error else "plain")
            side = self.best.sizeHint().width() + self.more.sizeHint().width() <= _WIDEST
            way = QBoxLayout.Direction
            self._buttons.setDirection(way.LeftToRight if side else way.TopToBottom)
            self.best.setToolTip(fixes[0].why)
            self.best.setAccessibleName(fixes[0].title)
            self.best.setAccessibleDescription(fixes[0].why)

    def _take_best(self) -> None:
        if self._fixes:
            self.fix_wanted.emit(self._fixes[0])

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, corner = colours(), tokens.radius().tile
        with painting(self) as painter:
            fill = now.surface.hover if self.underMouse() else now.surface.base
            rounded(painter, self.rect(), corner, fill, now.border.default)
            name = ICONS[self.problem.severity]
            ink = now.error.text if name == "circle-alert" else now.warning.icon
            icons.paint(painter, name, QPointF(12, 10), ink, 15, 2.0)
            if self.hasFocus():
                focus_ring(painter, self.rect(), corner)


class HintCard(ProblemCard):
    """Advice: it can be dismissed for good."""

    dismiss_wanted = Signal(object)

    def __init__(
        self, problem: Problem, name: Callable[[str], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(problem, name, parent)
        self.more.clicked.disconnect()
        self.more.clicked.connect(lambda: self.dismiss_wanted.emit(self.problem))

    def offer(self, fixes: Sequence[Fix]) -> None:
        """Advice has no fixes: what is right here, people must judge."""
        self.best.setVisible(False)
        self.more.dress(tr("Dismiss"))
        self.more.setToolTip(tr("Do not say this at this block again."))
        self.more.setAccessibleDescription(self.problem.what)


class _Fine(QWidget):
    """Says that there is no problem."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(22, 0, 0, 0)
        row.addWidget(Text(tr("No problems. All shapes fit."), "small", "secondary"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            icons.paint(painter, "circle-check", QPointF(0, 1), colours().success.text, 15, 2.0)
