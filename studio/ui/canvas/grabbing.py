"""Grabbing: what a pressed button has hold of, and what a drag or a click of it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLineF, QPointF, Qt

from studio.graph.graph import Wire
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.gestures.copy_cards import CopyCards
from studio.ui.canvas.gestures.draw_wire import DrawWire
from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.gestures.held import Held
from studio.ui.canvas.gestures.move_cards import MoveCards
from studio.ui.canvas.gestures.move_piece import MovePieces
from studio.ui.canvas.gestures.rubber_band import RubberBand
from studio.ui.canvas.paper.grabbing import held_on_paper
from studio.ui.canvas.state import Hover

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

END: Final = 48.0  # pixels of the window from a port, within which a wire is held by that end


def held(view: CanvasView, under: Hover, at: QPointF, modifiers: Modifiers) -> Held | Gesture:
    """What the left button takes hold of; a gesture, if it begins at once."""
    chip = view.sheet.chips.at(view.camera.to_scene(at), view.camera.zoom)
    if chip is not None:
        id, button = chip  # a chip lists the fixes, the button beside it takes the best of them
        asked = view.fix_requested if button else view.fixes_requested
        return Held(click=lambda: asked.emit(id))
    if (paper := held_on_paper(view, under, at, modifiers)) is not None:
        return paper
    if under.port is not None:
        return _wire_from(view, at, under.port)
    if under.card and view.groups.fold_at(under.card, view.camera.to_scene(at)):
        return Held()
    if under.card:
        return _card(view, under.card, at, modifiers)
    if under.wire is not None:
        return _wire(view, under.wire, at, modifiers)
    return RubberBand(view, at, modifiers)


def _card(view: CanvasView, id: str, at: QPointF, modifiers: Modifiers) -> Held:
    if modifiers & Qt.KeyboardModifier.ShiftModifier:

        def take_out() -> Gesture:
            _choose(view, id)
            return MoveCards(view, at, id, loosen=True)

        return Held(take_out, lambda: view.select(view.selection ^ {id}))
    _choose(view, id)
    copies = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    dragged = CopyCards if copies else MovePieces if view.selected_pieces else MoveCards
    return Held(lambda: dragged(view, at, id), lambda: view.select({id}))


def _choose(view: CanvasView, id: str) -> None:
    if id not in view.selection:
        view.select({id})


def _wire(view: CanvasView, wire: Wire, at: QPointF, modifiers: Modifiers) -> Held:
    """A wire is selected; near an end it can be dragged by that."""
    adding = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
    before = view.selected_wires if adding else frozenset[Wire]()
    view.select(view.selection if adding else (), before ^ {wire})
    ends = (
        PortEnd(wire.source, wire.output, is_input=False),
        PortEnd(wire.target, wire.input, is_input=True),
    )
    away = [QLineF(view.camera.to_window(view.cards.port_place(end)), at).length() for end in ends]
    if min(away) > END:
        return Held()
    start = ends[away.index(max(away))]  # the other end stays
    return Held(lambda: DrawWire(view, at, start, wire))


def _wire_from(view: CanvasView, at: QPointF, port: PortEnd) -> DrawWire:
    """From an input that has a wire, its end is dragged; else a new wire begins."""
    taken = view.sheet.wires.ends_at(port) if port.is_input else []
    if not taken:
        return DrawWire(view, at, port)
    start = PortEnd(taken[0].source, taken[0].output, is_input=False)
    return DrawWire(view, at, start, taken[0])


def choose_for_menu(view: CanvasView, under: Hover) -> None:
    """Before a menu: select what it is about, unless that is selected already."""
    block = block_of(under)
    if block and block not in view.selection:
        view.select({block})
    elif under.wire is not None and under.point is not None:
        view.select((), point=(under.wire, under.point))
    elif under.wire is not None and under.wire not in view.selected_wires:
        view.select((), {under.wire})
    elif under.piece is not None and under.piece not in view.selected_pieces:
        view.select((), pieces={under.piece})
    elif not block and under.wire is None and under.piece is None:
        view.select(view.selection)  # the menu of an empty place is about no wire


def block_of(under: Hover) -> str:
    """The block that is pointed at, by its card or by a port."""
    return under.card or (under.port.block if under.port else "")
