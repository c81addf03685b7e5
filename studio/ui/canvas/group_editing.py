"""Group editing: blocks become a group and back, groups are opened, unfolded and forked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from studio.blocks.group import Group
from studio.graph.defining import made_unique
from studio.graph.definitions import uses
from studio.graph.folding import Fold, folded, told
from studio.graph.graph import Graph, Node
from studio.graph.grouping import grouped, left_outside
from studio.graph.repeats import repeats
from studio.graph.ungrouping import ungrouped
from studio.language import tr, tr_count
from studio.project.place import Place
from studio.ui.canvas.detail import Detail, detail
from studio.ui.canvas.frames import fold_button
from studio.ui.canvas.room import folded_up, unfolded

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class GroupEditing:
    """The commands about groups on one canvas. Each is one edit of the document."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope

    def selected(self) -> Node | None:
        """The selected group as it is shown, if one is selected and nothing else."""
        if len(self._view.selection) != 1:
            return None
        node = self._scope.graph.by_id.get(next(iter(self._view.selection)))
        return node if node is not None and isinstance(node.block, Group) else None

    def used(self) -> int:
        """How many groups use what is inside the selected one."""
        node = self.selected()
        if node is None or not isinstance(node.block, Group):
            return 0
        return len(uses(self._scope.document.project.graph, node.block.definition))

    def group(self) -> None:
        """Put a group in the place of the selected blocks, ready to be named."""
        chosen = self._scope.chosen(self._view.selection)
        before, inside = self._scope.document.project.graph, chosen.place.definition
        text = tr_count("Group {n} block", "Group {n} blocks", len(chosen.ids))
        made: list[str] = []

        def edit() -> Graph:
            after, id = grouped(before, inside, chosen.ids)
            made.append(id)
            return after

        if self._scope.edit_whole(text, edit):
            self._show(chosen.place, made)
            self._view.name_requested.emit()
            if note := left_outside(before, inside, chosen.ids):
                self._view.message.emit(note)

    def ungroup(self) -> None:
        """Put the blocks of the selected group in its place."""
        chosen, node = self._scope.chosen(self._view.selection), self.selected()
        before, inside = self._scope.document.project.graph, chosen.place.definition
        made: list[str] = []

        def edit() -> Graph:
            after, ids = ungrouped(before, inside, chosen.ids[0])
            made.extend(ids)
            return after

        if node and self._scope.edit_whole(tr("Ungroup {group}").format(group=node.label), edit):
            self._show(chosen.place, made)

    def fold(self) -> None:
        """Put a group × N in the place of each row of equal parts of the shown network."""
        place, document = self._scope.place, self._scope.document
        before = document.project.graph
        made: list[Fold] = []

        def edit() -> Graph:
            found = repeats(place.graph, place.checked.shapes)
            after, folds = folded(before, place.definition, found)
            made.extend(folds)
            return after

        if not self._scope.edit_whole(tr("Fold repeats into a group"), edit):
            return
        if document.learned is not None:
            document.learn(document.learned.folded(before, made))
        self._show(place, [fold.group for fold in made])
        self._view.message.emit(told(document.project.graph, made))

    def make_unique(self) -> None:
        """Give the selected group an inside of its own."""
        chosen, node = self._scope.chosen(self._view.selection), self.selected()
        if node is not None:
            self._fork(chosen.place, chosen.ids[0], node.label)

    def make_place_unique(self) -> None:
        """Give the group whose inside is shown an inside of its own."""
        trail = self._scope.trail
        if len(trail) > 1:
            self._fork(trail[-2], trail[-1].path[-1], trail[-1].definition)

    def open(self) -> None:
        """Show the inside of the selected group on its own."""
        node = self.selected()
        if node is not None:
            self._scope.enter(node.id)

    def open_block(self, id: str) -> None:
        """Show the inside of a group, or the first setting of another block."""
        if isinstance(self._view.cards[id].node.block, Group):
            self._scope.enter(id)
        else:
            self._view.edit_requested.emit(id)

    def fold_at(self, id: str, point: QPointF) -> bool:
        """Fold a frame up if a point of the scene lies on the sign for it; False if not."""
        card = self._view.cards[id]
        near = detail(self._view.camera.zoom) == Detail.FULL
        if card.kind != "frame" or not near:
            return False
        if not fold_button(self._view.cards.rect(id)).contains(point):
            return False
        self._view.select({id})
        self.unfold()
        return True

    def unfold(self) -> None:
        """Draw the selected group as a frame with its inside, or as a card again."""
        chosen, node = self._scope.chosen(self._view.selection), self.selected()
        if node is None:
            return
        graph, id = chosen.place.graph, chosen.ids[0]
        text = tr("Fold {group} up") if node.open else tr("Unfold {group}")
        after = folded_up(graph, id) if node.open else unfolded(graph, id)
        if after is None:
            self._view.message.emit(tr("There is too much inside to show it all in place."))
            return
        self._scope.edit(text.format(group=node.label), after, at=chosen.place)
        self._view.camera.reveal(node.id)

    def _fork(self, place: Place, id: str, name: str) -> None:
        graph, text = self._scope.document.project.graph, tr("Make {group} unique")
        self._scope.edit_whole(
            text.format(group=name), lambda: made_unique(graph, place.definition, id)
        )

    def _show(self, place: Place, ids: list[str]) -> None:
        """Select these blocks of a place and bring them into view."""
        shown = [alias for id in ids if (alias := self._scope.alias(place.path, id))]
        self._view.select(shown)
        self._view.camera.reveal(*shown)
