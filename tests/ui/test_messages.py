"""Message boxes leave nothing behind, and show a stranger's signs as they are."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QDialog, QMessageBox

from studio.ui import messages


@pytest.fixture
def shown(monkeypatch):
    """The formats of the boxes that were shown; each is closed at once."""
    formats = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: formats.append(box.textFormat()))
    monkeypatch.setattr(QDialog, "exec", lambda _dialog: None)
    return formats


def left(window):
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return window.findChildren(QDialog)


def test_a_message_is_plain_text_and_is_gone_once_closed(window, shown):
    messages.tell(window, "<b>a</b>", "b")
    assert messages.choose(window, "a", "b", "Yes", "No") == 1
    assert shown == [Qt.TextFormat.PlainText] * 2
    assert left(window) == []


@pytest.mark.parametrize("action", ["about", "shortcuts"])
def test_a_dialog_is_gone_once_closed(window, shown, action):
    window.actions_table[action].trigger()
    assert left(window) == []
