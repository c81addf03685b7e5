"""Quick add: a search for a new block where it is wanted: at a wire's end, in a wire, or loose."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from studio.graph.graph import Wire
from studio.language import tr
from studio.schema.shape import Shape
from studio.ui.canvas.block_offer import BlockOffer, Place
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.gestures.loose_wire import LooseWire
from studio.ui.canvas.suiting import AfterOutput, Anywhere, BeforeInput, IntoWire
from studio.ui.canvas.usual import before, behind
from studio.ui.canvas.wires import middle_of
from studio.ui.search.popup import SearchPopup

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class QuickAdd:
    """Opens the search on one canvas, and adds what is chosen as one step."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._scope = view.scope
        self.popup = SearchPopup(view)

    def at_port(self, start: PortEnd, at: QPointF, text: str = "") -> None:
        """For the loose end of a wire, at a point of the window."""
        view, scene = self._view, self._view.camera.to_scene(at)
        place = self._at_port(start, tr("drop the wire"))
        view.select({start.block})
        shape = None if start.is_input else self._scope.checked.shapes.at(start.block, start.name)
        add = partial(self._add_at_port, start, scene)
        self._open(place, add, at, text, near=start.block)
        view.overlay.draw(LooseWire(view, start, scene, shape, ring=True))

    def in_wire(self, wire: Wire, at: QPointF) -> None:
        """For the middle of a wire, at a point of the window."""
        view, graph, checked = self._view, self._scope.graph, self._scope.checked
        ends = graph.by_id[wire.source], graph.by_id[wire.target]
        family = ends[0].block.family
        place = Place(
            tr("Fits between {source} and {target}").format(
                source=ends[0].label, target=ends[1].label
            ),
            tr("put it in between"),
            tr("leave the wire"),
            IntoWire(graph, checked.fields, checked.shapes, wire),
            lambda entry: behind(family, entry.id),
        )
        self._open(place, partial(self._add_in_wire, wire, at), at, near=wire.source)
        view.sheet.lights.light(wire)

    def here(self, at: QPointF | None = None, text: str = "") -> None:
        """For a point of the window, by default its middle.

        Behind the selected block or in the selected wire, if there is one.
        """
        view, graph = self._view, self._scope.graph
        if len(view.selected_wires) == 1 and not view.selection:
            (wire,) = view.selected_wires
            middle = middle_of(view.sheet.wires, wire)
            if middle is not None:
                self.in_wire(wire, view.camera.to_window(middle))
            return
        at = at if at is not None else QPointF(view.viewport().rect().center())
        place, near = self._anywhere(), ""
        for id in view.selection if len(view.selection) == 1 else ():
            for port in graph.outputs(graph.by_id[id].block)[:1]:
                near = id
                place = self._at_port(PortEnd(id, port.name, is_input=False), tr("close"))
        scene = view.camera.to_scene(at)
        self._open(place, partial(self._add_here, near != "", scene), at, text, near=near)

    def _anywhere(self) -> Place:
        checked = self._scope.checked
        spot = Anywhere(self._scope.graph, checked.fields, checked.shapes)
        enter, other = tr("add it here"), tr("Needs other data")
        return Place("", enter, tr("close"), spot, other=other)

    def _at_port(self, start: PortEnd, escape: str) -> Place:
        graph, checked = self._scope.graph, self._scope.checked
        node, known = graph.by_id[start.block], (checked.fields, checked.shapes)
        family = node.block.family
        enter = tr("add and connect")
        if start.is_input:
            title = tr("Goes before {block}").format(block=node.label)
            spot = BeforeInput(graph, *known, start)
            return Place(title, enter, escape, spot, lambda e: before(family, e.id))
        after = AfterOutput(graph, *known, start)
        return Place(
            _fits(after.shape),
            enter,
            escape,
            after,
            lambda entry: behind(family, entry.id),
        )

    def _add_at_port(self, start: PortEnd, scene: QPointF, id: str, fits: bool) -> None:
        if fits:
            self._view.adding.wired(id, start, scene)
        else:
            self._view.adding.loose(id, scene)

    def _add_in_wire(self, wire: Wire, at: QPointF, id: str, fits: bool) -> None:
        if fits:
            self._view.adding.into(id, wire)
        else:
            self._view.adding.loose(id, self._view.camera.to_scene(at))

    def _add_here(self, chosen: bool, scene: QPointF, id: str, fits: bool) -> None:
        if chosen and fits:
            self._view.placing.add_block(id)
        else:
            self._view.adding.loose(id, scene)

    def _open(
        self,
        place: Place,
        add: Callable[[str, bool], None],
        at: QPointF,
        text: str = "",
        *,
        near: str,
    ) -> None:
        """Search for a block that goes to the network of another one, else of the place."""

        def take(id: str, fits: bool) -> None:
            self._clear()
            add(id, fits)
            if near and not fits:
                self._view.message.emit(tr("It has no wire yet: another shape is needed."))

        view, viewport = self._view, self._view.viewport()
        framed = view.cards.frame_at(view.camera.to_scene(at)) >= 0
        inside = bool(self._scope.path) or (near in view.sheet.within if near else framed)
        offer = BlockOffer(place, inside=inside, take=take, drop=self._clear)
        self.popup.open(offer, viewport.mapTo(viewport.window(), at.toPoint()), text)

    def _clear(self) -> None:
        self._view.overlay.draw(None)
        self._view.sheet.lights.light(None)


def _fits(shape: Shape | None) -> str:
    return tr("Fits {shape}").format(shape=shape.text()) if shape is not None else tr("Fits here")
