"""What is painted again after a change is all that looks different: pixel for pixel."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from studio.data.dataset import datasets
from studio.graph.graph import Graph
from studio.graph.paper import Frame, Note
from studio.graph.paper_edits import Pieces, with_pieces, without_pieces
from studio.schema.tags import TAGS
from studio.ui.canvas.canvas_view import CanvasView
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.state import Hover
from tests.ui.canvas.drawn import Hand, chain, node, wire

Opened = Callable[[Graph], Hand]


def seen(hand: Hand) -> NDArray[np.int16]:
    """What the window shows now, without painting it again: height, width, four channels."""
    hand.settle()
    screen, port = hand.view.screen(), hand.view.viewport().rect()
    image = screen.grabWindow(hand.view.winId(), 0, 0, port.width(), port.height()).toImage()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return pixels.astype(np.int16)


def assert_nothing_stale(hand: Hand, after: str) -> None:
    hand.view.pointer._hovering.hush()  # a note that comes between the two looks is not stale
    partly = seen(hand)
    hand.view.viewport().update()
    whole = seen(hand)
    # Smooth edges are rounded elsewhere where they are cut off at the border of what is painted.
    y, x = np.nonzero(np.abs(partly - whole).max(axis=2) > 2)
    where = (x.min(), y.min(), x.max(), y.max()) if len(x) else ()
    assert len(x) <= 2, f"{len(x)} stale pixels after {after}, within {where}"


def troubled() -> Graph:
    """A chain with a broken wire, loose blocks and a join, so that every mark is there."""
    return (
        chain()
        .removed(["flat"])
        .connected(wire("pool", "dense"))
        .added(
            node("norm", "batch_norm", 300, 104),
            node("dense_2", "dense", 304, 260),
            node("sum", "add", 300, 416),
            node("look", "attention", -300, 200),
        )
        .connected(wire("conv", "sum", input="in_1"))
    )


class Hands:
    """Does something at random; every choice comes from one seed."""

    def __init__(self, hand: Hand, seed: int) -> None:
        self.hand, self.view = hand, hand.view
        self.dice = random.Random(seed)

    def ids(self) -> list[str]:
        ids = [card.node.id for card in self.view.cards.cards]
        return self.dice.sample(ids, min(len(ids), self.dice.randint(1, 3)))

    def paste(self) -> None:
        self.view.select(self.ids())
        self.view.editing.copy()
        self.view.editing.paste()

    def delete(self) -> None:
        self.view.select(self.ids())
        self.view.editing.delete()

    def move(self) -> None:
        places = {
            id: (self.dice.randint(-40, 60) * 8.0, self.dice.randint(-10, 80) * 8.0)
            for id in self.ids()
        }
        self.view.document.edit_graph("Move", self.hand.graph.moved(places))

    def connect(self) -> None:
        outputs, inputs = self.ports(False), self.ports(True)
        if not outputs or not inputs:
            return
        source, target = self.dice.choice(outputs), self.dice.choice(inputs)
        taken = {(w.target, w.input) for w in self.hand.graph.wires}
        if source.block != target.block and (target.block, target.name) not in taken:
            new = wire(source.block, target.block, source.name, target.name)
            self.view.document.edit_graph("Connect", self.hand.graph.connected(new))

    def ports_of_a_join(self) -> None:
        for each in self.hand.graph.nodes:
            if each.block.kind == "add":
                block = each.block.but(ports=self.dice.randint(2, 4))
                graph = self.hand.graph.with_block(each.id, block)
                self.view.document.edit_graph("Inputs", graph)

    def disconnect(self) -> None:
        if self.hand.graph.wires:
            gone = self.dice.choice(self.hand.graph.wires)
            self.view.document.edit_graph("Cut", self.hand.graph.disconnected(gone))

    def undo(self) -> None:
        self.view.document.undo_stack.undo()

    def redo(self) -> None:
        self.view.document.undo_stack.redo()

    def select(self) -> None:
        wires = self.hand.graph.wires
        self.view.select(self.ids(), self.dice.sample(wires, min(len(wires), 1)))

    def focus(self) -> None:
        self.view.sheet.focus(self.ids()[0], self.dice.random() < 0.7)

    def hover(self) -> None:
        id = self.ids()[0]
        hovers = [Hover(card=id), Hover(), *(Hover(wire=w) for w in self.hand.graph.wires[-2:])]
        hovers += [Hover(port=end) for end in self.ports(True)[-2:]]
        self.view.sheet.point_at(self.dice.choice(hovers))

    def reroute(self) -> None:
        if self.hand.graph.wires:
            one = self.dice.choice(self.hand.graph.wires)
            points = [self.spot() for _ in range(self.dice.randint(0, 3))]
            bent = self.hand.graph.rerouted(one.but(via=tuple(points)))
            self.view.document.edit_graph("Bend", bent)

    def paper(self) -> None:
        """A frame or a note comes, goes, or is another one."""
        (x, y), tag = self.spot(), self.dice.choice(list(TAGS))
        id, wide = f"piece_{self.dice.randint(0, 3)}", self.dice.randint(15, 60) * 8.0
        look = {"id": id, "x": x, "y": y, "width": wide, "colour": tag}
        deeds = [
            lambda graph: with_pieces(graph, Frame(title="Part of it", height=wide, **look)),
            lambda graph: with_pieces(graph, Note(text="# Why\n*so*", **look)),
            lambda graph: without_pieces(graph, Pieces(frozenset({id}), frozenset({id}))),
        ]
        changed = self.dice.choice(deeds)(self.hand.graph)
        self.view.document.edit_graph("Paper", changed)

    def pieces(self) -> None:
        """Frames, notes and points are selected, pointed at, or have the keyboard."""
        papers, bent = self.view.sheet.papers.ids, self.hand.graph.bent
        if papers:
            one = self.dice.choice(papers)
            self.view.sheet.point_at(Hover(piece=one))
            self.view.select((), pieces=self.dice.sample(papers, 1))
            self.view.sheet.focus("", self.dice.random() < 0.5, one)
        if bent and self.dice.random() < 0.5:
            self.view.select((), point=(bent[0], 0))
            self.view.sheet.point_at(Hover(wire=bent[-1], point=0))

    def spot(self) -> tuple[float, float]:
        return self.dice.randint(-40, 60) * 8.0, self.dice.randint(-10, 70) * 8.0

    def pan(self) -> None:
        self.view.camera.pan(QPoint(self.dice.randint(-60, 60), self.dice.randint(-60, 60)))

    def drag(self) -> None:
        at = self.hand.card(self.ids()[0])
        if not self.view.viewport().rect().adjusted(100, 100, -100, -100).contains(at):
            return
        self.hand.drag(at, at + QPoint(self.dice.randint(-90, 90), self.dice.randint(-90, 90)))

    def ports(self, is_input: bool) -> list[PortEnd]:
        cards = self.view.cards
        ends = [end for row in range(len(cards)) for end, _ in cards.ports(row)]
        return [end for end in ends if end.is_input == is_input]

    def anything(self) -> str:
        deeds = [self.paste, self.delete, self.move, self.connect, self.disconnect, self.drag]
        deeds += [self.undo, self.undo, self.undo, self.redo, self.pan, self.ports_of_a_join]
        deeds += [self.select, self.focus, self.hover, self.reroute, self.paper, self.pieces]
        if len(self.view.cards) < 3:
            deeds = [self.undo]
        deed = self.dice.choice(deeds)
        deed()
        return deed.__name__


@pytest.mark.parametrize("zoom", [0.15, 0.3, 0.5, 0.67, 1.0, 1.6])
def test_a_change_leaves_nothing_stale(opened: Opened, zoom: float) -> None:
    hand = opened(troubled())
    hand.view.resize(700, 600)
    hand.view.minimap.hide()
    hand.view.camera.zoom_to(zoom)
    hand.view.camera.centre(hand.view.cards.bounds().center())
    hands = Hands(hand, seed=round(zoom * 100))
    done: list[str] = []
    for _ in range(50):
        done.append(hands.anything())
        assert_nothing_stale(hand, " > ".join(done[-4:]))


def kept(view: CanvasView) -> dict[str, object]:
    """What a canvas has worked out about its cards and wires."""
    cards, wires = view.cards, view.sheet.wires
    return {
        "index": cards.index,
        "box": cards.box.tolist(),
        "family": cards.family.tolist(),
        "faces": [card.face for card in cards.cards],
        "ports": [card.ports_key for card in cards.cards],
        "own": wires.joints.own.tolist(),
        "ends": wires.joints.ends(cards).tolist(),
        "labels": wires.labels,
        "reached": [wires.joints.reached(row) for row in range(len(cards))],
        "courses": [wires.course(row).tolist() for row in range(len(wires.rows))],
        "papers": (view.sheet.papers.ids, view.sheet.papers.box.tolist()),
    }


@pytest.mark.parametrize("seed", range(3))
def test_what_a_canvas_keeps_after_edits_is_what_it_would_make_anew(
    opened: Opened, qtbot: QtBot, seed: int
) -> None:
    hand = opened(troubled())
    hands, done = Hands(hand, seed), ["ports_of_a_join"]
    hands.ports_of_a_join()
    for _ in range(20):
        fresh = CanvasView(hand.view.document)
        qtbot.addWidget(fresh)
        made = kept(fresh)
        for name, value in kept(hand.view).items():
            assert value == made[name], f"{name} after {' > '.join(done[-5:])}"
        fresh.deleteLater()
        done.append(hands.anything())


def test_what_other_data_change_far_down_a_long_network_is_painted_there(opened: Opened) -> None:
    nodes = [node("in", "picture_input")]
    nodes += [node(f"c{n}", "conv2d", 0, 104.0 * (n + 1), padding="same") for n in range(100)]
    wires = [wire("in", "c0"), *(wire(f"c{n}", f"c{n + 1}") for n in range(99))]
    hand = opened(Graph(nodes=tuple(nodes), wires=tuple(wires)))
    hand.view.resize(700, 600)
    hand.view.camera.centre(hand.view.cards.rect("c90").center())
    hand.settle()
    document = hand.view.document
    document.edit("Data", document.project.with_data(datasets["digits"]()))
    assert_nothing_stale(hand, "other data")
