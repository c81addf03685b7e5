"""Exposing: as few pixels as possible are painted again when the paper is panned or changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Signal
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from studio.ui.canvas.canvas_view import CanvasView

_LEAST = 24  # pixels of the window: what is narrower is painted rather than moved
_ROUND = 8  # pixels at the corners of a tool, where it may not cover what lies below
_SPARE = 12_000  # pixels; painting so many more takes no longer than looking at one more part


class Shift(QObject):
    """Moves what a canvas shows. Qt would paint all of it again, since tools lie on it."""

    done = Signal()

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._by = QPoint()
        self._held = False

    def by(self, dx: int, dy: int) -> None:
        """The paper lies elsewhere."""
        with self.at_once():
            self._by += QPoint(dx, dy)

    @contextmanager
    def at_once(self, keep: bool = True) -> Iterator[None]:
        """Make one step of several; unless the pixels are of use, all are painted again."""
        outer, self._held = self._held, True
        try:
            yield
        finally:
            self._held = outer
            if not outer:
                self._finish(keep)

    def _finish(self, keep: bool) -> None:
        by, self._by = self._by, QPoint()
        if not keep:
            self._view.viewport().update()
        elif by.isNull():
            return
        else:
            tools = (self._view.tool_strip, self._view.minimap, self._view.crumbs)
            _move(self._view.viewport(), tools, by)
        self._view.overlay.scrolled(by.x(), by.y())
        self.done.emit()


def _move(port: QWidget, tools: Iterable[QWidget], by: QPoint) -> None:
    free, rest = QRegion(port.rect()), QRegion(port.rect())
    for tool in tools:
        if tool.isVisible():
            area = tool.geometry()
            free -= area
            rest -= area.adjusted(_ROUND, 0, -_ROUND, 0)
            rest -= area.adjusted(0, _ROUND, 0, -_ROUND)
    # What waits to be painted moves along, out of the part that it was in: were that part not the
    # first to go, it would move twice.
    across, down = (1 if by.x() < 0 else -1), (1 if by.y() < 0 else -1)
    for part in sorted(rects(free), key=lambda part: (down * part.y(), across * part.x())):
        if part.width() >= _LEAST and part.height() >= _LEAST:
            port.scroll(by.x(), by.y(), part)
            rest -= part
    port.update(rest)


def parts(region: QRegion) -> list[QRect]:
    """A few rectangles that cover a region and not much besides."""
    found: list[tuple[QRect, int]] = []  # each with how many of its pixels are meant
    for rect in rects(region):
        meant = _pixels(rect)
        while (near := _nearest(rect, meant, found)) is not None:
            other, more = found.pop(near)
            rect, meant = rect | other, meant + more
        found.append((rect, meant))
    return [rect for rect, _ in found]


def rects(region: QRegion) -> list[QRect]:
    """The rectangles of a region."""
    return list(region)  # type: ignore[call-overload, no-any-return]


def _nearest(rect: QRect, meant: int, others: list[tuple[QRect, int]]) -> int | None:
    """The rectangle that can be painted with this one at the least expense, if that is worth it."""
    best, least = None, _SPARE
    for at, (other, more) in enumerate(others):
        spare = _pixels(rect | other) - meant - more
        if spare < least:
            best, least = at, spare
    return best


def _pixels(rect: QRect) -> int:
    return rect.width() * rect.height()
