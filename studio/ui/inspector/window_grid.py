"""A small demonstration: how a window moves over a grid, with a block's own numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from studio.blocks.block import Block
from studio.blocks.convolution import Conv1D
from studio.blocks.edges import ends
from studio.blocks.filters import PictureFilters
from studio.blocks.pooling import Pooling1D, Pooling2D
from studio.blocks.window import Window
from studio.language import number, tr
from studio.ui import motion
from studio.ui.controls.outline import painting
from studio.ui.theme import colours

_WIDE: Final = 328
_LARGEST: Final = 14.0  # a cell
_SMALLEST: Final = 6.0
_LEAST_SIDE: Final = 5
_BETWEEN: Final = 3.0  # in cells, between what is read and what comes out
_STEP: Final = 500  # milliseconds at each place


@dataclass(frozen=True, slots=True)
class Demo:
    """The windows on the two sides of a small picture; a sequence is one pixel high."""

    down: Window
    across: Window

    @property
    def places(self) -> tuple[int, int]:
        """In how many places the window stands, down and across."""
        return _known(self.down.places), _known(self.across.places)

    def cells(self, place: int) -> list[tuple[int, int]]:
        """The cells that are read at a place; those of the padding lie before 0 or behind."""
        row, column = divmod(place, self.places[1])
        return [(y, x) for y in _points(self.down, row) for x in _points(self.across, column)]

    def words(self) -> str:
        """The demonstration in a sentence."""
        said = tr("A kernel of {kernel} moves by {stride}: {side} places become {out}.")
        return said.format(
            kernel=_pair(self.down.kernel, self.across.kernel),
            stride=_pair(self.down.stride, self.across.stride),
            side=_pair(_known(self.down.side), _known(self.across.side)),
            out=_pair(*self.places),
        )


def demo(block: Block) -> Demo | None:
    """A demonstration with the numbers of a block; None where none of this size can be shown."""
    made = _demo(block)
    if made is None or not (made.down.fits and made.across.fits):
        return None
    return made if _cell(made) >= _SMALLEST else None


def _demo(block: Block) -> Demo | None:
    match block:
        case PictureFilters(kernel=kernel, stride=stride, padding=padding):
            spread = block.dilation
        case Pooling2D(kernel=kernel, stride=stride, padding=padding):
            spread = getattr(block, "dilation", (1, 1))
        case Conv1D(kernel=k, stride=s, padding=along):
            return Demo(Window(1, 1), _window(k, s, block.dilation, along, 0))
        case Pooling1D(kernel=k, stride=s, padding=along):
            return Demo(Window(1, 1), _window(k, s, getattr(block, "dilation", 1), along, 0))
        case _:
            return None
    down, across = (
        _window(k, s, d, padding, axis)
        for axis, (k, s, d) in enumerate(zip(kernel, stride, spread, strict=True))
    )
    return Demo(down, across)


def _window(kernel: int, stride: int, dilation: int, padding: object, axis: int) -> Window:
    """A window on a side that it moves over a few times."""
    span = dilation * (kernel - 1) + 1
    side = max(_LEAST_SIDE, span + 2 * stride)
    added = ends(padding, axis, side, span, stride)  # type: ignore[arg-type]
    return Window(side, kernel, stride, added, dilation)


class WindowGrid(QWidget):
    """The grid, the window that moves over it, and what comes out; still where motion is off."""

    def __init__(self, shown: Demo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._demo = shown
        self.place = 0
        self._timer = QTimer(self, interval=_STEP)
        self._timer.timeout.connect(self.advance)
        self.setAccessibleName(shown.words())
        self.setFixedSize(self.sizeHint())

    @property
    def moving(self) -> bool:
        """Whether the window moves by itself."""
        return self._timer.isActive()

    def advance(self) -> None:
        """Go on to the next place, from the last one to the first."""
        down, across = self._demo.places
        self.place = (self.place + 1) % (down * across)
        self.update()

    def sizeHint(self) -> QSize:
        made = self._demo
        rows = _known(made.down.side) + made.down.padding
        return QSize(_WIDE, round(rows * _cell(made)) + 2)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if motion.duration("panel"):
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def paintEvent(self, _event: QPaintEvent) -> None:
        made, read = self._demo, set(self._demo.cells(self.place))
        with painting(self) as painter:
            painter.translate(1, 1)
            for y in _padded(made.down):
                for x in _padded(made.across):
                    self._paint_read(painter, y, x, (y, x) in read)
            down, across = made.places
            for place in range(down * across):
                self._paint_out(painter, *divmod(place, across), place)

    def _paint_read(self, painter: QPainter, y: int, x: int, read: bool) -> None:
        now, made = colours(), self._demo
        inside = 0 <= y < _known(made.down.side) and 0 <= x < _known(made.across.side)
        painter.setPen(QPen(now.accent.focus_ring if read else now.border.default, 1))
        fill = now.surface.raised if inside else now.surface.sunken
        painter.setBrush(now.accent.subtle if read else fill)
        self._paint_cell(painter, y + made.down.ends[0], x + made.across.ends[0])

    def _paint_out(self, painter: QPainter, y: int, x: int, place: int) -> None:
        now, made = colours(), self._demo
        painter.setPen(QPen(now.border.default, 1))
        done = now.accent.subtle if place < self.place else now.surface.raised
        painter.setBrush(now.accent.fill if place == self.place else done)
        first = _known(made.across.side) + made.across.padding + _BETWEEN
        self._paint_cell(painter, y, x + first)

    def _paint_cell(self, painter: QPainter, y: float, x: float) -> None:
        side = _cell(self._demo)
        painter.drawRect(QRectF(x * side, y * side, side - 2, side - 2))


def _cell(made: Demo) -> float:
    """How large a cell is, so that both grids stand side by side."""
    read = _known(made.across.side) + made.across.padding
    high = _known(made.down.side) + made.down.padding
    return min(_LARGEST, (_WIDE - 2) / (read + _BETWEEN + made.places[1]), 240 / high)


def _padded(window: Window) -> range:
    """The cells of a side with its padding."""
    before, behind = window.ends
    return range(-before, _known(window.side) + behind)


def _points(window: Window, place: int) -> list[int]:
    begin = place * window.stride - window.ends[0]
    return [begin + point * window.dilation for point in range(window.kernel)]


def _known(length: object) -> int:
    assert isinstance(length, int)
    return length


def _pair(down: int, across: int) -> str:
    return f"{number(down)} × {number(across)}"
