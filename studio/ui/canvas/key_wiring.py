"""Wiring by keys: from a port of the focused block to one of the ports that fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from studio.graph.graph import Graph, Wire
from studio.language import number, tr, tr_count
from studio.ui.canvas import accessible
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.gestures.draw_wire import DrawWire

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class KeyWiring:
    """Leads the gesture that the mouse leads too: arrows choose where a wire ends, Tab where it
    begins, Enter connects. A wire is taken by the input that it is at."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._block = ""  # the block whose port is wired, while that goes on
        self._targets: list[PortEnd] = []

    @property
    def gesture(self) -> DrawWire | None:
        """The wire that follows the keys or the pointer."""
        gesture = self._view.pointer.gesture
        return gesture if isinstance(gesture, DrawWire) else None

    def refusal(self) -> str:
        """Why no wire can begin now."""
        return "" if _chosen(self._view) else tr("Choose one block first.")

    def no_input(self) -> str:
        """Why no wire can be taken off now."""
        return self.refusal() or (
            "" if self._wired_inputs() else tr("No input of this block has a wire.")
        )

    def begin(self) -> None:
        """Begin a wire at the first port of the focused block."""
        self._block = _chosen(self._view)
        self._hold(self._ports()[0])

    def disconnect(self) -> None:
        """Take the wire off the input of the focused block; of several, ask which one."""
        self._block = _chosen(self._view)
        wired = self._wired_inputs()
        if len(wired) > 1:
            self._hold(wired[0])
            return
        scope = self._view.scope
        (wire,) = scope.graph.into[self._block]
        self._block = ""
        told = tr("{wire} is removed.").format(wire=_told(self._view.scope.graph, wire))
        scope.edit(
            tr_count("Delete {n} wire", "Delete {n} wires", 1), scope.graph.disconnected(wire)
        )
        accessible.announce(self._view, told)

    def next_port(self, by: int) -> bool:
        """Go on to the next port of the block; False if no wire follows the keys."""
        held = self._held()
        if held is None:
            return False
        self._block = held.block
        ports = self._ports()
        here = ports.index(held)
        self._view.pointer.cancel()
        self._hold(ports[(here + by) % len(ports)])
        return True

    def choose(self, by: int) -> bool:
        """Go on to the next port that fits; False if no wire waits for one."""
        gesture = self.gesture
        if gesture is None:
            return False
        if not self._targets or gesture.fits.ports != set(self._targets):
            self._targets = _in_order(self._view, gesture)
        if self._targets:
            here = self._targets.index(gesture.target) if gesture.target else -1 if by > 0 else 0
            self._aim(gesture, self._targets[(here + by) % len(self._targets)])
        return True

    def connect(self) -> bool:
        """Connect with the chosen port; False if none is chosen."""
        gesture = self.gesture
        if gesture is None or gesture.target is None:
            return False
        at = _place(self._view, gesture.target)
        self._view.pointer.end().finish(at, Qt.KeyboardModifier.NoModifier)
        accessible.announce(self._view, tr("Connected."))
        self.back()
        return True

    def back(self) -> None:
        """The wire is done with: the keyboard is at the block where it was."""
        block, self._block = self._block, ""
        if block in self._view.cards:
            self._view.select({block})
            self._view.sheet.focus(block, shown=True)

    def _ports(self) -> list[PortEnd]:
        """The ports of the block: outputs first, as a wire mostly leads on."""
        card = self._view.cards[self._block]
        outputs = [PortEnd(self._block, port.name, False) for port in card.outputs]
        return outputs + [PortEnd(self._block, port.name, True) for port in card.inputs]

    def _wired_inputs(self) -> list[PortEnd]:
        wires = self._view.scope.graph.into.get(_chosen(self._view), ())
        return [PortEnd(wire.target, wire.input, True) for wire in wires]

    def _held(self) -> PortEnd | None:
        """The port of the block at which the wire is held."""
        gesture = self.gesture
        if gesture is None:
            return None
        wire = gesture.moved
        return PortEnd(wire.target, wire.input, True) if wire is not None else gesture.fits.start

    def _hold(self, port: PortEnd) -> None:
        """Begin a wire at a port, or take the one that is there by its end."""
        view = self._view
        taken = view.sheet.wires.ends_at(port) if port.is_input else []
        start = PortEnd(taken[0].source, taken[0].output, False) if taken else port
        wire = taken[0] if taken else None
        view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        gesture = DrawWire(view, _place(self._view, port), start, wire)
        view.pointer.begin(gesture, waits=True)
        self._targets = _in_order(self._view, gesture)
        if wire is not None:
            gesture.move(_place(self._view, port), Qt.KeyboardModifier.NoModifier)
            view.overlay.draw(gesture)
            text = tr("{wire}. Delete removes it, arrows choose another input.")
            accessible.announce(view, text.format(wire=_told(self._view.scope.graph, wire)))
        elif self._targets:
            self._aim(gesture, _first(self._view, self._targets, port))
        else:
            text = tr("{port}: no port fits. Type a name to add a block here.")
            accessible.announce(view, text.format(port=_name(self._view.scope.graph, port)))

    def _aim(self, gesture: DrawWire, port: PortEnd) -> None:
        self._view.camera.reveal(port.block)
        gesture.move(_place(self._view, port), Qt.KeyboardModifier.NoModifier)
        self._view.overlay.draw(gesture)
        text = tr("From {start} to {end}, {n} of {all}. Enter connects.").format(
            start=_name(self._view.scope.graph, gesture.fits.start),
            end=_name(self._view.scope.graph, port),
            n=number(1 + self._targets.index(port)),
            all=number(len(self._targets)),
        )
        accessible.announce(self._view, text)


def _chosen(view: CanvasView) -> str:
    """The block that is wired."""
    return next(iter(view.selection)) if len(view.selection) == 1 else ""


def _place(view: CanvasView, port: PortEnd) -> QPointF:
    return view.camera.to_window(view.cards.port_place(port))


def _in_order(view: CanvasView, gesture: DrawWire) -> list[PortEnd]:
    """The ports that fit, in the order of reading."""
    places = {end: view.cards.port_place(end) for end in gesture.fits.ports}
    return sorted(places, key=lambda end: (places[end].y(), places[end].x()))


def _first(view: CanvasView, ends: list[PortEnd], port: PortEnd) -> PortEnd:
    """Of ports in order the next one in the direction of a wire from `port`; else the first."""
    there = _place(view, port).y()
    if port.is_input:
        before = [end for end in ends if _place(view, end).y() <= there]
        return before[-1] if before else ends[-1]
    behind = (end for end in ends if _place(view, end).y() >= there)
    return next(behind, ends[0])


def _name(graph: Graph, end: PortEnd) -> str:
    """A port in words: its block, and which one where there are several."""
    node = graph.by_id[end.block]
    ports = graph.inputs(node.block) if end.is_input else graph.outputs(node.block)
    if len(ports) < 2:
        return node.label
    title = next(tr(port.title) or port.name for port in ports if port.name == end.name)
    return tr("{block}, {port}").format(block=node.label, port=title)


def _told(graph: Graph, wire: Wire) -> str:
    return tr("The wire from {start} to {end}").format(
        start=_name(graph, PortEnd(wire.source, wire.output, is_input=False)),
        end=_name(graph, PortEnd(wire.target, wire.input, is_input=True)),
    )
