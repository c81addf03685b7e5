"""From another step one comes to the very place in the network that was asked for."""

import pytest

from studio.data.dataset import datasets
from studio.project.project import Project
from tests.ui.canvas.grouped import with_groups

FAR = "classes"


@pytest.fixture
def training(window, qapp):
    """The Train step; when Build was left, it showed the beginning of a network and not its end."""
    graph = with_groups().moved({FAR: (6000.0, 5000.0)})
    window.document.open(Project(graph=graph, data=datasets["fashion"]()), None)
    look(window, FAR)
    window.actions_table["set_bookmark_1"].trigger()
    graph = window.document.project.graph
    window.document.edit_graph("Unplug", graph.disconnected(*graph.into[FAR]))
    look(window, "conv")
    window.steps.go("train")
    qapp.processEvents()
    return window


def look(window, id):
    window.canvas.camera.zoom_to(1.0)
    window.canvas.camera.centre(window.canvas.cards.rect(id).center())


def sees(window, id):
    return window.canvas.camera.seen().contains(window.canvas.cards.rect(id))


def bookmark(window):
    window.actions_table["go_bookmark_1"].trigger()


def problem(window):
    problems = window.document.checked.problems
    window.build.show_problem(next(p for p in problems if p.block == FAR))


def search(window):
    window.finding.toggle()
    window.finding.popup.field.setText("class output")
    window.finding.popup.take()


@pytest.mark.parametrize("go", [bookmark, problem, search])
def test_what_is_gone_to_is_in_view(training, qapp, go):
    go(training)
    assert training.steps.current == "build"
    qapp.processEvents()
    assert sees(training, FAR)


def test_a_step_has_its_room_at_once(training, qapp):
    for step in ("build", "train"):
        training.steps.go(step)
        at_once = training.canvas.size(), training.dock.isVisible()
        qapp.processEvents()
        assert at_once == (training.canvas.size(), step == "train")


def test_a_search_that_is_given_up_comes_back_to_what_build_showed(training, qapp):
    training.finding.toggle()
    qapp.processEvents()
    training.finding.popup.close_without_choice()
    qapp.processEvents()
    assert training.canvas.camera.zoom == 1.0
    assert sees(training, "conv")
