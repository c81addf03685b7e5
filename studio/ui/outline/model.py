"""The model of the outline: what its cells show, and what they say to screen readers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt

from studio.graph.problems import Problem
from studio.language import number, tr
from studio.ui import icons
from studio.ui.canvas.canvas_view import CanvasView
from studio.ui.canvas.faces import spoken
from studio.ui.controls.rows import Index
from studio.ui.inspector.problem_list import ICONS
from studio.ui.outline.lines import About, Asked, Line, about
from studio.ui.outline.rows import Rows

Role = Qt.ItemDataRole

NAME, VALUE, SHAPE, PARAMETERS, PROBLEM = range(5)
LINE: Final = Role.UserRole
BLOCK: Final = Role.UserRole + 1  # the id of the block that a row is about
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class OutlineModel(Rows):
    """Blocks with name, facts, shape, parameters and problem; lines with title, value and shape."""

    def __init__(self, asked: Asked, parent: QObject | None = None) -> None:
        super().__init__(asked, parent)
        self._headers = tr("Block"), tr("Value"), tr("Shape"), tr("Parameters"), tr("Problem")

    def columnCount(self, _parent: Index | None = None) -> int:
        return PROBLEM + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        across = orientation == Qt.Orientation.Horizontal
        if across and role == Role.TextAlignmentRole and section != PARAMETERS:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return self._headers[section] if across and role == Role.DisplayRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        _, line = self.at(index)
        if index.column() == (VALUE if line else NAME) and (line is None or line.can_change):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry, line = self.at(index)
        match role:
            case _ if role == BLOCK:
                return entry.id
            case _ if role == LINE:
                return line
            case Role.TextAlignmentRole if index.column() == PARAMETERS:
                return _RIGHT
        if line is not None:
            return _of_line(line, index.column(), role)
        return _of_block(entry.about, index.column(), role)


def told(view: CanvasView) -> dict[str, About]:
    """What there is to tell about each block that a canvas shows, in order."""
    problems: dict[str, list[Problem]] = {}
    for problem in view.scope.checked.problems:
        for id in problem.where[:1]:
            problems.setdefault(id, []).append(problem)
    cards, graph = {card.node.id: card for card in view.cards.cards}, view.scope.graph
    return {id: about(graph, cards, problems, id) for id in view.scope.shown.order}


def _of_block(told: About, column: int, role: int) -> object:
    card, problem = told.card, told.problems[0].what if told.problems else ""
    match role, column:
        case Role.EditRole, _:
            return card.face.name
        case Role.DecorationRole, 0:
            return icons.icon(card.face.icon)
        case Role.DecorationRole, 4 if problem:
            return icons.icon(ICONS[told.problems[0].severity])
        case Role.AccessibleTextRole, 0:
            return spoken(card, problem)
        case Role.ToolTipRole, _ if problem and column == PROBLEM:
            return f"{problem} {told.problems[0].remedy}"
        case ((Role.DisplayRole | Role.AccessibleTextRole), _):
            count = number(card.parameters) if card.parameters else ""
            return (card.face.name, " · ".join(card.face.facts), told.shape, count, problem)[column]
    return None


def _of_line(line: Line, column: int, role: int) -> object:
    match role:
        case Role.EditRole:
            return line.text
        case Role.ToolTipRole | Role.AccessibleDescriptionRole:
            return line.help
        case Role.AccessibleTextRole if column == NAME:
            return f"{line.title}: {line.text}"
        case Role.DisplayRole | Role.AccessibleTextRole:
            alone = line.kind == "problem"
            place = PROBLEM if alone else VALUE
            return {NAME: line.title, place: line.text, SHAPE: line.shape}.get(column, "")
    return None
