"""Paper editing: the commands about frames and notes. Each is one edit of the document."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from studio.graph.paper import (
    LONGEST_NOTE,
    LONGEST_TITLE,
    MOST_FRAMES,
    MOST_NOTES,
    Box,
    Frame,
    Note,
    on_paper,
)
from studio.graph.paper_edits import around, free_id, lying_in, with_pieces
from studio.language import number, tr
from studio.project.place import Place
from studio.ui import tokens
from studio.ui.canvas.paper.in_place import InPlace, NoteEditor, TitleEditor, Writing
from studio.ui.canvas.paper.pieces import PieceId

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_BESIDE = 48.0  # from a block to a note about it


class PaperEditing:
    """Frames and notes on one canvas: made, written, fitted and coloured."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope
        self._made = count()  # the frames that were made
        self._writing = Writing(view)

    @property
    def editor(self) -> InPlace | None:
        """The field in which something is written, if one is open."""
        return self._writing.field

    def selected(self) -> PieceId | None:
        """The selected frame or note, if one is selected and nothing else."""
        pieces = self._view.selected_pieces
        alone = len(pieces) == 1 and not self._view.selection
        return next(iter(pieces)) if alone else None

    def frame(self) -> None:
        """Put a frame around what is selected, ready to be named."""
        view = self._view
        chosen = self._scope.chosen(view.selection, view.selected_pieces)
        graph = chosen.place.graph
        if len(graph.frames) >= MOST_FRAMES:
            self._tell_full(tr("A network has at most {n} frames."), MOST_FRAMES)
            return
        papers = view.sheet.papers
        areas = [view.cards.rect(id) for id in view.selection]
        areas += [papers.rect(papers.index[piece]) for piece in view.selected_pieces]
        if not areas:
            return
        box = around(_box(area.translated(-chosen.by)) for area in areas)
        made = Frame(id=free_id(graph, "frame"), title=tr("Frame")).fitted(box)
        after, merge = with_pieces(graph, made), f"new frame {next(self._made)}"
        if self._scope.edit(tr("Frame the selection"), after, merge, chosen.place):
            self._select(chosen.place, PieceId("frame", made.id))
            self.edit(merge)

    def add_note(self) -> None:
        """Begin a new note: it is added once something is written on it."""
        place = self._scope.chosen(self._view.selection).place
        if len(place.graph.notes) >= MOST_NOTES:
            self._tell_full(tr("A network has at most {n} notes."), MOST_NOTES)
            return
        at = _free_place(self._view)
        blank = Note(id="note", x=on_paper(at.x()), y=on_paper(at.y()))
        self._writing.begin(NoteEditor(self._view, blank, lambda text: self._add(blank, text)))

    def edit(self, merge: str = "") -> None:
        """Let the text of the selected note, or the title of the selected frame, be written."""
        id = self.selected()
        if id is None:
            return
        papers = self._view.sheet.papers
        piece = papers[id]
        self._view.camera.reveal_area(papers.rect(papers.index[id]))
        if isinstance(piece, Note):
            field: InPlace = NoteEditor(self._view, piece, lambda text: self._write(id, text))
        else:
            field = TitleEditor(self._view, piece, lambda text: self._name(id, text, merge))
        self._writing.begin(field)

    def fit(self) -> None:
        """Make the selected frame as large as what lies in it."""
        id = self.selected()
        if id is None or id.kind != "frame":
            return
        chosen = self._scope.chosen((), {id})
        graph = chosen.place.graph
        held, inner = lying_in(graph, chosen.pieces.frames)
        alias, cards, papers = self._scope.alias, self._view.cards, self._view.sheet.papers
        areas = [cards.rect(alias(chosen.place.path, own)) for own in held]
        others = (each for each in inner.listed() if each[1] != next(iter(chosen.pieces.frames)))
        for kind, own in others:
            shown = self._scope.piece_alias(chosen.place.path, PieceId(kind, own))
            areas += [papers.rect(papers.index[shown])] if shown in papers.index else []
        if areas:
            box = around(_box(area.translated(-chosen.by)) for area in areas)
            text = tr("Fit a frame to what lies in it")
            self._change(id, text, lambda piece: piece.fitted(box))

    def next_piece(self) -> None:
        """Go to the next frame or note."""
        view = self._view
        ids, here = view.sheet.papers.listed(), view.sheet.state.piece_focused
        if ids:
            at = ids.index(here) + 1 if here in ids else 0
            view.keys.walk.to_piece(ids[at % len(ids)])

    def end(self) -> None:
        """Close the editor that is open; what was written counts."""
        self._writing.end()

    def _add(self, blank: Note, text: str) -> None:
        if not text.strip():
            return
        chosen = self._scope.chosen(self._view.selection)
        graph = chosen.place.graph
        own = blank.moved(-chosen.by.x(), -chosen.by.y()).but(id=free_id(graph, "note"))
        note = own.but(text=text[:LONGEST_NOTE])
        if self._scope.edit(tr("Add a note"), with_pieces(graph, note), at=chosen.place):
            self._select(chosen.place, PieceId("note", note.id))

    def _write(self, id: PieceId, text: str) -> None:
        piece = self._view.sheet.papers[id]
        if isinstance(piece, Note) and text != piece.text:
            written = piece.but(text=text[:LONGEST_NOTE])
            self._scope.edit(tr("Write a note"), with_pieces(self._scope.graph, written))

    def _name(self, id: PieceId, text: str, merge: str) -> None:
        title = " ".join(text.split())[:LONGEST_TITLE]
        self._change(id, tr("Name a frame"), lambda frame: frame.but(title=title), merge)

    def _change(
        self, id: PieceId, text: str, change: Callable[[Frame], Frame], merge: str = ""
    ) -> None:
        """Change one frame, in the network that it belongs to."""
        chosen = self._scope.chosen((), {id})
        for frame in chosen.place.graph.frames:
            if frame.id in chosen.pieces.frames and (changed := change(frame)) != frame:
                after = with_pieces(chosen.place.graph, changed)
                self._scope.edit(text, after, merge, chosen.place)

    def _select(self, place: Place, own: PieceId) -> None:
        piece = self._scope.piece_alias(place.path, own)
        if piece is not None:
            self._view.select((), pieces={piece})

    def _tell_full(self, text: str, most: int) -> None:
        self._view.message.emit(f"{text} {tr('Nothing was added.')}".format(n=number(most)))


def _box(area: QRectF) -> Box:
    return area.left(), area.top(), area.right(), area.bottom()


def _free_place(view: CanvasView) -> QPointF:
    """Beside the selected block; else in the middle of what is seen, where nothing lies."""
    area, snap = QRectF(QPointF(), QPointF(240, 64)), tokens.sizes().snap
    if len(view.selection) == 1:
        card = view.cards.rect(next(iter(view.selection)))
        area.moveTopLeft(card.topRight() + QPointF(_BESIDE, 0))
    else:
        area.moveCenter(view.camera.seen().center())
    while len(view.cards.inside(area, 0.0)) or len(view.sheet.papers.inside(area, 1.0)):
        area.translate(3.0 * snap, 0)
    return QPointF(round(area.x() / snap) * snap, round(area.y() / snap) * snap)
