"""A canvas with a small network on it, and a hand to work on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from studio.data.dataset import datasets
from studio.graph.graph import Graph
from studio.project.project import Project
from studio.ui.canvas.canvas_view import CanvasView
from studio.ui.document import Document
from tests.ui.canvas.drawn import Hand, chain


@pytest.fixture
def opened(qtbot: QtBot) -> Callable[[Graph], Hand]:
    """Opens a graph on a canvas of its own, at 100 %, with its middle in view."""

    def opened(graph: Graph) -> Hand:
        document = Document(Project(graph=graph, data=datasets["fashion"]()))
        view = CanvasView(document)
        qtbot.addWidget(view)
        view.resize(1000, 900)
        with qtbot.waitExposed(view):
            view.show()
        view.setFocus()
        view.camera.centre(view.cards.bounds().center())
        hand = Hand(view)
        hand.settle()
        return hand

    return opened


@pytest.fixture
def hand(opened: Callable[[Graph], Hand]) -> Hand:
    """A hand over a picture input, two convolutions, flatten, dense and a class output."""
    return opened(chain())
