"""Hovering: what lies under the pointer, and the note about it when the pointer rests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, QTimer

from studio.graph.paper import Frame
from studio.graph.stories import story
from studio.language import tr
from studio.ui.canvas.about_card import about
from studio.ui.canvas.detail import Detail, detail
from studio.ui.canvas.gestures.resize_piece import CURSORS
from studio.ui.canvas.note import NEW_LINE, Note
from studio.ui.canvas.paper.painting import elided
from studio.ui.canvas.paper.points import REACH
from studio.ui.canvas.state import Hover

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView
    from studio.ui.canvas.sheet import Sheet

DWELL = 400  # milliseconds until a note appears


class Hovering(QObject):
    """Follows the pointer over one canvas while no gesture is under way."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._at = QPointF()
        self._hand = False  # over a chip
        self._dwell = QTimer(self, singleShot=True, interval=DWELL)
        self._dwell.timeout.connect(self.explain)

    def under(self, at: QPointF) -> Hover:
        """What lies at a point of the window: a port before a card, a card before a wire."""
        sheet, zoom = self._view.sheet, self._view.camera.zoom
        point = self._view.camera.to_scene(at)
        if detail(zoom) >= Detail.NAME:
            port = sheet.cards.port_at(point, 12 / min(zoom, 1.0))
            if port is not None:
                return Hover(port=port)
        card = sheet.cards.at(point)
        if card and sheet.cards[card].kind == "card":
            return Hover(card=card)
        # An open group lies under what is inside of it, and over all else.
        found = self._around_cards(point)
        home = _home(sheet, found)
        return (
            found if found != Hover() and (not card or _lies_in(sheet, home, card)) else Hover(card)
        )

    def _around_cards(self, point: QPointF) -> Hover:
        """What lies at a point of the scene where no card is."""
        sheet, zoom = self._view.sheet, self._view.camera.zoom
        wires = sheet.wires
        if detail(zoom) >= Detail.NAME and (found := wires.bends.at(point, REACH / zoom)):
            return Hover(wire=wires.rows[found[0]], point=found[1])
        row = wires.at(point, 6 / zoom)
        if row is not None:
            return Hover(wire=wires.rows[row])
        piece = sheet.papers.at(point, zoom)
        return Hover(piece=piece[0], grip=piece[1]) if piece else Hover()

    def point_at(self, hover: Hover, at: QPointF | None = None) -> None:
        """Show this as pointed at; a note follows if the pointer rests."""
        self._at = at if at is not None else self._at
        self._show_hand(at)
        if hover == self._view.sheet.state.hover:
            return
        before = self._view.sheet.state.hover
        self._view.sheet.point_at(hover)
        if hover.grip:
            self._view.viewport().setCursor(CURSORS[hover.grip])
        elif before.grip and self._view.pointer.gesture is None:
            self._view.viewport().unsetCursor()
        self.hush()
        if hover != Hover() and self._view.pointer.gesture is None:
            self._dwell.start()

    def _show_hand(self, at: QPointF | None) -> None:
        """A chip and the button beside it can be pressed."""
        view = self._view
        point = view.camera.to_scene(at) if at is not None else None
        over = point is not None and view.sheet.chips.at(point, view.camera.zoom) is not None
        if over and view.pointer.gesture is None:
            view.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        elif self._hand and view.pointer.gesture is None:
            view.viewport().unsetCursor()
        self._hand = over

    def hush(self) -> None:
        """No note, until the pointer moves on to something else."""
        self._dwell.stop()
        if self._view.pointer.gesture is None:
            self._view.overlay.say(None)

    def press(self) -> None:
        """A button is pressed: whatever note there is has been read."""
        self.hush()
        self._view.overlay.dismiss()

    def explain(self) -> None:
        """The pointer has rested: say what lies under it."""
        hover = self._view.sheet.state.hover
        note = _about_wire(self._view, hover, self._at) or _about_port(self._view, hover, self._at)
        note = note or _about_card(self._view, hover.card) or _about_frame(self._view, hover)
        if note is not None and self._view.pointer.gesture is None:
            self._view.overlay.say(note)


def _home(sheet: Sheet, hover: Hover) -> str:
    """The open group around a wire, a frame or a note; "" if it is in none."""
    if hover.wire is not None:
        return sheet.within.get(hover.wire.source, "")
    return sheet.papers.within.get(hover.piece, "") if hover.piece is not None else ""


def _lies_in(sheet: Sheet, home: str, group: str) -> bool:
    """Whether an open group is another one, or lies inside of it."""
    while home and home != group:
        home = sheet.within.get(home, "")
    return bool(home)


def _about_wire(view: CanvasView, hover: Hover, at: QPointF) -> Note | None:
    """What a wire carries, in words."""
    if hover.wire is None:
        return None
    cards, scope = view.cards, view.scope
    title = tr("{source} to {target}").format(
        source=cards[hover.wire.source].face.name, target=cards[hover.wire.target].face.name
    )
    beside = at + QPointF(8, 0)
    told = story(scope.graph, scope.checked.shapes, hover.wire)
    if told is None:
        return Note(beside, title, tr("What it carries is not known yet."), beside=True)
    made = (told.told.terms, told.told.result) if told.told else ((), "")
    return Note(beside, title, told.text(), told.shape.text(), beside=True, formula=made)


def _about_port(view: CanvasView, hover: Hover, at: QPointF) -> Note | None:
    """What a port of several is called."""
    if hover.port is None:
        return None
    card = view.cards[hover.port.block]
    ports = card.inputs if hover.port.is_input else card.outputs
    name = next(port.title for port in ports if port.name == hover.port.name)
    return Note(at + QPointF(0, 10), tr(name)) if name else None


def _about_card(view: CanvasView, block: str) -> Note | None:
    """A card's problem; else what it is, what it makes of what, and what that costs."""
    if not block:
        return None
    card, problem = view.cards[block], view.sheet.state.trouble.chips.get(block)
    box = view.viewportTransform().mapRect(view.cards.rect(block))
    below = QPointF(box.center().x(), box.bottom() + 6)
    if problem is not None:
        icon = "circle-alert" if problem.severity == "error" else "triangle-alert"
        return Note(below, problem.what.rstrip("."), f"{problem.why} {problem.remedy}", icon=icon)
    return Note(below, card.face.name, NEW_LINE.join(about(view.scope, card)), card.face.chip)


def _about_frame(view: CanvasView, hover: Hover) -> Note | None:
    """The title of a frame that is too narrow for it."""
    if hover.piece is None or hover.piece.kind != "frame":
        return None
    papers, frame = view.sheet.papers, view.sheet.papers[hover.piece]
    if not isinstance(frame, Frame) or not elided(frame, view.camera.zoom):
        return None
    head = view.viewportTransform().mapRect(papers.rect(papers.index[hover.piece]))
    return Note(head.topLeft() + QPointF(min(head.width(), 120.0) / 2, 24), frame.title)
