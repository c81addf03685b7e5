"""Overlay: what is painted over the canvas: the gesture under way, and a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QRectF, QTimer
from PySide6.QtGui import QPainter

from studio.ui import tokens
from studio.ui.canvas.note import Note

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView


class Drawn(Protocol):
    """Something that is painted over the canvas, in the window's units."""

    def area(self) -> QRectF: ...

    def paint(self, painter: QPainter) -> None: ...


class Overlay:
    """Paints over the canvas and knows which part of the window that touches."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._drawn: Drawn | None = None
        self._note: Note | None = None
        self._covered: list[QRectF] = []
        self._kept = QTimer(view, singleShot=True, interval=tokens.raw()["motion"]["toast"])
        self._kept.timeout.connect(self.dismiss)

    @property
    def note(self) -> Note | None:
        """The note that is shown."""
        return self._note

    def draw(self, drawn: Drawn | None) -> None:
        """Paint this over the canvas from now on; call again whenever it moves."""
        self._drawn = drawn
        self.refresh()

    def say(self, note: Note | None) -> None:
        """Show a note, or none, unless one is kept."""
        if note != self._note and not self._kept.isActive():
            self._note = note
            self.refresh()

    def keep(self, note: Note) -> None:
        """Show a note for some seconds, whatever the pointer does, or until it is dismissed."""
        self.dismiss()
        self.say(note)
        self._kept.start()

    def dismiss(self) -> None:
        """The next press, key or edit: show no note."""
        self._kept.stop()
        self.say(None)

    def scrolled(self, dx: int, dy: int) -> None:
        """The pixels of the window were moved, with what is painted over them."""
        self._covered += [area.translated(dx, dy) for area in self._covered]

    def refresh(self) -> None:
        """Repaint what was covered and what is covered now."""
        viewport, now = self._view.viewport(), self._areas()
        for area in (*self._covered, *now):
            viewport.update(area.toAlignedRect().adjusted(-2, -2, 2, 2))
        self._covered = now
        self._view.minimap.make_way(now)

    def paint(self, painter: QPainter) -> None:
        """Paint it; the painter's units are the window's."""
        if self._drawn is not None:
            self._drawn.paint(painter)
        if self._note is not None:
            self._note.paint(painter, self._window())

    def _areas(self) -> list[QRectF]:
        areas = [self._drawn.area()] if self._drawn is not None else []
        if self._note is not None:
            areas.append(self._note.covers(self._window()))
        return [area for area in areas if not area.isEmpty()]

    def _window(self) -> QRectF:
        return QRectF(self._view.viewport().rect())
