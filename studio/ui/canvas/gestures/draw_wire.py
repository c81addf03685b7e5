"""Draw a wire from a port, or drag the end of one: only what fits is lit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPainter

from studio.graph.graph import Wire
from studio.language import tr, tr_count
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.fitting import fits, joined
from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.gestures.loose_wire import LooseWire
from studio.ui.canvas.note import Note
from studio.ui.canvas.state import Hover

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_SNAP = 36.0  # pixels of the window


class DrawWire(Gesture):
    """A wire from a port follows the pointer and snaps to the nearest port that fits.

    Let go on empty canvas, it opens a search for a block that goes there. `moved` is the wire
    whose end is dragged: let go over nothing, it stays as it was.
    """

    by_clicks = True

    def __init__(
        self, view: CanvasView, at: QPointF, start: PortEnd, moved: Wire | None = None
    ) -> None:
        super().__init__(view, at)
        self.target: PortEnd | None = None
        self.moved, self.takes_text = moved, moved is None
        self._end = view.camera.to_scene(at)
        shown, checked = view.scope.shown, view.scope.checked
        self.fits = fits(
            shown.graph, checked.fields, checked.shapes, start, moved, within=shown.within
        )
        view.select({start.block})
        view.sheet.lights.show_fits(self.fits)
        view.sheet.lights.hide(() if moved is None else (moved,))
        view.message.emit(_tip(moved))

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        view = self.view
        self.target = self._nearest(at)
        port = view.cards.port_place(self.target) if self.target else None
        self._end = port if port is not None else view.camera.to_scene(at)
        card = self._pointed(at)
        view.sheet.point_at(Hover(card=card))
        view.overlay.say(self._refusal(card, at))

    def _refusal(self, card: str, at: QPointF) -> Note | None:
        """Why the wire cannot end at the card pointed at."""
        view = self.view
        reason = self.fits.reason(card) if card and not self.target else None
        if reason is None:
            return None
        box = view.camera.to_window(view.cards.rect(card).bottomLeft())
        wide = view.cards.rect(card).width() * view.camera.zoom
        under = QPointF(min(max(at.x(), box.x()), box.x() + wide), box.y() + 12)
        return Note(under, reason.title, reason.text, icon="circle-alert")

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        self.move(at, modifiers)
        self._end_all()
        pointed, refusal = self._pointed(at), self._refusal(self._pointed(at), at)
        if self.target is not None:
            self._join(self.target)
        elif refusal is not None:
            self.view.overlay.keep(refusal)
        elif not pointed and self.moved is None and self._over_canvas(at):
            self.view.quick_add.at_port(self.fits.start, at)

    def cancel(self) -> None:
        self._end_all()

    def delete(self) -> None:
        self._end_all()
        if self.moved is not None:
            graph = self.view.scope.graph.disconnected(self.moved)
            self.view.scope.edit(tr_count("Delete {n} wire", "Delete {n} wires", 1), graph)

    def type(self, text: str) -> None:
        self._end_all()
        at = self.view.camera.to_window(self._end)
        self.view.quick_add.at_port(self.fits.start, at, text)

    def area(self) -> QRectF:
        return self._wire().area()

    def paint(self, painter: QPainter) -> None:
        self._wire().paint(painter)

    def _over_canvas(self, at: QPointF) -> bool:
        return self.view.viewport().rect().contains(at.toPoint())

    def _join(self, target: PortEnd) -> None:
        wire, scope = joined(self.fits.start, target), self.view.scope
        if self.moved is None:
            scope.edit(tr("Connect blocks"), scope.graph.connected(wire))
        elif wire.key() != self.moved.key():
            wire = wire.but(via=self.moved.via)
            trial = scope.graph.disconnected(self.moved).connected(wire)
            scope.edit(tr("Move a wire"), trial)

    def _wire(self) -> LooseWire:
        return LooseWire(self.view, self.fits.start, self._end, self.fits.shape)

    def _pointed(self, at: QPointF) -> str:
        """The card under the pointer, or that of a port there."""
        cards, point = self.view.cards, self.view.camera.to_scene(at)
        port = cards.port_at(point, 12 / min(self.view.camera.zoom, 1.0))
        return cards.at(point) or (port.block if port else "")

    def _nearest(self, at: QPointF) -> PortEnd | None:
        """The port that fits and is nearest: within reach, or on the card pointed at."""
        view = self.view
        point = view.camera.to_scene(at)
        pointed = view.cards.rows(_with_ends(view, view.cards.at(point))).tolist()
        reach = _SNAP / view.camera.zoom
        near: list[tuple[float, PortEnd]] = []
        for row in {*view.cards.inside(QRectF(point, point), reach).tolist(), *pointed}:
            for end, place in view.cards.ports(row):
                distance = QLineF(point, place).length()
                if end in self.fits.ports and (distance <= reach or row in pointed):
                    near.append((distance, end))
        return min(near, key=lambda found: found[0])[1] if near else None

    def _end_all(self) -> None:
        self.view.sheet.lights.show_fits(None)
        self.view.sheet.lights.hide(())
        self.view.sheet.point_at(Hover())
        self.view.overlay.say(None)
        self.view.message.emit("")


def _tip(moved: Wire | None) -> str:
    if moved is not None:
        return tr("Let go on a lit port. Elsewhere the wire stays; Delete removes it.")
    return tr("Let go on a lit port, or on empty canvas to search for a block. Esc cancels.")


def _with_ends(view: CanvasView, id: str) -> list[str]:
    """A block, with the inlets and outlets on its edge if it is a frame."""
    inner = (end for end, frame in view.sheet.within.items() if frame == id)
    return [id, *(end for end in inner if view.cards[end].kind == "end")]
