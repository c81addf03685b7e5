"""Work beside the window."""

import threading

import shiboken6
from PySide6.QtCore import QObject

from studio.ui.background import Job


def jobs():
    return [t for t in threading.enumerate() if t.name == "layerloom-job"]


def test_a_result_that_nobody_waits_for_any_more_is_dropped_quietly(qapp, monkeypatch):
    failures, go, told = [], threading.Event(), []
    monkeypatch.setattr(threading, "excepthook", failures.append)
    asker = QObject()
    Job(asker, lambda: go.wait(10), told.append, told.append)
    (thread,) = jobs()
    shiboken6.delete(asker)
    go.set()
    thread.join(10)
    assert not thread.is_alive()
    assert failures == []
    assert told == []


def test_an_error_of_the_work_comes_back_to_who_asked(qapp, qtbot):
    failed = []
    asker = QObject()
    Job(asker, lambda: 1 / 0, lambda _result: None, failed.append)
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], ZeroDivisionError)
