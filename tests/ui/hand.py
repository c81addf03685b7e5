"""A hand with a mouse: everything goes through the window's own handle, as from a real one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from studio.ui.canvas.cards import PortEnd
from studio.ui.window import Window


class Hand:
    """Finds things where they are painted, and presses, drags and types there."""

    def __init__(self, window: Window) -> None:
        self.window = window

    # ---- where things are, in the window -------------------------------------------------------

    def middle(self, widget: QWidget) -> QPoint:
        """The middle of a widget."""
        return widget.mapTo(self.window, widget.rect().center())

    def spot(self, x: float, y: float) -> QPoint:
        """A place of the scene."""
        canvas = self.window.canvas
        return canvas.viewport().mapTo(self.window, canvas.mapFromScene(QPointF(x, y)))

    def card(self, id: str) -> QPoint:
        """The text of a card."""
        node = self.window.canvas.scope.graph.by_id[id]
        return self.spot(node.x + 100, node.y + 18)

    def port(self, id: str, name: str, is_input: bool) -> QPoint:
        """A port of a card."""
        at = self.window.canvas.cards.port_place(PortEnd(id, name, is_input))
        return self.spot(at.x(), at.y())

    # ---- what it does --------------------------------------------------------------------------

    def drag(self, *points: QPoint) -> None:
        """Press at the first point, go over the others, let go at the last."""
        handle, left = self.window.windowHandle(), Qt.MouseButton.LeftButton
        QTest.mousePress(handle, left, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(handle, point)
        QTest.mouseRelease(handle, left, pos=points[-1])

    def click(
        self, point: QPoint, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press and let go."""
        QTest.mouseClick(self.window.windowHandle(), Qt.MouseButton.LeftButton, modifier, point)

    def place(self, kind: str, x: float, y: float) -> str:
        """Drag a block from the palette onto the canvas; returns its id."""
        before = set(self.window.canvas.scope.graph.by_id)
        listed = self.window.palette_panel.panel.list
        index = listed.index_of(kind)
        if not listed.isExpanded(index.parent()):
            listed.scrollTo(index.parent())
            row = listed.visualRect(index.parent()).center()
            self.click(listed.viewport().mapTo(self.window, row))
        listed.scrollTo(index)
        start = listed.viewport().mapTo(self.window, listed.visualRect(index).center())
        end = self.spot(x, y)
        self.drag(start, start + QPoint(20, 0), end - QPoint(9, 0), end)
        (new,) = set(self.window.canvas.scope.graph.by_id) - before
        return new

    def wire(self, source: str, target: str, output: str = "out", input: str = "in") -> None:
        """Drag a wire from port to port."""
        start, end = self.port(source, output, False), self.port(target, input, True)
        self.drag(start, start + QPoint(6, 6), end - QPoint(4, 4), end)
