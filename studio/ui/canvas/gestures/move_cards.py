"""Move: drag cards freely; the document learns of it once, when they are let go."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from studio.graph.graph import Graph, Wire
from studio.language import tr, tr_count
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.gestures.gesture import Gesture, Modifiers
from studio.ui.canvas.gestures.guides import Guides
from studio.ui.canvas.gestures.landing import Landing, landing_area, paint_landing
from studio.ui.canvas.gestures.loose_wire import paint_dashes
from studio.ui.canvas.gestures.shake import Shake
from studio.ui.canvas.gestures.steps import Steps
from studio.ui.canvas.healing import taken_out

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class MoveCards(Gesture):
    """The selected cards follow the pointer in steps of the grid, and keep to lines with others.

    Alt moves them freely.

    Shaken, or with `loosen`, they leave their wires, and what they leave is joined where that
    fits. A block without wires goes into the wire that it is let go on.
    """

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(
        self, view: CanvasView, at: QPointF, grabbed: str, *, loosen: bool = False
    ) -> None:
        super().__init__(view, at)
        self._rows = view.cards.with_insides(view.selection)
        self._begin = view.cards.box[self._rows, :2].copy()
        self._lead = grabbed
        self._steps, self._guides = Steps(view, at, grabbed), Guides(view, self._rows, grabbed)
        self._shakes = Shake(at.x()), Shake(at.y())
        self._graph: Graph = view.scope.graph
        self._bridges: tuple[Wire, ...] = ()
        self._landing = self._new_landing()
        self._wire: Wire | None = None
        if loosen:
            self._loosen()
        elif self._landing is None:
            view.message.emit(tr("Alt moves freely. Shake a block to take it out of its wires."))

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        self._place(at, modifiers)
        now = time.monotonic()
        shaken = [s.follow(v, now) for s, v in zip(self._shakes, (at.x(), at.y()), strict=True)]
        if any(shaken):
            self._loosen()
        self._wire = self._landing.wire(at) if self._landing is not None else None
        self.view.sheet.lights.light(self._wire)

    def finish(self, at: QPointF, modifiers: Modifiers) -> None:
        self.move(at, modifiers)
        wire, (dx, dy) = self._wire, self._place(at, modifiers)
        self._end()
        scope, ids = self.view.scope, sorted(self.view.selection)
        if wire is not None and self._landing is not None:
            label = self._graph.by_id[ids[0]].label
            scope.edit(tr("Insert {block}").format(block=label), self._landing.put_in(wire))
        elif ids and (dx or dy or self._graph is not scope.graph):
            nodes = [self._graph.by_id[id] for id in ids]
            places = {node.id: (node.x + dx, node.y + dy) for node in nodes}
            scope.edit(self._title(), self._graph.moved(places))

    def cancel(self) -> None:
        self.view.sheet.held.place(self._rows, self._begin)
        self._end()

    def area(self) -> QRectF:
        area = QRectF()
        for above, below in self._spans():
            area = area.united(QRectF(above, below).normalized().adjusted(-48, -130, 48, 130))
        if self._wire is not None:
            area = area.united(landing_area(self.view, self._wire, self._lead))
        return area

    def paint(self, painter: QPainter) -> None:
        self._guides.paint(painter)
        for above, below in self._spans():
            paint_dashes(painter, self.view, above, below)
        if self._wire is not None:
            paint_landing(painter, self.view, self._wire, self._lead)

    def _place(self, at: QPointF, modifiers: Modifiers) -> tuple[float, float]:
        """Show the cards where they are held; returns how far that is."""
        step = self._steps.by(at, modifiers)
        if modifiers & Modifiers.AltModifier:
            self._guides.hide()
        else:
            step = self._guides.pulled(self._steps.free(at), step)
        self.view.sheet.held.place(self._rows, self._begin + step)
        return float(step[0]), float(step[1])

    def _loosen(self) -> None:
        """Take the blocks out of their wires; the bridges are shown until they are let go."""
        scope = self.view.scope
        if self._graph is not scope.graph:
            return
        known = scope.checked.fields, scope.checked.shapes
        self._graph = taken_out(scope.graph, *known, self.view.selection)
        if self._graph is scope.graph:
            return
        before = {id(wire): wire for wire in scope.graph.wires}
        after = {id(wire): wire for wire in self._graph.wires}
        self._bridges = tuple(after[key] for key in after.keys() - before.keys())
        self.view.sheet.lights.hide(before[key] for key in before.keys() - after.keys())
        self._landing = self._new_landing()
        self.view.message.emit(tr("Let go on a wire to put it in there. Esc puts it back."))

    def _new_landing(self) -> Landing | None:
        """For a single block without wires."""
        if len(self.view.selection) != 1:
            return None
        (id,) = self.view.selection
        wired = self._graph.into.get(id) or self._graph.out_of.get(id)
        whole = self.view.cards[id].kind == "card"
        return Landing(self.view, self._graph, id) if whole and not wired else None

    def _title(self) -> str:
        ids = sorted(self.view.selection)
        label = self._graph.by_id[ids[0]].label
        if self._graph is not self.view.scope.graph:
            return tr_count("Take out {n} block", "Take out {n} blocks", len(ids))
        if len(ids) > 1:
            return tr_count("Move {n} block", "Move {n} blocks", len(ids))
        return tr("Move {name}").format(name=label)

    def _spans(self) -> list[tuple[QPointF, QPointF]]:
        """The ends of the bridges, in the window."""
        place, to_window = self.view.cards.port_place, self.view.camera.to_window
        return [
            (
                to_window(place(PortEnd(wire.source, wire.output, is_input=False))),
                to_window(place(PortEnd(wire.target, wire.input, is_input=True))),
            )
            for wire in self._bridges
        ]

    def _end(self) -> None:
        self._guides.hide()
        self.view.sheet.lights.light(None)
        self.view.sheet.lights.hide(())
        self.view.message.emit("")
