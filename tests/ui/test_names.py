"""Every control that the keyboard reaches has a name for screen readers."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from studio.data.dataset import datasets
from studio.project.project import Project
from studio.ui.about import About
from studio.ui.bookmark_list import BookmarkList
from studio.ui.export_dialog import ExportDialog
from studio.ui.shortcuts import Shortcuts
from tests.ui.canvas.drawn import chain


def nameless(whole: QWidget) -> list[str]:
    """The controls below a widget that have none."""
    reached = (
        each
        for each in whole.findChildren(QWidget)
        if each.isVisible()
        and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.focusProxy() is None
    )
    return [
        f"{type(each).__name__} {each.objectName()}"
        for each in reached
        if not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name).strip()
    ]


def test_every_control_of_the_window_has_a_name(window, qapp):
    window.document.open(Project(graph=chain(), data=datasets["fashion"]()), None)
    window.outline.toggle()
    window.source.toggle()
    window.canvas.select({"conv"})
    qapp.processEvents()
    assert nameless(window) == []
    window.canvas.select(())
    assert nameless(window) == []
    window.steps.go("train")
    qapp.processEvents()
    assert nameless(window) == []


def test_every_control_of_the_dialogs_has_a_name(window, qtbot):
    window.actions_table["set_bookmark_1"].trigger()
    for kind in (Shortcuts, ExportDialog, BookmarkList, About):
        dialog = kind(window)
        qtbot.addWidget(dialog)
        dialog.show()
        assert nameless(dialog) == []
