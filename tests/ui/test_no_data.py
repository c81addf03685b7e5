"""The window with a project whose data is only declared."""

from studio.data.declared_inputs import GivenFeatures
from studio.data.declared_targets import GivenClass
from studio.data.no_data import NoData
from studio.project.project import Project
from tests.wiring import perceptron


def test_the_train_button_says_that_there_is_no_data(window):
    data = NoData(inputs=(GivenFeatures(size=4),), targets=(GivenClass(classes=3),))
    window.document.open(Project(graph=perceptron().graph, data=data), None)
    assert not window.document.checked.problems
    assert window.document.checked.parameters == (4 + 1) * 3
    assert not window.topbar.action.isEnabled()
    assert "no data to learn from" in window.topbar.action.toolTip()
    window.run.start()
    assert window.run.trainer.state == "idle"
