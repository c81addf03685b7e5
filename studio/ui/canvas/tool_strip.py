"""The tool strip at the lower left: undo, redo, zoom, fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from studio.language import tr
from studio.ui import tokens
from studio.ui.controls.button import Button, IconButton
from studio.ui.controls.outline import painting, rounded
from studio.ui.theme import colours

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class HistoryButton(IconButton):
    """A step back or forward, named after what it does and undoes."""

    def __init__(self, icon: str, name: str, parent: QWidget) -> None:
        super().__init__(icon, name, parent)
        self._plain = name

    def allow(self, can: bool) -> None:
        """Whether there is such a step."""
        self.refuse("" if can else tr("There is no step to go to."))

    def tell(self, text: str) -> None:
        """What the step is called."""
        self.rename(f"{self._plain}: {text}" if text else self._plain)


class ToolStrip(QWidget):
    """A bar that lies on the canvas."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        camera, history = view.camera, view.document.undo_stack
        self.undo = HistoryButton("undo-2", tr("Undo"), self)
        self.redo = HistoryButton("redo-2", tr("Redo"), self)
        self.zoom_out = IconButton("minus", tr("Zoom out"), self)
        self.zoom = Button("100%", role="quiet", small=True, parent=self)
        self.zoom_in = IconButton("plus", tr("Zoom in"), self)
        self.fit = IconButton("maximize", tr("Fit the network into view"), self)
        self.undo.clicked.connect(history.undo)
        self.redo.clicked.connect(history.redo)
        self.zoom_out.clicked.connect(camera.zoom_out)
        self.zoom.clicked.connect(camera.zoom_reset)
        self.zoom_in.clicked.connect(camera.zoom_in)
        self.fit.clicked.connect(camera.fit)
        # These bring what they tell: the history itself may be gone when the last of them arrives.
        history.canUndoChanged.connect(self.undo.allow)
        history.canRedoChanged.connect(self.redo.allow)
        history.undoTextChanged.connect(self.undo.tell)
        history.redoTextChanged.connect(self.redo.tell)
        camera.zoom_changed.connect(self._follow_zoom)
        self._lay_out()
        self.undo.allow(history.canUndo())
        self.redo.allow(history.canRedo())
        self._follow_zoom(1.0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, radius = colours(), float(tokens.radius().control + 1)
        with painting(self) as painter:
            rounded(painter, self.rect(), radius, now.surface.raised, now.border.default)
            painter.setPen(now.border.subtle)
            x = (self.redo.geometry().right() + self.zoom_out.geometry().left()) / 2
            painter.drawLine(round(x), 8, round(x), self.height() - 9)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 1, 4, 1)
        row.setSpacing(0)
        row.addWidget(self.undo)
        row.addWidget(self.redo)
        row.addSpacing(9)
        self.zoom.setFixedWidth(56)
        self.zoom.setToolTip(tr("Zoom to 100%"))
        for each in (self.zoom_out, self.zoom, self.zoom_in, self.fit):
            row.addWidget(each)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.adjustSize()

    def _follow_zoom(self, zoom: float) -> None:
        self.zoom.setText(f"{round(zoom * 100)}%")
        self.zoom.setAccessibleName(tr("Zoom: {zoom}%").format(zoom=round(zoom * 100)))
