"""The Source panel: it follows edits and selection, and leads from a line to its block."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from studio import resources
from studio.project import files
from studio.ui import messages
from studio.ui.source.code_view import CodeView
from studio.ui.theme import theme
from tests.blocks.drawing import few
from tests.exchange.written import executed
from tests.wiring import block, definition, graph


@pytest.fixture
def source(window, qtbot):
    """A window on the digits CNN with its source open."""
    window.document.open(files.load(resources.path("graphs", "digits_cnn.layerloom")), None)
    window.actions_table["source"].trigger()
    assert window.source_panel.isVisible()
    return window


def text(window) -> str:
    return window.source_panel.code.toPlainText()


def marked(window) -> list[str]:
    lines = text(window).splitlines()
    return [lines[n].strip() for n in sorted(window.source_panel.code.marked)]


def edit_filters(window, filters: int) -> None:
    project = window.document.project
    node = project.graph.by_id["conv2d_1"]
    after = project.graph.replaced(node.but(block=node.block.but(filters=filters)))
    window.document.edit_graph("Filters", after)


def test_the_panel_shows_a_module_that_runs(source) -> None:
    assert "Network" in executed(text(source) + "\n")


def test_an_edit_is_followed_and_so_is_its_undo(source, qtbot) -> None:
    before = text(source)
    edit_filters(source, 17)
    qtbot.waitUntil(lambda: "nn.Conv2d(1, 17, 3" in text(source), timeout=2000)
    assert "(batch, 17, 8, 8)" in text(source)
    source.document.undo_stack.undo()
    qtbot.waitUntil(lambda: text(source) == before, timeout=2000)


def test_only_lines_that_differ_are_written(source, monkeypatch) -> None:
    written = []
    show = CodeView.show_lines
    monkeypatch.setattr(CodeView, "show_lines", lambda v, lines: written.append(show(v, lines)))
    edit_filters(source, 17)
    source.source.renew()
    assert written
    assert written[-1] <= 10  # of some 60


def test_the_lines_of_the_selected_block_are_marked(source) -> None:
    source.canvas.select({"batch_norm_1"})
    assert marked(source) == [
        "self.batch_norm_1 = nn.BatchNorm2d(32)",
        "x = self.batch_norm_1(x)  # (batch, 32, 8, 8)",
    ]
    assert not source.source_panel.code.marked.isdisjoint(source.source_panel.code.shown())
    source.canvas.select(())
    assert marked(source) == []


def test_opening_the_panel_brings_the_selected_block_and_its_lines_into_view(source, qtbot) -> None:
    source.actions_table["source"].trigger()
    source.canvas.select({"dense_1"})
    source.canvas.camera.reveal("dense_1")
    source.source_panel.code.verticalScrollBar().setValue(0)
    source.actions_table["source"].trigger()
    code, camera = source.source_panel.code, source.canvas.camera
    qtbot.waitUntil(lambda: not code.marked.isdisjoint(code.shown()), timeout=2000)
    qtbot.waitUntil(
        lambda: camera.seen().contains(source.canvas.cards.rect("dense_1")), timeout=2000
    )


def click_line(window, part: str) -> None:
    code = window.source_panel.code
    line = next(n for n, each in enumerate(text(window).splitlines()) if part in each)
    code.verticalScrollBar().setValue(line)
    top = dict(code.places())[line]
    QTest.mouseClick(code.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(120, int(top) + 8))


def test_a_click_on_a_line_selects_its_block(source) -> None:
    click_line(source, "x = self.max_pool2d_1(x)")
    assert source.canvas.selection == {"max_pool2d_1"}
    click_line(source, "self.dense_1 = ")
    assert source.canvas.selection == {"dense_1"}


def test_problems_are_said_and_the_last_good_source_stays_dimmed(source, qtbot) -> None:
    before, graph = text(source), source.document.project.graph
    source.document.edit_graph("Cut", graph.disconnected(*graph.into["dense_1"]))
    qtbot.waitUntil(lambda: source.source_panel.code.stale, timeout=2000)
    assert source.source_panel.notice.isVisible()
    assert "Dense" in source.source_panel.notice.text.text()
    assert text(source) == before
    source.document.undo_stack.undo()
    qtbot.waitUntil(lambda: not source.source_panel.code.stale, timeout=2000)
    assert not source.source_panel.notice.isVisible()


def test_a_network_with_problems_from_the_start_has_nothing_to_copy(window) -> None:
    window.actions_table["source"].trigger()
    assert text(window) == ""
    assert not window.source_panel.copy.isEnabled()
    assert "canvas is empty" in window.source_panel.copy.toolTip()


def test_copying_takes_the_whole_source(source) -> None:
    source.source_panel.copy.click()
    assert QApplication.clipboard().text() == source.source.source.text


def test_saving_writes_the_source(source, tmp_path, monkeypatch, qtbot) -> None:
    chosen = tmp_path / "model"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(chosen), ""))
    source.source_panel.save.click()
    qtbot.waitUntil((tmp_path / "model.py").is_file, timeout=5000)
    written = (tmp_path / "model.py").read_text(encoding="utf-8")
    assert written == source.source.source.text
    qtbot.waitUntil(lambda: "model.py" in source.statusbar.text(), timeout=5000)


def test_a_training_script_follows_the_settings_and_is_saved_with_its_data(
    source, tmp_path, monkeypatch, qtbot
) -> None:
    kind = source.source_panel.kind
    kind.set_value(True)
    kind.changed.emit(True)
    assert "EPOCHS = 30" in text(source)
    project = source.document.project
    source.document.edit("Epochs", project.but(training=project.training.but(epochs=7)))
    qtbot.waitUntil(lambda: "EPOCHS = 7" in text(source), timeout=2000)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.py"), ""))
    source.source_panel.save.click()
    qtbot.waitUntil(lambda: "a.npz" in source.statusbar.text(), timeout=20000)
    assert (tmp_path / "a.npz").is_file()


def test_what_cannot_be_saved_is_said(source, tmp_path, monkeypatch, qtbot) -> None:
    told = []
    monkeypatch.setattr(messages, "tell", lambda _parent, *said: told.append(said))
    chosen = str(tmp_path / "no" / "a.py")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    source.source_panel.save.click()
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    assert told == [("The source was not saved.", "No such file or directory.")]


def test_the_panel_belongs_to_the_build_step(source) -> None:
    source.steps.go("train")
    assert not source.source_panel.isVisible()
    source.steps.go("build")
    assert source.source_panel.isVisible()
    source.source_panel.close_button.click()
    assert not source.source_panel.isVisible()
    source.steps.go("train")
    source.actions_table["source"].trigger()
    assert source.steps.current == "build"
    assert source.source_panel.isVisible()


def test_nothing_is_written_while_the_panel_is_closed(source, monkeypatch, qtbot) -> None:
    source.source_panel.close_button.click()
    before = text(source)
    edit_filters(source, 9)
    qtbot.wait(20)
    assert text(source) == before
    source.actions_table["source"].trigger()
    assert "nn.Conv2d(1, 9, 3" in text(source)


def test_a_line_inside_a_group_opens_the_group(window) -> None:
    cell = definition(
        "cell", {"i": block("inlet"), "d": block("dense", units=8), "o": block("outlet")},
        "i > d", "d > o",
    )  # fmt: skip
    made_of = {"x": block("features_input"), "g": block("group", definition="cell")}
    made_of["out"] = block("class_output")
    made = graph(made_of, "x > g", "g > out", definitions=[cell])
    window.document.open(window.document.project.with_graph(made), None)
    window.actions_table["source"].trigger()
    click_line(window, "self.d = nn.Linear(4, 8)")
    assert window.canvas.scope.path == ("g",)
    assert marked(window) == [
        "self.d = nn.Linear(4, 8)",
        "self.d_activation = nn.ReLU()",
        "return self.d_activation(self.d(x))  # (batch, 8)",
    ]
    click_line(window, "self.out = ")
    assert window.canvas.scope.path == ()
    assert window.canvas.selection == {"out"}


def test_the_colours_keep_to_the_theme(source, qapp) -> None:
    document = source.source_panel.code.document()

    def inks() -> set[str]:
        formats = document.findBlockByNumber(8).layout().formats()
        return {each.format.foreground().color().name() for each in formats}

    light = inks()
    theme().choose("dark")
    assert inks().isdisjoint(light)
    theme().choose("light")


def test_the_view_always_shows_the_lines_that_it_was_given(qapp) -> None:
    view = CodeView()

    @few(100)
    @given(st.lists(st.lists(st.sampled_from(["a", "", "b b", '"""']), max_size=8), max_size=5))
    def hold(texts: list[list[str]]) -> None:
        for lines in texts:
            view.show_lines(lines)
            assert view.toPlainText() == "\n".join(lines)

    hold()
    view.deleteLater()
