"""What the search in the network shows; the row that is current is shown on the canvas."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF

from studio.language import tr
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.search.graph_entries import Entry, entries
from studio.ui.search.offer import Choice, Offer, Section
from studio.ui.search.ranking import ranked

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_SOME: Final = 100  # entries that are taken in at a time
_MOST: Final = 30  # rows, before the rest is asked for


class GraphOffer(Offer):
    """The blocks, frames and notes of a document, wherever they lie."""

    def __init__(self, view: CanvasView, covered: int) -> None:
        """`covered` is how much of the window the popup covers at the right."""
        self.hint = tr("Search this network")
        self.enter, self.escape = tr("go there"), tr("back to where you were")
        self._view, self._covered, self._asked = view, covered, False
        scope, camera, state = view.scope, view.camera, view.sheet.state
        document = scope.document
        self._fresh = entries(document.project.graph, document.checked, scope.path)
        self._entries: dict[str, Entry] = {}
        self._before = camera.zoom, camera.seen().center()
        self._focus = state.focused, state.piece_focused

    def learn(self) -> bool:
        """Take in some more, and prepare it to be compared, so that no letter need wait."""
        some = list(islice(self._fresh, _SOME))
        for number, entry in enumerate(some, len(self._entries)):
            self._entries[str(number)] = entry
        ranked("?", some, lambda entry: entry.called)
        return len(some) == _SOME

    def sections(self, text: str) -> Sequence[Section]:
        # At first all is listed, and nothing of it was asked for.
        self._asked = bool(text.strip())
        hits = ranked(text, self._entries, lambda key: self._entries[key].called)
        rows = tuple(self._choice(key) for _, key in hits)
        return (Section(rows, most=_MOST, more=tr("Show {n} more")),)

    def nothing(self, text: str) -> str:
        return tr('Nothing in this network is called or set to "{text}".').format(text=text)

    def point_at(self, key: str) -> None:
        if not self._asked:
            self._asked = True
            return
        if key:
            self._show(self._entries[key])

    def take(self, key: str) -> None:
        self._let_go()
        entry, scope = self._entries[key], self._view.scope
        if isinstance(entry.id, PieceId):
            if scope.piece_alias(entry.path, entry.id) is None:
                scope.go(entry.path)
            piece = scope.piece_alias(entry.path, entry.id)
            if piece is not None:
                self._view.keys.walk.to_piece(piece)
            return
        if not self._alias(entry):
            scope.go(entry.path)
        self._view.show_block(self._alias(entry))

    def drop(self) -> None:
        self._let_go()
        zoom, middle = self._before
        self._view.camera.zoom_to(zoom)
        self._view.camera.centre(middle)

    def _choice(self, key: str) -> Choice:
        entry = self._entries[key]
        inside = tr("in {group}").format(group=entry.place) if entry.place else ""
        return Choice(key, entry.called.title, inside, entry.shape, entry.icon, entry.family)

    def _alias(self, entry: Entry) -> str:
        """What the block is called where it can be seen now; "" if it cannot."""
        id = self._view.scope.alias(entry.path, entry.id) if isinstance(entry.id, str) else ""
        return id if id in self._view.cards and self._view.cards[id].kind != "end" else ""

    def _show(self, entry: Entry) -> None:
        """Bring what was found to where the popup does not cover it; else the group around it."""
        view, scope, papers = self._view, self._view.scope, self._view.sheet.papers
        piece = scope.piece_alias(entry.path, entry.id) if isinstance(entry.id, PieceId) else None
        way = (*entry.path, entry.id) if isinstance(entry.id, str) else entry.path
        steps = ((way[:n], way[n]) for n in range(len(way) - 1, -1, -1))
        shown = (alias for path, id in steps if (alias := scope.alias(path, id)) in view.cards)
        block = "" if piece else next((id for id in shown if view.cards[id].kind != "end"), "")
        if piece is None and not block:
            return
        rect = papers.rect(papers.index[piece]) if piece else view.cards.rect(block)
        aside = QPointF(self._covered / 2 / view.camera.zoom, 0)
        view.camera.centre(rect.center() + aside)
        view.sheet.focus(block, shown=True, piece=piece)

    def _let_go(self) -> None:
        focused, piece = self._focus
        self._view.sheet.focus(focused, shown=False, piece=piece)
