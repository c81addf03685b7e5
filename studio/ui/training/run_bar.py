"""The head of the dock: Train, Pause and Stop, and how far the run is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from studio.language import number, tr
from studio.training.history import History
from studio.ui import tokens
from studio.ui.controls.button import Button
from studio.ui.controls.outline import painting, rounded
from studio.ui.controls.text import Text
from studio.ui.theme import colours
from studio.ui.training.wording import duration, left, speed

_ROOM_FOR_ALL = 960  # a narrower bar leaves out speed and time so far


class RunBar(QWidget):
    """Buttons at the left; epoch, batch, speed and times over a bar of progress."""

    train = Signal()
    pause = Signal()
    stop = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(64)
        self.train_button = Button(tr("Train"), icon="play")
        self.pause_button = Button(tr("Pause"), icon="pause")
        self.stop_button = Button(tr("Stop"), icon="square")
        self.headline = Text("", "strong")
        self._detail = Text("", "small", "muted")
        self._figures = Text("", "small", "secondary")
        self._left = Text("", "small", weight=500)
        self.bar = Bar()
        self.train_button.clicked.connect(self.train)
        self.pause_button.clicked.connect(self.pause)
        self.stop_button.clicked.connect(self.stop)
        self._lay_out()

    def show_message(self, text: str, tone_of_error: bool = False) -> None:
        """One sentence in the place of the figures."""
        self.headline.set_tone("error" if tone_of_error else "primary")
        self.headline.say(text)
        for figure in (self._detail, self._figures, self._left):
            figure.say("")

    def show_progress(self, history: History, total_epochs: int, paused: bool = False) -> None:
        """Epoch, batch, speed, times and the bar, from the latest news of a run."""
        latest = history.latest
        if latest is None:
            return
        self.headline.set_tone("primary")
        epoch = tr("Paused in epoch {n} of {all}") if paused else tr("Epoch {n} of {all}")
        self.headline.say(epoch.format(n=latest.epoch, all=total_epochs))
        self._detail.say(
            tr("Batch {n} of {all}").format(n=number(latest.step), all=number(latest.steps))
        )
        so_far = tr("{time} so far").format(time=duration(latest.seconds))
        self._figures.say(f"{speed(latest.samples_per_s)}  ·  {so_far}  ·")
        share = fraction(history, total_epochs)
        self.bar.show_share(share)
        rest = latest.seconds * (1 - share) / share if share > 0 else 0.0
        self._left.say(left(rest))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._figures.setVisible(event.size().width() >= _ROOM_FOR_ALL)

    def _lay_out(self) -> None:
        figures = QHBoxLayout()
        figures.setSpacing(9)
        figures.addWidget(self.headline)
        figures.addWidget(self._detail)
        figures.addStretch(1)
        figures.addWidget(self._figures)
        figures.addWidget(self._left)
        column = QVBoxLayout()
        column.setSpacing(9)
        column.addStretch(1)
        column.addLayout(figures)
        column.addWidget(self.bar)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        for button in (self.train_button, self.pause_button, self.stop_button):
            row.addWidget(button)
        row.addSpacing(22)
        row.addLayout(column, 1)


class Bar(QWidget):
    """A bar of progress."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(6)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Progress of the run"))

    def show_share(self, share: float) -> None:
        """Show how much is done, from 0 to 1."""
        self._share = min(1.0, max(0.0, share))
        self.setAccessibleDescription(f"{self._share:.0%}")
        self.update()

    def share(self) -> float:
        return self._share

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, corner = colours(), tokens.radius().bar
        with painting(self) as painter:
            rounded(painter, self.rect(), corner, now.border.subtle)
            done = QRectF(0, 0, self.width() * self._share, self.height())
            if done.width() > 0:
                painter.setClipRect(done, Qt.ClipOperation.ReplaceClip)
                rounded(painter, self.rect(), corner, now.accent.fill)


def fraction(history: History, total_epochs: int) -> float:
    """How much of a run is done, from 0 to 1."""
    latest = history.latest
    if latest is None or not total_epochs:
        return 0.0
    return (latest.epoch - 1 + latest.step / latest.steps) / total_epochs
