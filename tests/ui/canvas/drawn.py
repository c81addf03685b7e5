"""Networks to draw with, and a hand that works on a canvas through its window's own handle."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest

from studio.blocks.block import blocks
from studio.graph.graph import Graph, Node, Wire
from studio.ui.canvas.canvas_view import CanvasView
from studio.ui.canvas.cards import PortEnd

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
NONE = Qt.KeyboardModifier.NoModifier


def node(id: str, kind: str, x: float = 0.0, y: float = 0.0, **settings: object) -> Node:
    return Node(id=id, block=blocks[kind](**settings), x=x, y=y)


def wire(source: str, target: str, output: str = "out", input: str = "in") -> Wire:
    return Wire(source=source, output=output, target=target, input=input)


def chain() -> Graph:
    """Pictures to classes, one below the other."""
    kinds = ["picture_input", "conv2d", "max_pool2d", "flatten", "dense", "class_output"]
    names = ["pictures", "conv", "pool", "flat", "dense", "classes"]
    nodes = [
        node(id, kind, 0, 104 * row)
        for row, (id, kind) in enumerate(zip(names, kinds, strict=True))
    ]
    return Graph(nodes=tuple(nodes), wires=tuple(wire(a, b) for a, b in pairwise(names)))


class Hand:
    """Presses, drags and types where things are painted."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view

    @property
    def _handle(self) -> QWindow:
        return self.view.window().windowHandle()

    def _placed(self, at: QPoint) -> QPoint:
        """Where a point of the canvas lies in the window that the canvas is in."""
        return self.view.viewport().mapTo(self.view.window(), at)

    @property
    def graph(self) -> Graph:
        return self.view.document.project.graph

    @property
    def steps(self) -> int:
        """How many undo steps there are."""
        return self.view.document.undo_stack.count()

    def spot(self, x: float, y: float) -> QPoint:
        """A place of the scene, on the canvas."""
        return self.view.camera.to_window(QPointF(x, y)).toPoint()

    def card(self, id: str) -> QPoint:
        """The text of a card."""
        return (
            self.view.camera.to_window(self.view.cards.rect(id).center()) + QPointF(30, 0)
        ).toPoint()

    def input(self, id: str, name: str = "in") -> QPoint:
        return self.view.camera.to_window(
            self.view.cards.port_place(PortEnd(id, name, True))
        ).toPoint()

    def output(self, id: str, name: str = "out") -> QPoint:
        return self.view.camera.to_window(
            self.view.cards.port_place(PortEnd(id, name, False))
        ).toPoint()

    def middle(self, wire: Wire) -> QPoint:
        """The middle of a wire."""
        (row,) = [r for r, w in enumerate(self.view.sheet.wires.rows) if w == wire]
        return self.spot(*self.view.sheet.wires.middle[row].tolist())

    def press(
        self, at: QPoint, modifiers: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT
    ) -> None:
        QTest.mousePress(self._handle, button, modifiers, self._placed(at))

    def go(self, at: QPoint) -> None:
        QTest.mouseMove(self._handle, self._placed(at))

    def release(
        self, at: QPoint, modifiers: Qt.KeyboardModifier = NONE, button: Qt.MouseButton = LEFT
    ) -> None:
        QTest.mouseRelease(self._handle, button, modifiers, self._placed(at))

    def click(self, at: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
        self.press(at, modifiers)
        self.release(at, modifiers)

    def double_click(self, at: QPoint) -> None:
        self.click(at)
        QTest.mouseDClick(self._handle, LEFT, NONE, self._placed(at))

    def drag(self, begin: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """Press, go there by way of the middle, let go."""
        self.press(begin, modifiers)
        self.go(begin + QPoint(12, 12))
        self.go((begin + end) / 2)
        self.go(end)
        self.release(end, modifiers)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        QTest.keyClick(self.view, key, modifiers)

    def unfold(self, group: str) -> None:
        """Show the inside of a group in place, and bring everything into view."""
        self.view.select({group})
        self.view.groups.unfold()
        self.view.camera.fit()
        self.settle()

    def settle(self) -> None:
        """Let everything be painted that waits for it."""
        quiet = 0
        while quiet < 3:
            QCoreApplication.processEvents()
            quiet = 0 if self.view.sheet.cards_item.late else quiet + 1
