"""The window: one document, the parts that show it, and what connects them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from studio.blocks import blocks
from studio.blocks.presets import presets
from studio.graph.ready_made import ready_made
from studio.ui import bars, closing
from studio.ui.actions import Actions
from studio.ui.arrangement import Arrangement
from studio.ui.build_step import BuildStep
from studio.ui.canvas.canvas_view import CanvasView
from studio.ui.canvas.navigation import navigation
from studio.ui.commands.keymap import Keymap
from studio.ui.commands.palette import CommandPalette
from studio.ui.controls.outline import painting
from studio.ui.document import Document
from studio.ui.dropping import Dropping
from studio.ui.fixing.fixing import Fixing
from studio.ui.focus import Focus
from studio.ui.history.history import History
from studio.ui.inspector.inspector import Inspector
from studio.ui.inspector.wire_panel import WirePanel
from studio.ui.menu import Menu
from studio.ui.opening import Opening
from studio.ui.outline.outline_step import OutlineStep
from studio.ui.outline.panel import OutlinePanel
from studio.ui.palette.palette import Palette
from studio.ui.saving import Saving
from studio.ui.search.graph_search import GraphSearch
from studio.ui.settings import Settings
from studio.ui.source.panel import SourcePanel
from studio.ui.source.source_step import SourceStep
from studio.ui.statusbar import StatusBar
from studio.ui.steps import Steps
from studio.ui.strip import Strip
from studio.ui.theme import colours
from studio.ui.topbar import TopBar
from studio.ui.train_step import TrainStep
from studio.ui.training.dock import Dock
from studio.ui.training.estimate import Estimate
from studio.ui.training.run_control import RunControl
from studio.ui.training.setup import Setup
from studio.ui.window_actions import table
from studio.ui.windows import Windows


class Window(QWidget):
    """Puts the parts together. What they do is in the classes of the parts and of the steps."""

    def __init__(self, settings: Settings, windows: Windows | None = None) -> None:
        super().__init__()
        self.settings, self.windows = settings, windows or Windows(settings)
        self.windows.add(self)
        navigation().preset = settings.navigation()
        self.document = Document(parent=self)
        self.at_first_paint: Callable[[], object] | None = None
        self._make_parts()
        self.arrangement = Arrangement(self)
        self.focus, self.steps = Focus(self), Steps(self)
        self.saving, self.opening = Saving(self), Opening(self)
        self.build, self.run = BuildStep(self), RunControl(self)
        self.estimate = Estimate(self.document, self.run, self)
        self.fixing = Fixing(self)
        self.train, self.source = TrainStep(self), SourceStep(self)
        self.outline, self.history = OutlineStep(self), History(self)
        self.commands, self.finding = CommandPalette(self), GraphSearch(self)
        self.actions_table = Actions(self, table(self))
        self.keymap = Keymap(self, self.actions_table, settings)
        self.menu = Menu(self)
        self._connect()
        closing.restore(self)
        self.steps.go("build")
        self.canvas.setFocus()

    def refresh(self) -> None:
        """Show what the document and the run allow now."""
        bars.say(self)
        self.train.show_action()
        self.actions_table.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.actions_table.refresh()  # another window may be gone

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(closing.closed(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrangement.fit_width()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.at_first_paint is not None:
            QTimer.singleShot(0, self, self.at_first_paint)
            self.at_first_paint = None
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.canvas)

    def _make_parts(self) -> None:
        self.topbar, self.statusbar, self.strip = TopBar(), StatusBar(), Strip()
        self.canvas = CanvasView(self.document)
        self.palette_panel = Palette((*blocks, *presets, *ready_made))
        self.inspector, self.setup, self.dock = Inspector(), Setup(), Dock()
        self.wire_panel = WirePanel(self.inspector)
        self.source_panel, self.outline_panel = SourcePanel(), OutlinePanel()

    def _connect(self) -> None:
        self.document.changed.connect(self.refresh)
        self.document.saved_changed.connect(self.refresh)
        self.estimate.changed.connect(self.refresh)
        self.document.undo_stack.indexChanged.connect(self.refresh)
        self.topbar.set_menu(self.menu.whole)
        self.topbar.search_button.clicked.connect(self.commands.toggle)
        self.topbar.help_clicked.connect(self.actions_table["help"].trigger)
        self.palette_panel.trained_wanted.connect(self.actions_table["start_from"].trigger)
        Dropping(self, self.opening.open, self.opening.open_elsewhere)
        self.steps.connect()
        self.build.connect()
        self.fixing.connect_parts()
        self.train.connect()
        self.source.connect()
        self.outline.connect()
        self.history.connect()
