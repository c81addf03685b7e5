"""Grabbing: what a pressed button has hold of at points of wires, frames and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF

from studio.graph.graph import Wire
from studio.ui.canvas.gestures.copy_cards import CopyCards
from studio.ui.canvas.gestures.gesture import Modifiers
from studio.ui.canvas.gestures.held import Held
from studio.ui.canvas.gestures.move_piece import MovePieces
from studio.ui.canvas.gestures.move_point import MovePoint
from studio.ui.canvas.gestures.resize_piece import ResizePiece
from studio.ui.canvas.paper.pieces import Grip, PieceId
from studio.ui.canvas.state import Hover

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_NEAR: Final = 6.0  # pixels of the window from a wire


def held_on_paper(view: CanvasView, under: Hover, at: QPointF, modifiers: Modifiers) -> Held | None:
    """What is held of a wire's points, a frame or a note; None elsewhere.

    With Alt, a wire gets a point where it is pressed, beside a port too: short wires are all ports.
    """
    wire, point, piece = under.wire, under.point, under.piece
    if wire is not None and point is not None:
        view.select((), point=(wire, point))
        return Held(lambda: MovePoint(view, at, wire, point))
    if modifiers & Modifiers.AltModifier and (wire is not None or under.port is not None):
        row = view.sheet.wires.at(view.camera.to_scene(at), _NEAR / view.camera.zoom)
        if row is not None:
            return _new_point(view, view.sheet.wires.rows[row], at)
    if piece is not None:
        return _piece(view, piece, under.grip, at, modifiers)
    return None


def open_piece(view: CanvasView, under: Hover) -> bool:
    """A double click: edit a note or a title, remove a point; False if neither is there."""
    if under.wire is not None and under.point is not None:
        view.rerouting.remove(under.wire, under.point)
        return True
    if under.piece is not None:
        view.select((), pieces={under.piece})
        view.paper.edit()
        return True
    return False


def _new_point(view: CanvasView, wire: Wire, at: QPointF) -> Held:
    """The point is there at once; dragging it on belongs to the same step."""
    added = view.rerouting.add_at(wire, view.camera.to_scene(at))
    if added is None:
        return Held()
    (made, number), merge = added
    return Held(lambda: MovePoint(view, at, made, number, merge))


def _piece(view: CanvasView, piece: PieceId, grip: Grip, at: QPointF, modifiers: Modifiers) -> Held:
    if modifiers & Modifiers.ShiftModifier:
        view.select(view.selection, view.selected_wires, view.selected_pieces ^ {piece})
    elif piece not in view.selected_pieces:
        view.select((), pieces={piece})
    if piece not in view.selected_pieces:
        return Held()
    if modifiers & Modifiers.ControlModifier:
        return Held(lambda: CopyCards(view, at, piece))
    if grip:
        return Held(lambda: ResizePiece(view, at, piece, grip))
    return Held(lambda: MovePieces(view, at, piece))
