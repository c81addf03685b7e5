"""Opening and saving: faults are listed, unsaved work is guarded, recent files are remembered."""

import threading

import pytest

from studio.blocks import blocks
from studio.graph.graph import MOST_NODES, Graph, Node
from studio.project import files
from studio.project.project import Project
from studio.ui.examples import examples, first_example, title


@pytest.fixture
def told(monkeypatch):
    """What message boxes said."""
    said = []
    monkeypatch.setattr(
        "studio.ui.messages.tell",
        lambda _parent, what, why, details="": said.append((what, why, details)),
    )
    return said


def test_a_wrong_file_is_explained_with_all_its_faults_and_changes_nothing(
    window, qtbot, tmp_path, told
):
    before = window.document.project
    broken = files.dump(before).decode().replace('"epochs": 2', '"epochs": "two"')
    broken = broken.replace('"batch_size": 16', '"batch_size": 0')
    path = tmp_path / "broken.layerloom"
    path.write_text(broken)
    window.opening.load(path)
    qtbot.waitUntil(lambda: bool(told))
    what, why, details = told[0]
    assert "broken.layerloom" in what
    assert "training.epochs" in why
    assert "training.batch_size" in details
    assert window.document.project is before


def test_a_file_that_is_not_there_is_explained(window, qtbot, tmp_path, told):
    window.opening.load(tmp_path / "gone.layerloom")
    qtbot.waitUntil(lambda: bool(told))
    assert "gone.layerloom" in told[0][0]


def test_a_folder_that_cannot_be_written_keeps_the_document_unsaved(
    window, hand, qtbot, tmp_path, told
):
    hand.place("dense", 0, 0)
    window.document.path = tmp_path / "no such folder" / "a.layerloom"
    window.saving.save()
    qtbot.waitUntil(lambda: bool(told))
    assert window.document.unsaved


def test_leaving_unsaved_work_asks_and_cancelling_keeps_it(window, hand, monkeypatch):
    hand.place("dense", 0, 0)
    asked = []
    monkeypatch.setattr("studio.ui.messages.choose", lambda *texts: asked.append(texts) or 3)
    window.opening.new()
    assert len(asked) == 1
    assert len(window.document.project.graph.nodes) == 1


def test_leaving_unsaved_work_can_save_it_first(window, hand, qtbot, tmp_path, monkeypatch):
    hand.place("dense", 0, 0)
    project = window.document.project
    window.document.path = tmp_path / "kept.layerloom"
    monkeypatch.setattr("studio.ui.messages.choose", lambda *_texts: 0)
    window.opening.new()
    qtbot.waitUntil(lambda: window.document.project != project)
    assert files.load(tmp_path / "kept.layerloom") == project
    assert window.document.project.graph.nodes == ()


def test_what_was_saved_is_first_among_the_recent_files(window, hand, qtbot, tmp_path):
    hand.place("dense", 0, 0)
    for name in ("a", "b"):
        window.document.path = tmp_path / f"{name}.layerloom"
        window.saving.save()
        qtbot.waitUntil(lambda: not window.document.unsaved)
        qtbot.waitUntil(
            lambda name=name: window.settings.recent()[:1] == [tmp_path / f"{name}.layerloom"]
        )
    (tmp_path / "b.layerloom").unlink()
    assert window.settings.recent() == [tmp_path / "a.layerloom"]


def test_an_example_opens_as_a_document_without_a_file(window, qtbot):
    window.opening.load_example(first_example())
    qtbot.waitUntil(lambda: bool(window.document.project.graph.nodes))
    assert window.document.path is None
    assert window.document.name == "Digits CNN"
    assert not window.document.unsaved


def test_every_example_is_offered():
    names = [title(path) for path in examples()]
    assert len(names) >= 6
    assert "Digits CNN" in names


def saved_as(window, monkeypatch, chosen):
    monkeypatch.setattr(
        "studio.ui.choosing.QFileDialog.getSaveFileName", lambda *_args: (str(chosen), "")
    )
    window.saving.save_as()


def test_a_name_with_a_dot_gets_the_suffix_too(window, hand, qtbot, tmp_path, monkeypatch):
    hand.place("dense", 0, 0)
    saved_as(window, monkeypatch, tmp_path / "net v1.2")
    target = tmp_path / "net v1.2.layerloom"
    qtbot.waitUntil(lambda: window.document.path == target)
    assert files.load(target) == window.document.project


def test_a_file_whose_suffix_was_not_typed_is_not_written_over_unasked(
    window, hand, qtbot, tmp_path, monkeypatch
):
    hand.place("dense", 0, 0)
    precious = tmp_path / "net.layerloom"
    precious.write_text("precious")
    answers = [1, 0]
    monkeypatch.setattr("studio.ui.messages.choose", lambda *_texts: answers.pop(0))
    saved_as(window, monkeypatch, tmp_path / "net")
    assert precious.read_text() == "precious"
    assert window.document.path is None
    saved_as(window, monkeypatch, tmp_path / "net")
    qtbot.waitUntil(lambda: window.document.path == precious)
    assert answers == []


def test_a_file_that_is_written_late_does_not_become_that_of_the_next_document(
    window, hand, qtbot, tmp_path, monkeypatch
):
    go, save = threading.Event(), files.save

    def late(project, path):
        assert go.wait(10)
        save(project, path)

    monkeypatch.setattr(files, "save", late)
    hand.place("dense", 0, 0)
    target = tmp_path / "a.layerloom"
    window.document.path = target
    window.saving.save()
    window.document.open(Project(), None, "The next one")
    go.set()
    qtbot.waitUntil(lambda: window.settings.recent() == [target])
    assert window.document.path is None
    assert not window.document.unsaved


def test_changes_made_while_saving_are_asked_about_before_leaving(
    window, hand, qtbot, tmp_path, monkeypatch
):
    go, save, asked = threading.Event(), files.save, []

    def late(project, path):
        assert go.wait(10)
        save(project, path)

    def answer(*texts):
        asked.append(texts)
        return 0 if len(asked) == 1 else 2

    monkeypatch.setattr(files, "save", late)
    monkeypatch.setattr("studio.ui.messages.choose", answer)
    hand.place("dense", 0, 0)
    window.document.path = tmp_path / "a.layerloom"
    window.opening.new()
    hand.place("dense", 0, 120)
    go.set()
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert len(window.document.project.graph.nodes) == 2


def test_a_network_too_large_to_be_opened_again_is_not_saved(tmp_path):
    nodes = tuple(Node(id=f"a{n}", block=blocks["flatten"].usual()) for n in range(MOST_NODES + 1))
    large = Project().with_graph(Graph.usual().added(*nodes))
    target = tmp_path / "large.layerloom"
    with pytest.raises(files.WrongFile, match="10,000 blocks"):
        files.save(large, target)
    assert not target.exists()
