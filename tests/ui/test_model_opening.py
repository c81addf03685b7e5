import threading
from dataclasses import replace

import numpy as np
import onnx
import pytest
import shiboken6
from onnx import helper
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QProgressDialog

from studio.exchange.import_words import told
from studio.exchange.onnx_import import imported
from studio.exchange.onnx_import.opened import Report
from tests.parts import model

PATIENCE = 60_000


@pytest.fixture
def small(tmp_path):
    nodes = [
        helper.make_node("Gemm", ["x", "w", "b"], ["h"]),
        helper.make_node("Reshape", ["h", "square"], ["m"]),
        helper.make_node("Det", ["m"], ["d"]),
        helper.make_node("Unsqueeze", ["d", "axis"], ["y"]),
    ]
    constants = {
        "w": np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32),
        "b": np.zeros(4, np.float32),
        "square": np.array([-1, 2, 2]),
        "axis": np.array([1]),
    }
    path = tmp_path / "small.onnx"
    onnx.save(model(nodes, {"x": ["n", 5]}, {"y": ["n", 1]}, constants), path)
    return path


def test_a_model_opens_with_its_weights_and_the_notice_tells_how_near_it_is(window, qtbot, small):
    window.opening.open(small)
    qtbot.waitUntil(lambda: window.document.name == "small", timeout=PATIENCE)
    assert window.document.path is None
    assert window.document.learned is not None
    assert "1 sealed part. Largest difference to the model: " in window.strip.text.text()
    assert window.strip.buttons[0].text() == "Sealed parts…"
    assert window.strip.tone == "warning"


def test_equal_answers_are_told_in_words(small):
    made = imported(small)
    assert " of the largest answer." in told(replace(made, report=Report(1e-7, 4, {})))
    equal = told(replace(made, report=Report(0.0, 4, {})))
    assert equal.endswith("no sealed part. The answers are exactly those of the model.")


def test_the_notice_offers_to_fold_what_repeats(window, qtbot, tmp_path):
    dice, nodes, constants, last = np.random.default_rng(0), [], {}, "x"
    for n in range(3):
        nodes += [
            helper.make_node("Gemm", [last, f"w{n}", f"b{n}"], [f"h{n}"]),
            helper.make_node("Tanh", [f"h{n}"], [f"t{n}"]),
            helper.make_node("Add", [f"t{n}", last], [f"s{n}"]),
        ]
        constants |= {f"w{n}": dice.normal(size=(4, 4)).astype(np.float32)}
        constants |= {f"b{n}": np.zeros(4, np.float32)}
        last = f"s{n}"
    path = tmp_path / "rows.onnx"
    onnx.save(model(nodes, {"x": ["n", 4]}, {last: ["n", 4]}, constants), path)
    window.opening.open(path)
    qtbot.waitUntil(lambda: window.document.name == "rows", timeout=PATIENCE)
    before = window.document.project
    offers = [b for b in window.strip.buttons if not b.isHidden()]
    assert [button.text() for button in offers] == ["Fold 3 equal parts", "Close"]
    assert window.strip.tone == "success"
    offers[0].click()
    assert len(window.document.project.graph.nodes) == len(before.graph.nodes) - 5
    assert window.strip.isHidden()
    window.document.undo_stack.undo()
    assert window.document.project == before


def test_giving_up_ends_the_work_after_its_stage_and_opens_nothing(
    window, qtbot, small, monkeypatch
):
    name, reached, go_on, drawn = window.document.name, threading.Event(), threading.Event(), []

    def lifted(model):
        reached.set()
        go_on.wait()
        return model

    monkeypatch.setattr("studio.exchange.onnx_import.opened.lifted", lifted)
    monkeypatch.setattr("studio.exchange.onnx_import.opened.drawn", lambda *_: drawn.append(1))
    window.opening.open(small)
    (progress,) = window.findChildren(QProgressDialog)
    qtbot.waitUntil(reached.is_set, timeout=PATIENCE)
    progress.findChild(QAbstractButton).click()
    go_on.set()
    qtbot.waitUntil(lambda: not shiboken6.isValid(progress), timeout=PATIENCE)
    assert window.document.name == name
    assert not drawn


def test_what_is_no_model_is_told_and_changes_nothing(window, qtbot, tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr("studio.ui.messages.tell", lambda *words: told.append(words[1:3]))
    (tmp_path / "wrong.onnx").write_bytes(b"nothing")
    before = window.document.project
    window.opening.open(tmp_path / "wrong.onnx")
    qtbot.waitUntil(lambda: len(told) == 1, timeout=PATIENCE)
    ((what, why),) = told
    assert what == '"wrong.onnx" could not be opened.'
    assert "cannot be read as ONNX" in why
    assert window.document.project is before


def test_a_model_can_be_dropped_on_the_window(window, qtbot, small):
    window.show()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(small))])
    at, copy = QPointF(300, 300), Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), copy, data, buttons, keys)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(at, copy, data, buttons, keys))
    qtbot.waitUntil(lambda: window.document.name == "small", timeout=PATIENCE)


def test_other_files_are_not_taken(window, tmp_path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.txt"))])
    event = QDragEnterEvent(
        QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, data,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    event.ignore()
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()
