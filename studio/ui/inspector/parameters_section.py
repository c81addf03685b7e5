"""The parameters of a block: how many, how they add up, and whether they are frozen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.blocks.group import Group
from studio.compiler.cost import Cost
from studio.graph.graph import Node
from studio.graph.shapes import NodeShapes
from studio.language import number, tr
from studio.ui.controls.switch import Switch
from studio.ui.controls.text import Text
from studio.ui.inspector.section import Section


class ParametersSection(Section):
    """How many parameters the block has, how they add up, and the switch that freezes them."""

    frozen_changed = Signal(object)

    def __init__(self) -> None:
        self.number = Text("", "body", weight=500)
        super().__init__(tr("Parameters"), self.number)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.words = Text("", "small", "secondary", wrap=True, line=17)
        self.frozen = Switch(tr("Frozen"))
        self.frozen.changed.connect(self.frozen_changed)
        self.frozen_words = Text("", "caption", "muted", wrap=True, line=16)
        self.column.setSpacing(4)
        self.column.addWidget(self.words)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 4, 0, 0)
        row.addWidget(Text(tr("Frozen"), "small"), 1)
        row.addWidget(self.frozen)
        self.column.addWidget(self._row)
        self.column.addWidget(self.frozen_words)

    def show_cost(
        self, node: Node, found: NodeShapes | None, cost: Cost | None, frozen: int = 0
    ) -> None:
        """Show the number of parameters, its arithmetic, and how many of them are frozen."""
        count = cost.parameters if cost else 0
        self.number.say(_number(count, frozen) if cost else "–")
        if found is None or cost is None:
            self.words.say(tr("Known as soon as the shapes fit."))
        elif cost.borrowed:
            self.words.say(tr("Shared, and counted at the first group that has these weights."))
        elif not count:
            words = found.block.count(*found.args)
            self.words.say(words or tr("This block has nothing to learn."))
        elif isinstance(found.block, Group):
            self.words.say(_copies(found.block, found, count))
        else:
            self.words.say(found.block.count(*found.args))
        self.words.setVisible(bool(self.words.text()))
        # Frozen, a block also answers as it does outside training: dropout then drops nothing.
        useful = bool(count) or node.frozen or node.block.trains_otherwise
        useful = useful or isinstance(node.block, Group)
        self._row.setVisible(useful)
        self.frozen.set_value(node.frozen)
        self.frozen_words.setVisible(useful)
        self.frozen_words.say(
            tr("Training changes nothing here: running statistics are used, dropout is off.")
            if node.frozen
            else tr("On: training leaves its weights as they are.")
        )


def _number(count: int, frozen: int) -> str:
    if not frozen:
        return number(count)
    if frozen == count:
        return tr("{n} frozen").format(n=number(count))
    return tr("{n} trainable, {frozen} frozen").format(
        n=number(count - frozen), frozen=number(frozen)
    )


def _copies(block: Group, found: NodeShapes, parameters: int) -> str:
    """How the parameters of a group come from those of its copies."""
    if block.repeat == 1:
        return tr("All that is inside.")
    if block.shared:
        return tr("The {n} copies share them.").format(n=number(block.repeat))
    if len(found.inside) == 1:
        each = parameters // block.repeat
        return tr("{n} copies × {each}").format(n=number(block.repeat), each=number(each))
    return tr("The sum over {n} copies, whose sizes differ.").format(n=number(block.repeat))
