"""The top bar: menu, document, the five steps, device, theme, help and one action."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from studio.language import tr
from studio.ui import icons, tokens
from studio.ui.controls.button import Button, IconButton, Role
from studio.ui.controls.outline import focus_ring, painting, rounded
from studio.ui.controls.step_bar import Step, StepBar
from studio.ui.controls.text import Text
from studio.ui.theme import colours, font, theme


class TopBar(QWidget):
    """Everything is laid out around the steps, which stay in the middle of the window."""

    step_chosen = Signal(str)
    device_clicked = Signal()
    help_clicked = Signal()
    action_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(tokens.sizes().top_bar)
        self._menu: QMenu | None = None
        self.menu_button = IconButton("menu", tr("Menu"), self)
        self._mark = Mark(self)
        self._name = Text("", "strong", parent=self)
        self._edited = Text("", "small", "muted", parent=self)
        self.steps = StepBar(_steps(), self)
        self.action = Button("", role="accent", parent=self)
        self.device = DeviceChip(self)
        self.search_button = IconButton("search", tr("Run a command"), self)
        self.theme_button = IconButton("moon", "", self)
        self.help_button = IconButton("circle-help", tr("Help"), self)
        self._connect()
        self._show_theme()

    def set_menu(self, menu: QMenu) -> None:
        """The menu that the first button opens."""
        self._menu = menu

    def set_document(self, name: str, edited: bool, has_file: bool = True) -> None:
        """Name the document and say whether it differs from its file, if it has one."""
        self._name.say(name)
        self._edited.say(tr("Edited") if edited else tr("Saved") if has_file else "")
        self._lay_out()

    def set_action(
        self,
        text: str,
        *,
        icon: str = "play",
        role: Role = "accent",
        progress: float | None = None,
        why_not: str = "",
    ) -> None:
        """What the button at the right does; with a reason why not, it is off."""
        self.action.dress(text, icon=icon, role=role, progress=progress)
        self.action.refuse(why_not)
        self._lay_out()

    def set_device(self, name: str, tip: str = "") -> None:
        """Where training runs: "CPU", "CUDA"."""
        self.device.say(name, tip)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, _event: QPaintEvent) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), colours().surface.base)
            line = self.rect().adjusted(0, self.height() - 1, 0, 0)
            painter.fillRect(line, colours().border.subtle)

    def _connect(self) -> None:
        self.menu_button.clicked.connect(self._open_menu)
        self.steps.chosen.connect(self.step_chosen)
        self.device.clicked.connect(self.device_clicked)
        self.theme_button.clicked.connect(theme().switch)
        self.help_button.clicked.connect(self.help_clicked)
        self.action.clicked.connect(self.action_clicked)
        theme().changed.connect(self._show_theme)

    def _open_menu(self) -> None:
        if self._menu is not None:
            self._menu.popup(self.menu_button.mapToGlobal(QPoint(0, self.menu_button.height() + 2)))

    def _show_theme(self) -> None:
        dark = colours().scheme == "dark"
        name = tr("Switch to light colours") if dark else tr("Switch to dark colours")
        self.theme_button.rename(name, "sun" if dark else "moon")

    def _lay_out(self) -> None:
        middle = self.height() // 2
        right = self.width() - 12
        self._place(self.action, right - self.action.sizeHint().width(), middle)
        right = self.action.x() - 11
        for widget in (self.help_button, self.theme_button, self.search_button):
            right -= widget.width()
            self._place(widget, right, middle)
            right -= 2
        self._place(self.device, right - 8 - self.device.sizeHint().width(), middle)
        steps = self.steps.sizeHint().width()
        left = min((self.width() - steps) // 2, self.device.x() - steps - 8)
        self._place(self.steps, left, middle)
        self._place(self.menu_button, 12, middle)
        self._place(self._mark, 50, middle)
        self._lay_out_name(middle, self.steps.x() - 12)

    def _lay_out_name(self, middle: int, right: int) -> None:
        """The name gives way first, down to a few letters; then Saved disappears."""
        left = 82
        name, edited = self._name.sizeHint().width(), self._edited.sizeHint().width()
        room = right - left
        self._edited.setVisible(room - edited - 10 >= 64)
        if self._edited.isVisibleTo(self):
            room -= edited + 10
        self._name.setGeometry(left, middle - 9, max(0, min(name, room)), 18)
        self._edited.setGeometry(left + self._name.width() + 10, middle - 8, edited, 16)

    def _place(self, widget: QWidget, x: int, middle: int) -> None:
        size = widget.sizeHint()
        widget.setGeometry(x, middle - size.height() // 2, size.width(), size.height())


class DeviceChip(QAbstractButton):
    """Names the device that trains."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(font("small", 500))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.say("CPU", "")

    def say(self, name: str, tip: str) -> None:
        self.setText(name)
        self.setToolTip(tip or tr("Training runs on {device}").format(device=name))
        self.setAccessibleName(tr("Device: {device}").format(device=name))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        text = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(text) + 41, 28)

    def paintEvent(self, _event: QPaintEvent) -> None:
        now, corner = colours(), tokens.radius().control
        with painting(self) as painter:
            fill = now.surface.hover if self.underMouse() else now.surface.base
            rounded(painter, self.rect(), corner, fill, now.border.subtle)
            icons.paint(painter, "cpu", QPointF(10, 7), now.text.secondary, 14)
            painter.setPen(now.text.secondary)
            area = QRectF(31, 0, self.width(), self.height())
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, self.text())
            if self.hasFocus():
                focus_ring(painter, self.rect(), corner)


class Mark(QWidget):
    """The mark of the app: two warp threads and two weft threads of a loom."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(22, 22)
        self.setAccessibleName("Layerloom")

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = colours()
        with painting(self) as painter:
            warp = QPen(now.text.primary, 2.4, c=Qt.PenCapStyle.RoundCap)
            weft = QPen(now.accent.focus_ring, 2.4, c=Qt.PenCapStyle.RoundCap)
            gap = QPen(now.surface.base, 5.0, c=Qt.PenCapStyle.FlatCap)
            for x in (7.0, 15.0):
                painter.setPen(warp)
                painter.drawLine(QPointF(x, 2), QPointF(x, 20))
            for y, over in ((7.0, 7.0), (15.0, 15.0)):
                painter.setPen(gap)
                painter.drawLine(QPointF(over - 3, y), QPointF(over + 3, y))
                painter.setPen(weft)
                painter.drawLine(QPointF(2, y), QPointF(20, y))
                under = 22 - over
                painter.setPen(QPen(now.surface.base, 5.0, c=Qt.PenCapStyle.FlatCap))
                painter.drawLine(QPointF(under, y - 3), QPointF(under, y + 3))
                painter.setPen(warp)
                painter.drawLine(QPointF(under, y - 4), QPointF(under, y + 4))


def _steps() -> tuple[Step, ...]:
    return (
        Step("data", tr("Data")),
        Step("build", tr("Build")),
        Step("train", tr("Train")),
        Step("test", tr("Test")),
        Step("export", tr("Export")),
    )
