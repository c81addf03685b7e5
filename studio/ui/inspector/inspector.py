"""The inspector at the right of the canvas: the selected block, or the whole network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from studio.blocks.group import Group
from studio.compiler.cost import Cost
from studio.data.dataset import Dataset
from studio.graph.graph import Node
from studio.graph.problems import Problem
from studio.graph.shapes import NodeShapes
from studio.language import number, tr
from studio.ui import tokens
from studio.ui.controls.chip import Chip
from studio.ui.controls.figure import Figure
from studio.ui.controls.outline import painting
from studio.ui.controls.sheet import SheetScroll
from studio.ui.controls.text import Text
from studio.ui.form.data_form import DataSection
from studio.ui.form.form import Form
from studio.ui.form.settings import Options
from studio.ui.inspector.formula import Formula
from studio.ui.inspector.group_section import GroupSection
from studio.ui.inspector.header import Header
from studio.ui.inspector.parameters_section import ParametersSection
from studio.ui.inspector.problem_list import ProblemList
from studio.ui.inspector.section import Section
from studio.ui.theme import colours


class Inspector(QWidget):
    """Shows what it is told and asks for changes; it keeps nothing of the document."""

    changed = Signal(str, str, object)  # block's id, field, value
    renamed = Signal(str, str)  # block's id, name
    frozen = Signal(str, bool)  # block's id, whether it is to be
    problem_chosen = Signal(object)
    data_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id = ""
        self.header = Header()
        self.summary = NetworkSummary()
        self.data = DataSection()
        self.form = Form()
        self.group = GroupSection()
        self.size_section = SizeSection()
        self.parameters = ParametersSection()
        self.problems = ProblemList()
        self._form_section = Section()
        self._form_section.column.addWidget(self.form)
        self._lay_out()
        self.set_narrow(False)
        self.form.changed.connect(lambda field, value: self.changed.emit(self._id, field, value))
        self.header.renamed.connect(self._rename)
        self.parameters.frozen_changed.connect(lambda on: self.frozen.emit(self._id, on))
        self.problems.chosen.connect(self.problem_chosen)
        self.data.changed.connect(self.data_changed)
        self.show_network({})

    def set_narrow(self, narrow: bool) -> None:
        """Give the canvas more room, for windows below 1,360."""
        sizes = tokens.sizes()
        self.setFixedWidth(sizes.inspector_narrow if narrow else sizes.inspector)

    def show_block(
        self,
        node: Node,
        found: NodeShapes | None,
        cost: Cost | None,
        place: str,
        options: Mapping[str, Options] | None = None,
        frozen: int = 0,
    ) -> None:
        """Show a block: its settings, how its size comes out, its parameters.

        Args:
            node: the block in the graph.
            found: what is known about its shapes; None in or after a loop.
            cost: what it costs, if its shapes are known.
            place: where it stands: "Block 2 of 8".
            options: what a field offers where only the project knows: {"field": ...}.
            frozen: how many of its parameters are frozen.
        """
        self._id = node.id
        name = node.label if isinstance(node.block, Group) else node.name
        self.header.show_block(node.block, name, place)
        error = found.error if found else None
        self.header.say_error(error.what if error else "", error.remedy if error else "")
        self.form.show_value(node.block, options)
        self.size_section.show_shapes(found)
        self.parameters.show_cost(node, found, cost, frozen)
        self._show_parts(block=True)
        self._form_section.setVisible(bool(self.form.fields()))

    def show_group(self, blocks: int, used: int, *, unfolded: bool) -> None:
        """Show, for a block that is a group, what is inside and how often that is used."""
        self.group.show_group(blocks, used, unfolded=unfolded)
        self.group.setVisible(True)

    def show_network(
        self,
        figures: Mapping[str, str],
        selected: int = 0,
        data: Dataset | None = None,
        inside: str = "",
        told: str = "",
    ) -> None:
        """Show the whole network: its figures by their captions, how many blocks are selected,
        and the data that it learns from; or the inside of the group that is named.

        `told` is about what else is selected.
        """
        if data is not None:
            self.data.show_data(data)
        self._id = ""
        self.summary.show_figures(figures, selected, inside, told)
        self._show_parts(block=False)
        self.data.setVisible(not inside)

    def show_problems(
        self, problems: Sequence[Problem], name: Callable[[str], str] = str, dismissed: int = 0
    ) -> None:
        """List the problems of the network; `name` gives the label of a block from its id."""
        self.problems.show_problems(problems, name)
        self.problems.show_dismissed(dismissed)

    def edit_first(self) -> None:
        """Put the cursor into the first field."""
        self.form.focus_first()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.base)
            painter.fillRect(0, 0, 1, self.height(), colours().border.subtle)

    def _rename(self, name: str) -> None:
        if self._id:  # a name that is typed while its block goes is let go of with it
            self.renamed.emit(self._id, name)

    def _show_parts(self, block: bool) -> None:
        self.summary.setVisible(not block)
        self.data.setVisible(not block)
        self.group.setVisible(False)
        for part in (self.header, self._form_section, self.size_section, self.parameters):
            part.setVisible(block)

    def _lay_out(self) -> None:
        sheet = QWidget()
        sheet.setObjectName("sheet")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        parts = (self.group, self._form_section, self.size_section, self.parameters)
        for part in (*parts, self.problems, self.data):
            column.addWidget(part)
        column.addStretch(1)
        scroll = SheetScroll(sheet)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addWidget(self.summary)
        outer.addWidget(scroll, 1)


class SizeSection(Section):
    """How the size comes out, or what arrives where it does not."""

    def __init__(self) -> None:
        self.chip = Chip("", "shape")
        super().__init__(tr("How the size comes out"), self.chip)
        self.formula = Formula()
        self.words = Text("", "small", "secondary", wrap=True, line=17)
        self.column.addWidget(self.formula)
        self.column.addWidget(self.words)

    def show_shapes(self, found: NodeShapes | None) -> None:
        """Show the shape that comes out and its arithmetic."""
        gives = found.outputs or ((found.answer,) if found.answer else ()) if found else ()
        told = found.block.arithmetic(*found.args) if found is not None and found.known else None
        self.chip.say(gives[0].text() if gives else tr("not known yet"))
        self.formula.setVisible(told is not None)
        if told is not None:
            self.formula.say(told.terms, told.result)
            self.words.say(told.words)
        elif gives:
            self.words.say(tr("Gives {shape}.").format(shape=gives[0].words()))
        else:
            self.words.say(_arriving(found))


class NetworkSummary(QWidget):
    """What is shown while no block, or more than one, is selected."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Text(tr("Whole network"), "panelTitle")
        self.state = Text("", "small", "muted", wrap=True)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 8, 0, 0)
        self._grid.setVerticalSpacing(12)
        self._figures: dict[str, Figure] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.state)
        column.addLayout(self._grid)

    def show_figures(
        self, figures: Mapping[str, str], selected: int, inside: str, told: str
    ) -> None:
        """Show these figures, two in a row."""
        self.title.say(inside or tr("Whole network"))
        for index, (caption, value) in enumerate(figures.items()):
            if caption not in self._figures:
                self._figures[caption] = Figure(caption)
            self._figures[caption].say(value)
            self._grid.addWidget(self._figures[caption], index // 2, index % 2)
        for caption, figure in self._figures.items():
            figure.setVisible(caption in figures)
        if selected:
            self.state.say(tr("{n} blocks selected").format(n=number(selected)))
        else:
            nothing = tr("Nothing selected. Choose a block to see its settings.")
            self.state.say(told or nothing)


def _arriving(found: NodeShapes | None) -> str:
    """What arrives at a block whose output is not known."""
    shapes = [shape.text() for shape in found.inputs if shape is not None] if found else []
    if not shapes:
        return tr("Nothing arrives here yet.")
    text = tr("{shapes} arrive here.") if len(shapes) > 1 else tr("{shapes} arrives here.")
    return text.format(shapes=", ".join(shapes))
