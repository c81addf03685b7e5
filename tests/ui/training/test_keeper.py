import numpy as np
import pytest

from studio.compiler.module import build
from studio.compiler.plan import plan
from studio.project import with_weights
from studio.training.learned import Learned
from studio.ui.training.trainer import Trainer
from tests.wiring import cnn, perceptron

PATIENCE = 60_000


def learned(project, seed=7):
    made = plan(project.graph, project.fields())
    state = build(made, seed).state_dict()
    return Learned.of(made, {name: tensor.numpy() for name, tensor in state.items()})


@pytest.fixture
def begun(monkeypatch):
    """What runs are begun with; none of them really begins."""
    starts = []

    def start(self, project, *, threads=None, folder=None, weights=None):
        starts.append(weights)

    monkeypatch.setattr(Trainer, "start", start)
    return starts


def test_the_line_tells_what_is_kept_after_each_edit(window, qtbot):
    project, kept = cnn(), window.setup.kept
    window.document.open(project, None, learned=learned(project))
    window.steps.go("train")
    qtbot.waitUntil(lambda: kept.words.text() == "Weights kept for all 4 blocks.", timeout=PATIENCE)
    dense = project.graph.by_id["dense"].block
    window.document.edit_graph("x", project.graph.with_block("dense", dense.but(units=5)))
    expected = "Weights kept for 2 blocks; Dense, Class output start anew."
    qtbot.waitUntil(lambda: kept.words.text() == expected, timeout=PATIENCE)
    kept.anew.click()
    assert kept.words.text() == "Every block starts anew."


def test_without_learned_weights_nothing_is_said(window, qtbot):
    window.document.open(cnn(), None)
    window.steps.go("train")
    qtbot.wait(300)
    assert not window.setup.kept.isVisibleTo(window.setup)


def test_a_run_begins_with_the_learned_weights_that_fit(window, qtbot, begun):
    project = cnn()
    known = learned(project)
    window.document.open(project, None, learned=known)
    dense = project.graph.by_id["dense"].block
    window.document.edit_graph("x", project.graph.with_block("dense", dense.but(units=5)))
    window.run.start()
    qtbot.waitUntil(lambda: len(begun) == 1, timeout=PATIENCE)
    assert {name.partition(".")[0] for name in begun[0]} == {"conv", "norm"}
    assert np.array_equal(begun[0]["conv.weight"], known.layers["conv."]["weight"])


def test_the_switch_lets_a_run_begin_anew(window, qtbot, begun):
    project = cnn()
    window.document.open(project, None, learned=learned(project))
    window.setup.kept.anew.set_value(True)
    window.run.start()
    qtbot.waitUntil(lambda: len(begun) == 1, timeout=PATIENCE)
    assert begun == [None]


def test_a_run_leaves_its_weights_with_the_document(window, qtbot):
    project = perceptron()
    window.document.open(project.but(training=project.training.but(epochs=1)), None)
    window.run.start()
    qtbot.waitUntil(lambda: window.run.trainer.state == "over", timeout=PATIENCE)
    assert set(window.document.learned.layers) == {"out."}


def test_saving_writes_the_weights_beside_the_project(window, qtbot, tmp_path):
    project, path = perceptron(), tmp_path / "net.layerloom"
    window.document.open(project, path, learned=learned(project))
    window.document.edit("notes", project.but(notes="x"))
    window.saving.save()
    qtbot.waitUntil(lambda: not window.document.unsaved, timeout=PATIENCE)
    found = with_weights.load(path)
    assert np.array_equal(
        found.learned.layers["out."]["weight"], window.document.learned.layers["out."]["weight"]
    )


def test_a_file_is_opened_with_the_weights_beside_it(window, qtbot, tmp_path):
    project, path = perceptron(), tmp_path / "net.layerloom"
    with_weights.save(project, learned(project), path)
    window.opening.load(path)
    qtbot.waitUntil(lambda: window.document.path == path, timeout=PATIENCE)
    assert set(window.document.learned.layers) == {"out."}


def test_a_trained_network_is_opened_as_a_new_document(window, qtbot, tmp_path):
    project, path = perceptron(), tmp_path / "net.layerloom"
    with_weights.save(project, learned(project), path)
    window.opening.start_from_file(path)
    qtbot.waitUntil(lambda: window.document.name == "net", timeout=PATIENCE)
    assert window.document.path is None
    assert window.document.learned is not None
    assert window.strip.tone == "success"


def test_the_folder_of_a_run_is_opened_by_its_name(window, qtbot, tmp_path):
    project, folder = perceptron(), tmp_path / "my run"
    folder.mkdir()
    with_weights.save(project, learned(project), folder / with_weights.RUN_PROJECT)
    (folder / "graph.safetensors").rename(folder / "best.safetensors")
    for start, path in (
        (window.opening.load, folder),
        (window.opening.start_from_file, folder),
        (window.opening.start_from_file, folder / with_weights.RUN_PROJECT),
    ):
        window.document.open(project, None)
        start(path)
        qtbot.waitUntil(lambda: window.document.name == "my run", timeout=PATIENCE)
        assert window.document.learned is not None


def test_a_network_that_is_not_trained_is_refused_with_the_reason(
    window, qtbot, tmp_path, monkeypatch
):
    told = []
    monkeypatch.setattr("studio.ui.messages.tell", lambda *words: told.append(words[1:3]))
    path = tmp_path / "net.layerloom"
    with_weights.save(perceptron(), None, path)
    window.opening.start_from_file(path)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=PATIENCE)
    ((what, why),) = told
    assert what == '"net.layerloom" is not trained.'
    assert why == (
        "There are no weights beside it. "
        "Train it and save it first, or choose a network that has learned."
    )
