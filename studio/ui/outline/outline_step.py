"""What the outline shows and does: it follows the canvas, and edits the same network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QWidget

from studio.graph.graph import Wire
from studio.language import tr, tr_count
from studio.ui import edits
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.fitting import fits, joined
from studio.ui.form.form import change
from studio.ui.form.settings import Options
from studio.ui.outline.cells import Cells
from studio.ui.outline.lines import Line
from studio.ui.outline.model import OutlineModel, told

if TYPE_CHECKING:
    from studio.ui.window import Window


class OutlineStep:
    """Beside the canvas in the Build step. While it is closed it costs nothing."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._canvas, self._scope = window.canvas, window.canvas.scope
        self.panel = window.outline_panel
        self.wanted = False  # whether a person has opened it
        self.model = OutlineModel(window.build.options, window)
        self._tree = self.panel.tree
        self._tree.show_model(self.model)
        self._tree.setItemDelegate(Cells(self._tree, self._ports, self._change, self._rename))

    def connect(self) -> None:
        """Wire tree, document and canvas to each other."""
        self._scope.changed.connect(self.renew)
        self._canvas.selection_changed.connect(self._follow_selection)
        self._tree.blocks_chosen.connect(self._choose)
        self._tree.block_wanted.connect(self._go_to)
        self._tree.wire_unwanted.connect(self._unwire)
        self.panel.closed.connect(self.close)

    def toggle(self) -> None:
        """Open it and take the keyboard there; where it is, close it."""
        if self.wanted and self._window.steps.current == "build" and self._tree.hasFocus():
            self.close()
            return
        self._window.steps.go("build")
        self.wanted = True
        self.entered()
        self._tree.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close(self) -> None:
        """Close it; the keyboard goes to the canvas."""
        self._window.focus.keep(self.panel)
        self.wanted = False
        self.entered()

    def entered(self) -> None:
        """Another step is shown, or the panel was opened or closed."""
        self.panel.setVisible(self.wanted and self._window.steps.current == "build")
        self.renew()

    def renew(self) -> None:
        """Show the network as it is now."""
        if not self.panel.isVisibleTo(self._window):
            return
        with QSignalBlocker(self._tree):  # what goes from its selection is nobody's choice
            self.model.follow(told(self._canvas))
        name = self._scope.place.definition
        blocks = tr_count("{n} block", "{n} blocks", len(self.model.entries))
        inside = tr("Inside {group}, {blocks}").format(group=name, blocks=blocks)
        self.panel.facts.say(inside if name else blocks)
        self._follow_selection()

    def _follow_selection(self, _ids: object = None) -> None:
        if self.panel.isVisibleTo(self._window):
            self._tree.select_blocks(self._canvas.selection)

    def _choose(self, ids: frozenset[str]) -> None:
        self._canvas.select(ids)
        if len(ids) == 1:
            self._canvas.camera.reveal(*ids)

    def _go_to(self, id: str) -> None:
        self._canvas.keys.walk.go(id)
        self._canvas.setFocus(Qt.FocusReason.TabFocusReason)

    def _rename(self, id: str, name: str) -> None:
        if name != self._scope.graph.by_id[id].label:
            edits.rename(self._scope, id, name)

    def _change(self, id: str, line: Line, editor: QWidget, value: object) -> None:
        """A cell asks for another value, or for another output at an input."""
        node = self._scope.graph.by_id.get(id)
        if node is None:
            return
        if line.setting is None:
            self._wire(PortEnd(id, line.key, is_input=True), value)
        elif (asked := change(node.block, line.setting.path, editor, value)) is not None:
            edits.set_block(self._scope, id, *asked)

    def _ports(self, id: str, name: str) -> Options:
        """What an input can be wired to: nothing, or an output that fits."""
        shown, checked, end = self._scope.shown, self._scope.checked, PortEnd(id, name, True)
        graph, wire = shown.graph, self._wire_at(PortEnd(id, name, True))
        found = fits(graph, checked.fields, checked.shapes, end, wire, within=shown.within)
        sources = {(port.block, port.name) for port in found.ports}
        if wire is not None:
            sources.add((wire.source, wire.output))
        options: list[tuple[object, str]] = [((), tr("no wire"))]
        for block in shown.order:
            ports = graph.outputs(graph.by_id[block].block)
            for port in ports:
                if (block, port.name) in sources:
                    label = graph.by_id[block].label
                    of = tr("{block}, {port}").format(block=label, port=tr(port.title) or port.name)
                    options.append(((block, port.name), of if len(ports) > 1 else label))
        return options

    def _wire(self, end: PortEnd, source: object) -> None:
        """Wire an input to an output, or to nothing."""
        wire, graph = self._wire_at(end), self._scope.graph
        if wire is not None:
            graph = graph.disconnected(wire)
        if not isinstance(source, tuple) or not source:
            if wire is not None:
                self._scope.edit(tr_count("Delete {n} wire", "Delete {n} wires", 1), graph)
            return
        new = joined(PortEnd(source[0], source[1], is_input=False), end)
        if wire is None or new.key() != wire.key():
            text = tr("Move a wire") if wire is not None else tr("Connect blocks")
            self._scope.edit(text, graph.connected(new))

    def _unwire(self, id: str, name: str) -> None:
        self._wire(PortEnd(id, name, is_input=True), ())

    def _wire_at(self, end: PortEnd) -> Wire | None:
        into = self._scope.graph.into.get(end.block, ())
        return next((wire for wire in into if wire.input == end.name), None)
