"""A window with a home of its own."""

import pytest

from studio.data.dataset import datasets
from studio.project.project import Project
from studio.training.settings import TrainingSettings
from studio.ui.settings import Settings
from studio.ui.theme import theme
from studio.ui.window import Window
from tests.ui.hand import Hand


@pytest.fixture
def window(qtbot, qapp, tmp_path, monkeypatch):
    """An empty canvas with iris as its data, to be trained for two epochs."""
    monkeypatch.setenv("LAYERLOOM_HOME", str(tmp_path / "home"))
    theme().apply(qapp, "light")
    made = Window(Settings())
    made.show()
    with qtbot.waitExposed(made):
        pass
    settings = TrainingSettings(epochs=2, batch_size=16)
    made.document.open(Project(data=datasets["iris"](), training=settings), None)
    yield made
    for other in made.windows.others(made):
        other.document.mark_saved(other.document.path, other.document.project)
        other.close()
    made.document.mark_saved(made.document.path, made.document.project)
    made.close()
    made.deleteLater()


@pytest.fixture
def hand(window):
    """A hand on that window."""
    return Hand(window)
