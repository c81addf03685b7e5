"""The Build step: palette, canvas and inspector over one document."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from studio.blocks import blocks
from studio.blocks.block import InputBlock, OutputBlock
from studio.blocks.group import Group
from studio.graph.graph import Node
from studio.graph.problems import Problem
from studio.graph.ready_made import known_as
from studio.graph.shapes import fits
from studio.language import number, tr
from studio.project.place import Path
from studio.ui import advice, bars, edits
from studio.ui.canvas.faces import tagged
from studio.ui.canvas.fitting import Fits
from studio.ui.canvas.paper.telling import selected_words
from studio.ui.colour_actions import COLOURS, NO_COLOUR
from studio.ui.form.settings import Options
from studio.ui.freezing import freeze
from studio.ui.group_actions import ON_GROUPS
from studio.ui.inspector.wire_words import wire_words
from studio.ui.paper_actions import ON_PIECES, ON_WIRES
from studio.ui.pasting import PASTE_HERE
from studio.ui.wording import short

if TYPE_CHECKING:
    from studio.ui.window import Window


class BuildStep:
    """Carries blocks from palette to canvas, and settings from inspector to document."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._document = window.document
        self._canvas, self._inspector = window.canvas, window.inspector
        self._scope = window.canvas.scope
        self._menu, self._colours = QMenu(window), QMenu(tr("Colour"), window)

    def connect(self) -> None:
        """Wire the parts to each other."""
        palette, canvas, inspector = self._window.palette_panel, self._canvas, self._inspector
        actions = self._window.actions_table
        self._colours.addActions([actions[name] for name in (*COLOURS, NO_COLOUR)])
        palette.carried.connect(canvas.placing.carry)
        palette.released.connect(canvas.placing.drop)
        palette.cancelled.connect(canvas.placing.cancel_carry)
        palette.chosen.connect(canvas.placing.add_block)
        canvas.selection_changed.connect(self._selected)
        canvas.edit_requested.connect(lambda _id: inspector.edit_first())
        canvas.name_requested.connect(inspector.header.name.begin)
        canvas.message.connect(partial(bars.tell, self._window))
        canvas.context_menu.connect(self._open_context_menu)
        canvas.input_requested.connect(self._add_input)
        canvas.examples_requested.connect(self._window.menu.offer_examples)
        inspector.changed.connect(partial(edits.set_block, self._scope))
        inspector.renamed.connect(partial(edits.rename, self._scope))
        inspector.frozen.connect(lambda id, on: freeze(self._scope, [id], on))
        inspector.group.asked.connect(lambda id: self._window.actions_table[id].trigger())
        self._scope.refused.connect(self.show)
        inspector.problem_chosen.connect(self.show_problem)
        inspector.problems.dismiss_wanted.connect(lambda hint: advice.dismiss(self._scope, [hint]))
        inspector.problems.restore_wanted.connect(partial(advice.restore, self._scope))
        inspector.data_changed.connect(partial(edits.set_data, self._document))
        self._scope.changed.connect(self.show)
        self._scope.moved.connect(self._moved)
        canvas.sheet.fits_changed.connect(self._wire_drawn)

    def show(self) -> None:
        """Show the selected block, or the whole network, and all problems."""
        graph, checked = self._scope.graph, self._scope.checked
        selected = sorted(self._canvas.selection & graph.by_id.keys())
        advised = self._document.checked.advised
        listed = (*self._document.checked.problems, *advised.hints)
        self._inspector.show_problems(listed, self._label, len(advised.dismissed))
        if len(selected) != 1:
            data = self._document.project.data
            inside = self._scope.place.definition
            told = selected_words(self._canvas)
            self._inspector.show_network(self._figures(), len(selected), data, inside, told)
            return
        node = graph.by_id[selected[0]]
        order = self._scope.shown.order
        place = tr("Block {n} of {all}").format(n=1 + order.index(node.id), all=len(order))
        found, cost = checked.shapes.nodes.get(node.id), checked.costs.get(node.id)
        place = " · ".join(part for part in (place, tagged(node.colour)) if part)
        frozen = checked.frozen.get(node.id, 0)
        self._inspector.show_block(node, found, cost, place, self.options(node), frozen)
        if isinstance(node.block, Group):
            definition, used = graph.definition[node.block.definition], self._canvas.groups.used()
            self._inspector.show_group(definition.size, used, unfolded=node.open)
            if entry := known_as(definition):
                self._inspector.header.explain(entry)

    def show_problem(self, problem: Problem) -> None:
        """Select the block that a problem is about and bring it into view, wherever it is."""
        if not problem.where:
            return
        self._window.steps.go("build")
        # A frame shows the first repetition.
        hidden = problem.repetition or not self._scope.alias(problem.path, problem.block)
        if hidden or problem.path == self._scope.path:
            self._scope.go(problem.path, problem.repetition)
        self._canvas.show_block(self._scope.alias(problem.path, problem.block))

    def next_problem(self) -> None:
        """Go to the block with a problem after the selected one."""
        placed: dict[tuple[Path, str], Problem] = {}  # the first of each block
        for problem in self._document.checked.problems:
            if problem.where:
                placed.setdefault((problem.path, problem.block), problem)
        if placed:
            selected = {self._scope.home(id) for id in self._canvas.selection}
            here = next((i for i, block in enumerate(placed) if block in selected), -1)
            self.show_problem([*placed.values()][(here + 1) % len(placed)])

    def search_blocks(self) -> None:
        """Begin a search in the palette."""
        self._window.steps.go("build")
        self._window.palette_panel.focus_search()

    def _selected(self, _ids: object) -> None:
        self.show()
        self._window.actions_table.refresh()

    def _moved(self, _before: object) -> None:
        """Another network is shown."""
        self._window.palette_panel.set_inside(bool(self._scope.path))
        self._window.actions_table.refresh()

    def _wire_drawn(self, fits: Fits | None) -> None:
        """A wire begins to be drawn, or it is no longer."""
        if fits is not None:
            shown, checked = self._scope.shown, self._scope.checked
            told = wire_words(shown.graph, checked.fields, checked.shapes, fits, shown.order)
            self._window.wire_panel.show_wire(told)
        else:
            self._window.wire_panel.leave()

    def _open_context_menu(self, at: QPoint, id: str) -> None:
        sections: list[tuple[str, ...]]
        if id:
            sections = [
                ("cut", "copy", "paste", "duplicate", "delete"),
                ("group", "frame", "freeze"),
            ]
            sections.append(("help",))
            if self._canvas.groups.selected():
                sections.insert(0, ON_GROUPS)
            if id in self._canvas.sheet.state.trouble.chips:
                sections.insert(0, ("quick_fix",))
        elif self._canvas.selected_pieces:
            sections = [ON_PIECES, ("cut", "copy", "duplicate", "delete"), COLOURS]
        elif self._canvas.rerouting.selected() or self._canvas.selected_wires:
            sections = [("quick_add",), ON_WIRES, ("delete",)]
        else:
            sections = [("leave_group",)] if self._scope.path else []
            sections += [("quick_add", "add_note"), (PASTE_HERE, "select_all", "fit")]
        menu = self._menu
        menu.clear()
        self._window.actions_table.refresh()
        for section in sections:
            if not menu.isEmpty():
                menu.addSeparator()
            menu.addActions([self._window.actions_table[name] for name in section])
        if id:
            menu.addMenu(self._colours)
        menu.popup(at)

    def _add_input(self) -> None:
        """Add the input block that the data asks for."""
        values = [f for f in self._document.checked.fields.values() if f.kind == "values"]
        kinds = (kind for kind in blocks if issubclass(kind, InputBlock))
        fitting = [kind.id for kind in kinds if any(kind().fits(f.shape) for f in values)]
        self._canvas.placing.add_block(fitting[0] if fitting else "picture_input")

    def _label(self, id: str) -> str:
        node = self._document.project.graph.by_id.get(id)
        return node.label if node else id

    def _figures(self) -> dict[str, str]:
        checked = self._scope.place.checked
        adds = sum(cost.multiply_adds for cost in checked.costs.values())
        return {
            tr("Blocks"): number(self._scope.place.size),
            tr("Parameters"): number(checked.parameters),
            **({tr("Frozen"): number(sum(checked.frozen.values()))} if checked.frozen else {}),
            tr("Multiply-adds"): short(adds),
        }

    def options(self, node: Node) -> dict[str, Options]:
        """The data fields that an input or output block can stand for."""
        block = node.block
        if not isinstance(block, InputBlock | OutputBlock):
            return {}
        fields = self._document.checked.fields.values()
        fitting = [f for f in fields if fits(block, f)]
        first = ("", tr("First that fits"))
        return {"field": [first, *((f.name, tr(f.title) or f.name) for f in fitting)]}
