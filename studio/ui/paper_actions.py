"""What can be done with frames, notes and points of wires: their part of the table of actions."""

from __future__ import annotations

from typing import Final

from studio.language import tr
from studio.ui.actions import Action
from studio.ui.canvas.canvas_view import CanvasView

ON_PIECES: Final = ("edit_piece", "fit_frame")
ON_WIRES: Final = ("add_point", "straighten")


def paper_actions(canvas: CanvasView, menu: str) -> tuple[Action, ...]:
    """The actions about what lies around the blocks, as a menu of their own."""
    return (*_on_pieces(canvas, menu), *_on_wires(canvas, menu))


def _on_pieces(canvas: CanvasView, menu: str) -> tuple[Action, ...]:
    paper = canvas.paper

    def anything() -> str:
        chosen = canvas.selection or canvas.selected_pieces
        return "" if chosen else tr("Choose the blocks of the frame first.")

    def piece() -> str:
        return "" if paper.selected() else tr("Choose one frame or note first.")

    def frame() -> str:
        id = paper.selected()
        return "" if id and id.kind == "frame" else tr("Choose one frame first.")

    def any_piece() -> str:
        return "" if len(canvas.sheet.papers) else tr("There is no frame and no note here.")

    fit, further = tr("Fit the frame to its blocks"), tr("Next frame or note")
    rows = (
        ("frame", tr("Frame the selection"), "Ctrl+Alt+F", paper.frame, "frame", anything),
        ("add_note", tr("Add a note"), "Ctrl+Alt+N", paper.add_note, "type", None),
        ("edit_piece", tr("Edit title or text"), "Shift+F2", paper.edit, "", piece),
        ("fit_frame", fit, "Ctrl+Alt+B", paper.fit, "shrink", frame),
        ("next_piece", further, "Shift+F8", paper.next_piece, "", any_piece),
    )
    return tuple(
        Action(id, menu, text, (key,), run, icon, refusal)
        for id, text, key, run, icon, refusal in rows
    )


def _on_wires(canvas: CanvasView, menu: str) -> tuple[Action, ...]:
    rerouting = canvas.rerouting

    def wire() -> str:
        one = tr("Choose one wire first, or a block with one wire out.")
        return "" if rerouting.selected() else one

    def points() -> str:
        return "" if canvas.scope.graph.bent else tr("No wire has reroute points.")

    def bent() -> str:
        return "" if rerouting.bent() else tr("No chosen wire has reroute points.")

    add, straighten = tr("Add a reroute point"), tr("Straighten the wire")
    rows = (
        ("add_point", add, "Ctrl+Alt+R", rerouting.add, "spline", wire),
        ("next_point", tr("Next reroute point"), "Ctrl+Alt+P", rerouting.next_point, "", points),
        ("straighten", straighten, "Ctrl+Alt+S", rerouting.straighten, "", bent),
    )
    return tuple(
        Action(id, menu, text, (key,), run, icon, refusal, 1)
        for id, text, key, run, icon, refusal in rows
    )
