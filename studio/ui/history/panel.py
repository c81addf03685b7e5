"""The history panel: a list over the upper right of the canvas, which stays while one works."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from studio.language import tr
from studio.ui.controls.button import IconButton
from studio.ui.controls.outline import painting
from studio.ui.controls.popover import SHADE, paint_frame
from studio.ui.controls.text import Text
from studio.ui.history.row_painting import StepPainter

_WIDTH: Final = 264
_HIGHEST: Final = 460
_EDGE: Final = 12  # from the canvas' edge
_HEAD: Final = 44


class StepList(QListView):
    """The steps. A click, Enter or Space goes to one."""

    step_wanted = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("choices")
        self.setAccessibleName(tr("History"))
        self.setAccessibleDescription(tr("Enter goes to a step, Esc closes the list"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(StepPainter(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self._want(self.currentIndex())
            case Qt.Key.Key_Escape:
                self.left.emit()
            case _:
                super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self._want(self.indexAt(event.position().toPoint()))

    def _want(self, index: QModelIndex) -> None:
        if index.isValid():
            self.step_wanted.emit(index.row())


class HistoryPanel(QWidget):
    """A head and the steps, as high as they need while the canvas has room for them."""

    closed = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self.setAccessibleName(tr("History"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._canvas = canvas
        self.list = StepList(self)
        self.facts = Text("", "small", "muted")
        self.close_button = IconButton("x", tr("Close the history"))
        self.close_button.clicked.connect(self.closed)
        self.list.left.connect(self.closed)
        self._lay_out()
        self.hide()
        canvas.installEventFilter(self)

    def fit(self) -> None:
        """Take the room that the steps need."""
        rows = self.list.model().rowCount() if self.list.model() else 0
        high = _HEAD + rows * max(self.list.sizeHintForRow(0), 0) + 6 + SHADE
        room = self._canvas.size()
        self.setGeometry(
            room.width() - _WIDTH - _EDGE,
            _EDGE,
            _WIDTH,
            min(high, _HIGHEST, room.height() - 2 * _EDGE),
        )

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.fit()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            paint_frame(painter, QRectF(self.rect()))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 6, 0)
        head.setSpacing(8)
        head.addWidget(Text(tr("History"), "strong"))
        head.addWidget(self.facts, 1)
        head.addWidget(self.close_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 5, 1, 6 + SHADE)
        whole.setSpacing(2)
        whole.addLayout(head)
        whole.addWidget(self.list, 1)
