"""Bookmarking: views of one canvas that are kept with the document. Each change is one edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from studio.graph.bookmarks import LONGEST_NAME, Bookmark, with_bookmark, without_bookmark
from studio.graph.paper import on_paper
from studio.language import tr
from studio.project.place import trail

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class Bookmarking:
    """Sets bookmarks on one canvas, goes to them, renames and removes them."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope

    @property
    def marks(self) -> tuple[Bookmark, ...]:
        """The bookmarks of the document."""
        return self._scope.document.project.graph.bookmarks

    def find(self, number: int) -> Bookmark | None:
        """The bookmark of a number, if it is set."""
        return next((mark for mark in self.marks if mark.number == number), None)

    def set(self, number: int) -> None:
        """Keep what is seen now as the bookmark of this number, named after what is there."""
        camera = self._view.camera
        at = camera.seen().center()
        mark = Bookmark(
            number=number,
            name=self._name()[:LONGEST_NAME] or tr("Bookmark {n}").format(n=number),
            path=self._scope.path,
            x=on_paper(at.x()),
            y=on_paper(at.y()),
            zoom=camera.zoom,
        )
        text = tr("Set bookmark {n}").format(n=number)
        self._put(text, with_bookmark(self.marks, mark))
        self._view.message.emit(tr("Bookmark {n}: {name}").format(n=number, name=mark.name))

    def go(self, number: int) -> None:
        """Show what a bookmark keeps."""
        mark, document = self.find(number), self._scope.document
        if mark is None:
            return
        there = trail(document.project, document.checked, mark.path)[-1]
        if there.path != mark.path:
            text = tr("The group that bookmark {n} lies in is gone.")
            self._view.message.emit(text.format(n=number))
            return
        self._scope.go(mark.path)
        self._view.camera.zoom_to(mark.zoom)
        self._view.camera.centre(QPointF(mark.x, mark.y))

    def rename(self, number: int, name: str) -> None:
        """Give a bookmark another name; without one it keeps its own."""
        mark, name = self.find(number), " ".join(name.split())[:LONGEST_NAME]
        if mark is not None and name and name != mark.name:
            self._put(tr("Rename a bookmark"), with_bookmark(self.marks, mark.but(name=name)))

    def remove(self, number: int) -> None:
        """Forget a bookmark."""
        text = tr("Remove bookmark {n}").format(n=number)
        self._put(text, without_bookmark(self.marks, number))

    def _put(self, text: str, marks: tuple[Bookmark, ...]) -> None:
        graph = self._scope.document.project.graph
        self._scope.edit_whole(text, lambda: graph.with_bookmarks(marks))

    def _name(self) -> str:
        """The block in the middle of the view, and the group around it."""
        view, group = self._view, self._scope.place.definition
        middle, seen = view.camera.seen().center(), view.cards.inside(view.camera.seen(), 0.0)
        cards = [view.cards.cards[row] for row in seen[view.cards.plain[seen]].tolist()]
        near = min(
            (card.node for card in cards),
            key=lambda n: (n.middle[0] - middle.x()) ** 2 + (n.middle[1] - middle.y()) ** 2,
            default=None,
        )
        return ": ".join(part for part in (group, near.label if near else "") if part)
