"""Group editing: blocks become a group and back, groups are opened, unfolded and forked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.blocks.group import Group
from studio.graph.defining import made_unique
from studio.graph.definitions import uses
from studio.graph.graph import Graph, Node
from studio.graph.grouping import grouped, left_outside
from studio.graph.ungrouping import ungrouped
from studio.language import tr, tr_count
from studio.ui.canvas.room import folded_up, unfolded
from studio.ui.scope import Chosen

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class GroupEditing:
    """The commands about groups on one canvas. Each is one edit of the document."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope

    # ---- what can be done now, and if not, why -------------------------------------------------

    def group_refusal(self) -> str:
        """Why nothing can be grouped; "" if it can."""
        return "" if self._view.selection else tr("Choose the blocks of the group first.")

    def refusal(self) -> str:
        """Why there is no group to do something with."""
        return "" if self._group() is not None else tr("Choose one group first.")

    def unique_refusal(self) -> str:
        """Why a group cannot be made unique."""
        if self.refusal():
            return self.refusal()
        return "" if self.used() > 1 else tr("No other group uses the same inside.")

    def leave_refusal(self) -> str:
        """Why one cannot go out of a group."""
        return "" if self._scope.path else tr("This is the whole network.")

    # ---- commands ------------------------------------------------------------------------------

    def group(self) -> None:
        """Put a group in the place of the selected blocks, ready to be named."""
        chosen = self._scope.chosen(self._view.selection)
        place, before = chosen.place, self._scope.document.project.graph
        text = tr_count("Group {n} block", "Group {n} blocks", len(chosen.ids))
        note = left_outside(before, place.definition, chosen.ids)
        made: list[str] = []

        def edit() -> Graph:
            graph, id = grouped(before, place.definition, chosen.ids)
            made.append(id)
            return graph

        if self._scope.edit_whole(text, edit):
            self._select(chosen, *made)
            self._view.name_requested.emit()
            if note:
                self._view.message.emit(note)

    def ungroup(self) -> None:
        """Put the blocks of the selected group in its place."""
        chosen, made = self._scope.chosen(self._view.selection), list[str]()
        graph, inside = self._scope.document.project.graph, chosen.place.definition

        def edit() -> Graph:
            after, ids = ungrouped(graph, inside, chosen.ids[0])
            made.extend(ids)
            return after

        if self._group() and self._scope.edit_whole(
            tr("Ungroup {group}").format(group=self._name()), edit
        ):
            self._select(chosen, *made)

    def make_unique(self) -> None:
        """Give the selected group an inside of its own."""
        chosen = self._scope.chosen(self._view.selection)
        graph, inside = self._scope.document.project.graph, chosen.place.definition
        if self._group():
            text = tr("Make {group} unique").format(group=self._name())
            self._scope.edit_whole(text, lambda: made_unique(graph, inside, chosen.ids[0]))

    def make_place_unique(self) -> None:
        """Give the group whose inside is shown an inside of its own."""
        graph, trail = self._scope.document.project.graph, self._scope.trail()
        if len(trail) > 1:
            text = tr("Make {group} unique").format(group=trail[-1].definition)
            outer, id = trail[-2].definition, trail[-1].path[-1]
            self._scope.edit_whole(text, lambda: made_unique(graph, outer, id))

    def open(self) -> None:
        """Show the inside of the selected group on its own."""
        node = self._group()
        if node is not None:
            self._scope.enter(node.id)

    def leave(self) -> None:
        """Go back to the network around this one."""
        self._scope.leave()

    def unfold(self) -> None:
        """Draw the selected group as a frame with its inside, or as a card again."""
        chosen, node = self._scope.chosen(self._view.selection), self._group()
        if node is None:
            return
        graph, id = chosen.place.graph, chosen.ids[0]
        text = tr("Fold {group} up") if node.open else tr("Unfold {group}")
        after = folded_up(graph, id) if node.open else unfolded(graph, id)
        if after is None:
            self._view.message.emit(tr("There is too much inside to show it all in place."))
            return
        self._scope.edit_at(chosen.place, text.format(group=self._name()), after)
        self._view.camera.reveal(node.id)

    # ---- the selected group --------------------------------------------------------------------

    def used(self) -> int:
        """How many groups use what is inside the selected one."""
        node = self._group()
        if node is None or not isinstance(node.block, Group):
            return 0
        return len(uses(self._scope.document.project.graph, node.block.definition))

    def _group(self) -> Node | None:
        """The selected group as it is shown."""
        if len(self._view.selection) != 1:
            return None
        (id,) = self._view.selection
        node = self._scope.graph.by_id[id]
        return node if isinstance(node.block, Group) else None

    def _name(self) -> str:
        node = self._group()
        return node.label if node else ""

    def _select(self, chosen: Chosen, *ids: str) -> None:
        shown = [self._scope.alias(chosen.place.path, id) for id in ids]
        self._view.select(shown)
        self._view.camera.reveal(*(id for id in shown if id in self._view.cards))
