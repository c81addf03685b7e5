"""Editors over the canvas: notes and the titles of frames are written where they lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QWidget

from studio.graph.paper import LONGEST_TITLE, Frame, Note
from studio.language import tr
from studio.ui.canvas.paper.pieces import title_area
from studio.ui.canvas.paper.words import PAD, note_height
from studio.ui.theme import colours, font

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

Key = Qt.Key
_ENTER: Final = (Key.Key_Return, Key.Key_Enter)
_LEAST = (200.0, 72.0)
_LEAST_TITLE = 140.0
_TITLE_HIGH = 28.0


class InPlace(QObject):
    """A field over the canvas: it follows what it is about, and ends when the keyboard leaves it.

    `write` gets what was written, once.
    """

    ended = Signal()

    def __init__(
        self, view: CanvasView, field: QPlainTextEdit | QLineEdit, write: Callable[[str], None]
    ) -> None:
        super().__init__(view)
        self.field: QPlainTextEdit | QLineEdit = field
        self._view, self._write = view, write
        self._open = False
        field.installEventFilter(self)
        view.camera.moved.connect(self._place)

    def begin(self) -> None:
        """Show the field and put the keyboard into it."""
        self._open = True
        self._place()
        self.field.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.first()
        self._place()

    def end(self, *, keep: bool = True) -> None:
        """Close it; what was written counts, unless it is not to be kept."""
        if not self._open:
            return
        self._open = False
        had, text = self.field.hasFocus(), self.text()
        self.field.hide()
        self.field.deleteLater()
        self.deleteLater()
        self.ended.emit()
        if had:
            self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        if keep:
            self._write(text)

    def text(self) -> str:
        """What stands in the field."""
        raise NotImplementedError

    def area(self) -> QRectF:
        """Where the field lies in the window."""
        raise NotImplementedError

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = QEvent.Type
        if event.type() == kind.FocusOut and isinstance(event, QFocusEvent):
            reasons = Qt.FocusReason
            stays = (reasons.PopupFocusReason, reasons.ActiveWindowFocusReason)
            if event.reason() not in stays:
                self.end()
        elif event.type() == kind.ShortcutOverride and isinstance(event, QKeyEvent):
            if self.takes(event):  # what is typed here is no shortcut of the window
                event.accept()
                return True
        elif event.type() == kind.KeyPress and isinstance(event, QKeyEvent):
            return self.press(event)
        return False

    def press(self, event: QKeyEvent) -> bool:
        """Keys that end it; False for all others."""
        raise NotImplementedError

    def first(self) -> None:
        """What is selected, or where the cursor stands, when it begins."""
        self.field.selectAll()

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key is for the field, whatever the window does with it elsewhere."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        return not control or event.key() in _ENTER

    def _place(self) -> None:
        self.field.setGeometry(self.area().toAlignedRect())


class NoteEditor(InPlace):
    """The text of a note; Esc and Ctrl+Enter end it."""

    def __init__(self, view: CanvasView, note: Note, write: Callable[[str], None]) -> None:
        field = QPlainTextEdit(note.text, view.viewport())
        super().__init__(view, field, write)
        self._text, self._note = field, note
        tag = colours().tag[note.colour]
        field.setFrameShape(QFrame.Shape.NoFrame)
        field.setFont(font("body"))
        field.setPlaceholderText(tr("Write a note. **bold**, *italic*, `code`, # heading, - list"))
        field.setAccessibleName(tr("Text of the note"))
        field.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        field.document().setDocumentMargin(PAD - 3)
        _dress(field, tag.fill.name())
        field.textChanged.connect(self._place)

    def text(self) -> str:
        return self._text.toPlainText()

    def area(self) -> QRectF:
        note, zoom = self._note, self._view.camera.zoom
        at = self._view.camera.to_window(QRectF(note.x, note.y, 0, 0).topLeft())
        high = max(note_height(note.text, note.width) * zoom, self._wanted())
        return QRectF(at.x(), at.y(), max(note.width * zoom, _LEAST[0]), max(high, _LEAST[1]))

    def press(self, event: QKeyEvent) -> bool:
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        entered = event.key() in _ENTER and control
        if event.key() == Key.Key_Escape or entered:
            self.end()
            return True
        return False

    def first(self) -> None:
        self._text.moveCursor(QTextCursor.MoveOperation.End)

    def _wanted(self) -> float:
        lines = self._text.document().size().height()  # of a plain text: lines, not pixels
        return min((lines + 1) * self._text.fontMetrics().lineSpacing() + 2 * PAD, 480.0)


class TitleEditor(InPlace):
    """The title of a frame; Enter ends it, Esc leaves the title as it was."""

    def __init__(self, view: CanvasView, frame: Frame, write: Callable[[str], None]) -> None:
        field = QLineEdit(frame.title, view.viewport())
        super().__init__(view, field, write)
        self._line, self._frame = field, frame
        field.setMaxLength(LONGEST_TITLE)
        field.setFont(font("strong"))
        field.setAccessibleName(tr("Title of the frame"))
        _dress(field, colours().surface.raised.name())

    def text(self) -> str:
        return self._line.text()

    def area(self) -> QRectF:
        frame, view = self._frame, self._view
        rect = QRectF(frame.x, frame.y, frame.width, frame.height)
        head = view.viewportTransform().mapRect(title_area(rect, view.camera.zoom))
        wide = max(head.width() - 8, _LEAST_TITLE)
        return QRectF(head.left() + 4, head.center().y() - _TITLE_HIGH / 2, wide, _TITLE_HIGH)

    def press(self, event: QKeyEvent) -> bool:
        if event.key() in (*_ENTER, Key.Key_Escape):
            self.end(keep=event.key() != Key.Key_Escape)
            return True
        return False


class Writing:
    """The one field that is open over a canvas, if any."""

    def __init__(self, view: CanvasView) -> None:
        self.field: InPlace | None = None
        self._document = view.document
        self._first = view.document.first  # what tells the document that it is about

    def begin(self, field: InPlace) -> None:
        """Open a field in place of the one that is open."""
        self.end()
        self.field, self._first = field, self._document.first
        field.ended.connect(self._closed)
        field.begin()

    def end(self) -> None:
        """Close it; what was written counts, unless another document stands here now."""
        if self.field is not None:
            self.field.end(keep=self._document.first is self._first)

    def _closed(self) -> None:
        self.field = None


def _dress(field: QWidget, fill: str) -> None:
    now, kind = colours(), type(field).__name__
    field.setStyleSheet(
        f"{kind} {{ background: {fill}; color: {now.text.primary.name()};"
        f" border: 2px solid {now.accent.focus_ring.name()}; border-radius: 4px; }}"
    )
