"""The window: one document, the steps along the top, and the parts of each step."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from studio.blocks import blocks
from studio.blocks.presets import presets
from studio.graph.ready_made import ready_made
from studio.language import number, tr, tr_count
from studio.ui import preload, tokens
from studio.ui.actions import Actions
from studio.ui.build_step import BuildStep
from studio.ui.canvas.canvas_view import CanvasView
from studio.ui.controls.outline import painting
from studio.ui.document import Document
from studio.ui.dropping import Dropping
from studio.ui.examples import first_example
from studio.ui.inspector.inspector import Inspector
from studio.ui.menu import Menu
from studio.ui.opening import Opening
from studio.ui.palette.palette import Palette
from studio.ui.saving import Saving
from studio.ui.settings import Settings
from studio.ui.source.panel import USUAL, SourcePanel
from studio.ui.source.source_step import SourceStep
from studio.ui.statusbar import StatusBar
from studio.ui.strip import Strip
from studio.ui.theme import colours, theme
from studio.ui.topbar import TopBar
from studio.ui.train_step import TrainStep
from studio.ui.training import run_words
from studio.ui.training.dock import Dock
from studio.ui.training.setup import Setup
from studio.ui.window_actions import table

NARROW: Final = 1360
DESIGN: Final = (1440, 900)
MINIMUM: Final = (1100, 700)


class Window(QWidget):
    """Lays out the parts and goes from step to step. What the parts do is in the step classes."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.document = Document(parent=self)
        self.topbar, self.statusbar, self.strip = TopBar(), StatusBar(), Strip()
        self.canvas = CanvasView(self.document)
        fold = self.canvas.groups.fold
        self.saving = Saving(self, self.document, settings)
        self.opening = Opening(self, self.document, settings, self.saving.guard, self.strip, fold)
        self.palette_panel = Palette((*blocks, *presets, *ready_made))
        self.inspector, self.setup, self.dock = Inspector(), Setup(), Dock()
        self.source_panel = SourcePanel()
        self.build = BuildStep(self)
        self.train = TrainStep(self)
        self.source = SourceStep(self)
        self.step = ""
        # Zoom and middle of what was in view when a step was left.
        self._views: dict[str, tuple[float, QPointF]] = {}
        self._at_first_paint: Callable[[], None] | None = None
        self._lay_out()
        self.actions_table = Actions(self, table(self))
        self.menu = Menu(self)
        self.topbar.set_menu(self.menu.whole)
        self._connect()
        self._restore()
        self.go("build")
        self.canvas.setFocus()

    def begin(self, file: Path | None) -> None:
        """Open a file or the first example, once the window is on the screen."""
        self.canvas.empty_state.hide()  # not to be seen for a moment only
        self._at_first_paint = lambda: self._open_first(file)

    def _open_first(self, file: Path | None) -> None:
        if file is not None:
            self.opening.load(file)
        else:
            self.opening.load_example(first_example())
        preload.start()
        # What was made until now stays; without it, collecting garbage is ten times quicker.
        gc.freeze()
        gc.enable()

    def go(self, step: str) -> None:
        """Show a step of the work."""
        if step == "export":
            self.actions_table["export"].trigger()
            return
        if step == self.step:
            return
        camera = self.canvas.camera
        self._views[self.step] = (camera.zoom, camera.seen().center())
        self.step = step
        training = step == "train"
        self.keep_focus(self.inspector if training else self.setup, self.palette_panel)
        self.topbar.steps.set_current(step)
        self.dock.setVisible(training)
        self.source.entered()
        self._right.setCurrentWidget(self.setup if training else self.inspector)
        self._fit_width()
        # Once the dock has taken its room, or given it back.
        QTimer.singleShot(0, lambda: self._restore_view(step))
        self.train.entered(training)

    def search_blocks(self) -> None:
        """Begin a search in the palette."""
        self.go("build")
        self.palette_panel.focus_search()

    def help(self) -> None:
        """Explain the selected block; with none selected, list what the keyboard can do."""
        if self.step == "build" and len(self.canvas.selection) == 1:
            self.build.open_help()
        else:
            self.actions_table["shortcuts"].trigger()

    def refresh(self) -> None:
        """Show what the document and the run allow now."""
        document, checked = self.document, self.document.checked
        # An empty canvas is no mistake; it says itself what to do.
        errors = len(checked.errors) if document.project.graph.nodes else 0
        self.topbar.set_document(document.name, document.unsaved, document.path is not None)
        self.setWindowTitle(f"{document.name}{'*' if document.unsaved else ''} – Layerloom")
        self.topbar.steps.set_state("build", "problem" if errors else "open", errors)
        self.train.show_action()
        self.statusbar.set_facts(self._facts())
        if (status := run_words.status(self.train.trainer)) is not None:
            self.statusbar.set_result(*status)
        elif errors:
            text = tr_count("{n} error", "{n} errors", errors)
            self.statusbar.set_result("error", text)
        elif checked.problems:
            self.statusbar.set_result("hint", checked.problems[0].what)
        else:
            self.statusbar.set_result("fine", tr("All shapes fit"))
        self.actions_table.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.document.unsaved:
            event.ignore()
            # Qt refuses to close a window from inside its own close event.
            QTimer.singleShot(0, lambda: self.saving.guard(self._give_up_and_close))
            return
        self.hide()
        self.train.close()
        self.settings.set_geometry(self.saveGeometry())
        self.settings.set_theme(theme().choice)
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._at_first_paint is not None:
            QTimer.singleShot(0, self._at_first_paint)
            self._at_first_paint = None
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.canvas)

    def _give_up_and_close(self) -> None:
        # What is not saved by now was given up, and must not be asked about again.
        self.document.mark_saved(self.document.path, self.document.project)
        self.close()

    def _facts(self) -> list[str]:
        checked = self.document.checked
        count = len(self.document.project.graph.nodes)
        parameters = checked.parameters
        size = parameters * 4
        shown = tr("{n} MB").format(n=number(round(size / 1e6, 1)))
        if size < 100_000:
            shown = tr("{n} kB").format(n=number(round(size / 1e3, 1)))
        return [
            tr_count("{n} block", "{n} blocks", count),
            tr("{n} parameters").format(n=number(parameters)) + self._frozen(parameters),
            shown,
        ]

    def _frozen(self, parameters: int) -> str:
        frozen = sum(self.document.checked.frozen.values())
        return tr(" ({n} trainable)").format(n=number(parameters - frozen)) if frozen else ""

    def _connect(self) -> None:
        self.document.changed.connect(self._edited)
        self.document.saved_changed.connect(self.refresh)
        self.document.opened.connect(self._opened)
        self.canvas.scope.moved.connect(lambda _before: self._views.clear())
        self.document.undo_stack.indexChanged.connect(self.refresh)
        self.topbar.step_chosen.connect(self.go)
        self.topbar.action_clicked.connect(self.train.act)
        self.topbar.help_clicked.connect(self.actions_table["help"].trigger)
        self.topbar.device_clicked.connect(self._choose_device)
        self.palette_panel.trained_wanted.connect(self.actions_table["start_from"].trigger)
        Dropping(self, self.opening.open)
        self.build.connect()
        self.train.connect()
        self.source.connect()

    def _edited(self, _before: object, _after: object) -> None:
        self.refresh()

    def keep_focus(self, *leaving: QWidget | None) -> None:
        """Take the keyboard to the canvas if it is in a part that is about to go or be locked."""
        focus = QApplication.focusWidget()
        if focus is not None and any(part and part.isAncestorOf(focus) for part in leaving):
            self.canvas.setFocus()

    def _restore_view(self, step: str) -> None:
        """Show the part of the network that was in view when this step was left."""
        if step != self.step:
            return
        if step in self._views:
            zoom, middle = self._views[step]
            self.canvas.camera.zoom_to(zoom)
            self.canvas.camera.centre(middle)
        elif step == "train":
            self.canvas.camera.fit()

    def _choose_device(self) -> None:
        self.go("train")
        self.setup.training.row("device").editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _opened(self) -> None:
        self._views = {}
        self.canvas.select(())
        if self.document.project.graph.nodes:
            self.canvas.camera.fit()
        else:
            self.canvas.camera.zoom_reset()

    def _restore(self) -> None:
        self.setMinimumSize(*MINIMUM)
        self.resize(*DESIGN)
        geometry = self.settings.geometry()
        if geometry is not None:
            self.restoreGeometry(geometry)
        room = self.screen().availableGeometry().size()
        if room.width() >= MINIMUM[0] and room.height() >= MINIMUM[1]:
            self.resize(self.size().boundedTo(room))

    def _fit_width(self) -> None:
        narrow = self.width() < NARROW
        self.palette_panel.setVisible(self.step != "train")
        self.palette_panel.set_narrow(narrow)
        self.inspector.set_narrow(narrow)
        self.setup.set_narrow(narrow)
        self._right.setFixedWidth(self.inspector.width())

    def _lay_out(self) -> None:
        for step in ("data", "test"):
            why = tr("This step comes with a later version of Layerloom.")
            self.topbar.steps.refuse(step, why)
        self._middle = QSplitter(Qt.Orientation.Vertical)
        self._middle.setHandleWidth(1)
        self._middle.setChildrenCollapsible(False)
        self._middle.addWidget(self.canvas)
        self._middle.addWidget(self.dock)
        self._middle.addWidget(self.source_panel)
        self._middle.setStretchFactor(0, 1)
        self._middle.setSizes([500, tokens.sizes().train_dock, USUAL])
        centre = QVBoxLayout()
        centre.setSpacing(0)
        centre.addWidget(self.strip)
        centre.addWidget(self._middle, 1)
        self._right = QStackedWidget()
        self._right.addWidget(self.inspector)
        self._right.addWidget(self.setup)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self.palette_panel)
        body.addLayout(centre, 1)
        body.addWidget(self._right)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.topbar)
        whole.addLayout(body, 1)
        whole.addWidget(self.statusbar)
