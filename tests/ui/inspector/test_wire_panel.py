"""What the inspector says while a wire is drawn."""

import time

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from studio.data.dataset import datasets
from studio.graph.graph import Graph
from studio.project.checks import checked
from studio.project.project import Project
from studio.ui.canvas.cards import PortEnd
from studio.ui.canvas.fitting import fits
from studio.ui.inspector.wire_words import MOST, wire_words
from tests.ui.canvas.drawn import chain, node, wire


def told(graph, start, moved=None):
    found = checked(Project(graph=graph, data=datasets["fashion"]()))
    fitting = fits(graph, found.fields, found.shapes, start, moved)
    return wire_words(graph, found.fields, found.shapes, fitting, graph.order)


def loose():
    return chain().added(
        node("norm", "batch_norm"), node("dense_2", "dense"), node("pool_2", "global_avg_pool")
    )


def test_what_fits_is_told_with_what_it_would_give():
    words = told(loose(), PortEnd("pool", "out", is_input=False))
    assert words.title == "Wire from Max pooling 2D"
    assert words.state == "Not connected yet"
    assert "32 channels" in words.carries
    gives = {"Batch norm": "32 × 13 × 13", "Global average pooling": "32"}
    assert dict(words.fits.pairs) == gives


def test_what_does_not_fit_stands_together_with_its_reason():
    words = told(loose(), PortEnd("pool", "out", is_input=False))
    assert {why: names for names, why in words.others.pairs} == {
        "This would make a loop": "Conv 2D",
        "This block has no input": "Picture input",
        "This input has a wire": "Flatten, Dense, Class output",
        "Dense cannot read pictures": "Dense",
    }


def test_before_an_input_it_is_told_what_each_block_gives():
    moved = wire("pool", "flat")
    words = told(loose(), PortEnd("flat", "in", is_input=True), moved)
    assert words.title == "Wire to Flatten"
    assert words.state == "Was at Max pooling 2D"
    assert ("Conv 2D", "32 × 26 × 26") in words.fits.pairs


def test_a_long_list_is_cut_and_counted_and_made_in_a_moment():
    extra = [node(f"n{n}", "batch_norm") for n in range(2000)]
    graph = chain().added(*extra)
    found = checked(Project(graph=graph, data=datasets["fashion"]()))
    start = PortEnd("pool", "out", is_input=False)
    fitting = fits(graph, found.fields, found.shapes, start)
    begin = time.process_time()
    words = wire_words(graph, found.fields, found.shapes, fitting, graph.order)
    assert time.process_time() - begin < 0.5
    assert len(words.fits.pairs) == MOST
    assert words.fits.more == 2000 - MOST


def test_the_panel_lies_over_the_settings_while_a_wire_is_drawn(window, hand, qtbot):
    window.document.open(Project(graph=loose(), data=datasets["fashion"]()), None)
    QTest.qWait(50)
    window.canvas.camera.fit()
    at = hand.port("pool", "out", False)
    QTest.mousePress(window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert window.wire_panel.isVisible()
    assert window.wire_panel.rect() == window.inspector.rect()
    assert window.wire_panel.title.text() == "Wire from Max pooling 2D"
    QTest.mouseMove(window.windowHandle(), at + QPoint(30, 30))
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.wire_panel.isVisible())
    QTest.mouseRelease(window.windowHandle(), Qt.MouseButton.LeftButton, pos=at)


def test_an_empty_network_has_nothing_to_tell():
    graph = Graph(nodes=(node("a", "dense"),))
    words = told(graph, PortEnd("a", "out", is_input=False))
    assert words.fits.pairs == ()
    assert words.others.pairs == ()
    assert words.carries == ""
