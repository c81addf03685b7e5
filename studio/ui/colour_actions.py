"""The colour tags of blocks, frames and notes: their part of the table of actions."""

from __future__ import annotations

from functools import partial
from typing import Final

from studio.language import tr
from studio.schema.tags import TAGS
from studio.ui.actions import Action
from studio.ui.canvas.canvas_view import CanvasView
from studio.ui.canvas.colouring import colour

NO_COLOUR: Final = "no_colour"
COLOURS: Final = tuple(f"colour_{tag}" for tag in TAGS)


def colour_actions(canvas: CanvasView, menu: str) -> tuple[Action, ...]:
    """One action for each colour, and one that takes it off, as a menu of their own."""

    def anything() -> str:
        chosen = canvas.selection or canvas.selected_pieces
        return "" if chosen else tr("Choose blocks, frames or notes first.")

    def coloured() -> str:
        by_id = canvas.scope.graph.by_id
        some = any(by_id[id].colour for id in canvas.selection)
        return "" if some else tr("No chosen block has a colour.")

    give = (
        Action(
            id,
            menu,
            tr("Colour: {colour}").format(colour=tr(title)),
            (f"Ctrl+Alt+{number}",),
            partial(colour, canvas, tag),
            "",
            anything,
        )
        for number, (id, (tag, title)) in enumerate(zip(COLOURS, TAGS.items(), strict=True), 1)
    )
    take_off, key = partial(colour, canvas, ""), ("Ctrl+Alt+0",)
    text = tr("Take the colour off")
    return (*give, Action(NO_COLOUR, menu, text, key, take_off, "", coloured, 1))
