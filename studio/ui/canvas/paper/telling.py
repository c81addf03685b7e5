"""Telling: frames, notes and points of wires in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.graph.graph import Wire
from studio.graph.paper import Frame, Note
from studio.language import tr, tr_count
from studio.schema.tags import TAGS

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView
    from studio.ui.canvas.cards import Cards


def spoken(piece: Frame | Note) -> str:
    """A frame or note in a sentence, for screen readers."""
    colour = tr(TAGS[piece.colour])
    if isinstance(piece, Frame):
        return tr("Frame {title}, {colour}").format(title=piece.title, colour=colour)
    return tr("Note, {colour}: {text}").format(colour=colour, text=piece.text[:400])


def point_words(cards: Cards, wire: Wire, place: int) -> str:
    """A point of a wire in a sentence, for screen readers."""
    text = tr("Reroute point {n} of {all}, on the wire from {source} to {target}")
    source, target = cards[wire.source].face.name, cards[wire.target].face.name
    return text.format(n=place + 1, all=len(wire.via), source=source, target=target)


def selected_words(view: CanvasView) -> str:
    """What is selected besides blocks, and what can be done with it."""
    pieces, one = view.selected_pieces, view.paper.selected()
    if one is not None and one.kind == "frame":
        return tr("A frame. Drag its title to move it with its blocks, an edge to resize it.")
    if one is not None:
        return tr("A note. Double-click it to write; drag its right edge to resize it.")
    if pieces:
        text = "{n} frame or note selected", "{n} frames and notes selected"
        return tr_count(*text, len(pieces))
    if view.sheet.state.point is not None:
        return tr("A reroute point. Drag it; Delete removes it.")
    return ""
