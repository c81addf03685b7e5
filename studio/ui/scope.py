"""Scope: which network of the document is shown, and the one way to edit it.

All that shows or edits a network asks here, so that it works on the inside of a group as it does
on the project's own graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, Signal

from studio.graph.definitions import GroupError, pruned
from studio.graph.graph import Graph
from studio.graph.misplaced import put_back
from studio.graph.paper_edits import NO_PIECES, Pieces
from studio.project.checks import Checked
from studio.project.place import Path, Place, trail
from studio.ui.canvas.paper.pieces import PieceId, by_kind
from studio.ui.canvas.room import kept_apart
from studio.ui.canvas.unfolded_paper import own_id, shown_id
from studio.ui.canvas.unfolding import Unfolding
from studio.ui.document import Document


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some blocks and pieces by their own ids, their network, and where (0, 0) of it is shown."""

    place: Place
    ids: tuple[str, ...]
    by: QPointF
    pieces: Pieces = NO_PIECES


class Scope(QObject):
    """The network that is shown: the document's graph, or the inside of a group on a path.

    `shown` is that network with the groups that are open in it unfolded; `graph` and `checked` are
    what views read, and `edit` takes the graph back, changed.
    """

    leaving = Signal()  # the path is about to change
    changed = Signal()  # what is shown has changed
    moved = Signal(object)  # another network is shown; with the path that was left
    refused = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.document = document
        self._unfolding = Unfolding()
        self.trail = trail(document.project, document.checked)  # the places that lead here
        self.shown = self._unfolding.unfolded(self.place)
        document.changed.connect(lambda: self._show(_way_left(document, self.place)))
        document.opened.connect(lambda: self.go(()))

    @property
    def place(self) -> Place:
        """The network that is shown, as it is."""
        return self.trail[-1]

    @property
    def graph(self) -> Graph:
        """The network that is shown."""
        return self.shown.graph

    @property
    def checked(self) -> Checked:
        """What the checks say about it."""
        return self.shown.checked

    @property
    def path(self) -> Path:
        """The groups that lead to the network that is shown."""
        return self.place.path

    def go(self, path: Path, repetition: int = 0) -> None:
        """Show the inside of the group at this path, as far as there is one."""
        way = trail(self.document.project, self.document.checked, path, repetition)
        there, here = way[-1], self.place
        if (there.path, there.repetition) != (here.path, here.repetition):
            self._show(way)

    def enter(self, id: str) -> None:
        """Show the inside of a group that is shown."""
        home, own = self.home(id)
        self.go((*home, own))

    def leave(self) -> bool:
        """Go back to the network around this one; False if there is none."""
        left = bool(self.path)
        self.go(self.path[:-1])
        return left

    def home(self, id: str) -> tuple[Path, str]:
        """The path and the own id of a block that is shown."""
        prefix, own = self._unfolding.aliases.home(id)
        return (*self.path, *prefix), own

    def alias(self, path: Path, id: str) -> str:
        """What a block is called where it is shown; "" if it is not shown here."""
        if path[: len(self.path)] != self.path:
            return ""
        alias = self._unfolding.aliases.of(path[len(self.path) :], id)
        return alias if alias in self.graph.by_id else ""

    def piece_alias(self, path: Path, piece: PieceId) -> PieceId | None:
        """What a frame or note is called where it is shown, if it is shown here."""
        if path[: len(self.path)] != self.path:
            return None
        alias = shown_id(self._unfolding.aliases, path[len(self.path) :], piece.kind, piece.id)
        return PieceId(piece.kind, alias) if alias else None

    def chosen(self, ids: Iterable[str], pieces: Iterable[PieceId] = ()) -> Chosen:
        """These shown blocks, frames and notes in the network that they belong to.

        Without any, in the shown one.
        """
        aliases, listed = self._unfolding.aliases, [*pieces]
        homes = [aliases.home(id) for id in ids]
        own = [(each.kind, own_id(aliases, each.id)) for each in listed]
        prefixes = [home for home, _ in homes] + [aliases.home(each.id)[0] for each in listed]
        prefix = prefixes[0] if prefixes else ()
        place, origin = self._unfolding.place(prefix), self._unfolding.origin(prefix)
        chosen = by_kind(PieceId(kind, id) for kind, id in own)
        return Chosen(place, tuple(id for _, id in homes), QPointF(*origin), chosen)

    def edit(self, text: str, graph: Graph, merge: str = "", at: Place | None = None) -> bool:
        """Replace the network that is shown, or that of a place, as one undo step.

        Returns:
            False if that is refused.
        """
        if graph is self.graph:
            return True
        edits = [(at.definition, graph)] if at else self._unfolding.folded(graph)
        merge = merge and "/".join((*(at or self.place).path, merge))
        return self.edit_whole(text, lambda: _put_back(self.document, edits), merge)

    def edit_whole(self, text: str, edit: Callable[[], Graph], merge: str = "") -> bool:
        """Replace the document's graph as one undo step; False if a GroupError refuses that."""
        before = self.document.project.graph
        try:
            graph = edit()
        except GroupError as refusal:
            self.refused.emit(str(refusal))
            return False
        if graph.definitions is not before.definitions:
            graph = kept_apart(before, graph)
        self.document.edit_graph(text, graph, merge)
        return True

    def _show(self, way: tuple[Place, ...]) -> None:
        before, elsewhere = self.path, way[-1].path != self.path
        if elsewhere:
            self.leaving.emit()
        self.trail = way
        self.shown = self._unfolding.unfolded(self.place)
        self.changed.emit()
        if elsewhere:
            self.moved.emit(before)


def _way_left(document: Document, here: Place) -> tuple[Place, ...]:
    """What is left of the path to a place after an edit."""
    return trail(document.project, document.checked, here.path, here.repetition)


def _put_back(document: Document, edits: list[tuple[str, Graph]]) -> Graph:
    return pruned(put_back(document.project.graph, edits))
