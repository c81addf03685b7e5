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
    paper, rerouting = canvas.paper, canvas.rerouting

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

    def wire() -> str:
        return "" if rerouting.selected() else tr("Choose one wire first.")

    def bent() -> str:
        return "" if rerouting.bent() else tr("No chosen wire has reroute points.")

    rows = (
        ("frame", tr("Frame the selection"), ("Ctrl+Alt+F",), paper.frame, "frame", anything),
        ("add_note", tr("Add a note"), ("Ctrl+Alt+N",), paper.add_note, "type", None),
        ("edit_piece", tr("Edit title or text"), ("Shift+F2",), paper.edit, "", piece),
        (
            "fit_frame",
            tr("Fit the frame to its blocks"),
            ("Ctrl+Alt+B",),
            paper.fit,
            "shrink",
            frame,
        ),
        ("next_piece", tr("Next frame or note"), ("Shift+F8",), paper.next_piece, "", any_piece),
        ("add_point", tr("Add a reroute point"), ("Ctrl+Alt+R",), rerouting.add, "spline", wire),
        ("straighten", tr("Straighten the wire"), ("Ctrl+Alt+S",), rerouting.straighten, "", bent),
    )
    return tuple(
        Action(id, menu, text, keys, run, icon, refusal, int(id in ON_WIRES))
        for id, text, keys, run, icon, refusal in rows
    )
