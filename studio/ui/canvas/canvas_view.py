"""CanvasView: the network on paper, painted from arrays, with every gesture and command on it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from studio.graph.graph import Wire
from studio.language import tr, tr_count
from studio.ui.canvas import accessible
from studio.ui.canvas.adding import Adding
from studio.ui.canvas.arranging import Arranging
from studio.ui.canvas.bookmarking import Bookmarking
from studio.ui.canvas.camera import Camera
from studio.ui.canvas.crumbs import Crumbs
from studio.ui.canvas.editing import Editing
from studio.ui.canvas.empty_state import EmptyState
from studio.ui.canvas.exposing import Shift, parts
from studio.ui.canvas.gliding import Gliding
from studio.ui.canvas.grid import paint_grid
from studio.ui.canvas.group_editing import GroupEditing
from studio.ui.canvas.key_wiring import KeyWiring
from studio.ui.canvas.keys import Keys
from studio.ui.canvas.minimap import Minimap
from studio.ui.canvas.overlay import Overlay
from studio.ui.canvas.paper.editing import PaperEditing
from studio.ui.canvas.paper.pieces import PieceId
from studio.ui.canvas.paper.rerouting import Rerouting
from studio.ui.canvas.pen import Pen
from studio.ui.canvas.placing import Placing
from studio.ui.canvas.pointer import Pointer
from studio.ui.canvas.previewing import Previewing
from studio.ui.canvas.quick_add import QuickAdd
from studio.ui.canvas.selecting import Selecting
from studio.ui.canvas.sheet import Sheet
from studio.ui.canvas.tool_strip import ToolStrip
from studio.ui.canvas.touch import Touch
from studio.ui.canvas.visits import Visits
from studio.ui.document import Document
from studio.ui.scope import Scope
from studio.ui.theme import theme

_EDGE = 16  # from the window's edge to the tools on the canvas


class CanvasView(QGraphicsView):
    """The canvas of one document.

    Its commands are methods of its parts: `camera` (zoom, fit), `editing` (delete, copy, paste) and
    `placing` (new blocks). They call `Document.edit`; the canvas then follows the document.
    """

    selection_changed = Signal(object)  # frozenset of block ids
    zoom_changed = Signal(float)
    message = Signal(str)  # something to tell in passing
    context_menu = Signal(QPoint, str)  # global position, and a block's id or nothing
    edit_requested = Signal(str)  # show the first setting of this block
    name_requested = Signal()  # let a name be typed for the selected block
    fixes_requested = Signal(str)  # list the fixes for the problem of this block
    fix_requested = Signal(str)  # take the best of them
    input_requested = Signal()
    examples_requested = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.scope = Scope(document)
        self.sheet = Sheet(self)
        self.cards, self.select = self.sheet.cards, self.sheet.select
        self.setScene(self.sheet)
        _dress(self)
        self.shift = Shift(self)
        accessible.install()
        self.camera = Camera(self)
        self.visits = Visits(self)
        self.overlay = Overlay(self)
        self.editing = Editing(self)
        self.gliding = Gliding(self)
        self.selecting, self.arranging = Selecting(self), Arranging(self)
        self.bookmarking = Bookmarking(self)
        self.adding = Adding(self)
        self.placing = Placing(self)
        self.quick_add = QuickAdd(self)
        self.previewing = Previewing(self)
        self.groups = GroupEditing(self)
        self.paper = PaperEditing(self)
        self.rerouting = Rerouting(self)
        self.pointer = Pointer(self)
        self.touch, self.pen = Touch(self), Pen(self)
        self.key_wiring = KeyWiring(self)
        self.keys = Keys(self)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.sheet.cards_item.finish)
        self.tool_strip = ToolStrip(self)
        self.minimap = Minimap(self)
        self.crumbs = Crumbs(self)
        self.empty_state = EmptyState(self)
        self._connect()
        self._follow()

    @property
    def selection(self) -> frozenset[str]:
        """The ids of the selected blocks."""
        return self.sheet.state.selected

    @property
    def selected_wires(self) -> frozenset[Wire]:
        """The selected wires."""
        return self.sheet.state.wires

    @property
    def selected_pieces(self) -> frozenset[PieceId]:
        """The selected frames and notes."""
        return self.sheet.state.pieces

    def show_block(self, id: str) -> None:
        """Select a block and bring it into view."""
        if id in self.cards:
            self.select({id})
            self.camera.reveal(id)

    def paintEvent(self, event: QPaintEvent) -> None:
        # Qt tells the items only the rectangle around all that is exposed: after a slanted step of
        # a pan that is everything, though two narrow strips are meant.
        strips = parts(event.region())
        self.sheet.exposed = [self.mapToScene(s).boundingRect() for s in strips]
        super().paintEvent(event)
        self.sheet.exposed = []

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        self.sheet.pixmaps.frame()
        paint_grid(painter, self.sheet.exposed or [QRectF(rect)])

    def drawForeground(self, painter: QPainter, _rect: QRectF | QRect) -> None:
        painter.resetTransform()
        self.overlay.paint(painter)
        if self.sheet.cards_item.late:
            self._later.start()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        super().scrollContentsBy(dx, dy)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
        self.shift.by(dx, dy)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        _lay_out(self)

    def focusNextPrevChild(self, forward: bool) -> bool:
        # Tab goes from block to block, and past the last one out of the canvas.
        return (self.hasFocus() and self.keys.tab(forward)) or super().focusNextPrevChild(forward)

    def _connect(self) -> None:
        self.scope.changed.connect(self._follow)
        self.scope.leaving.connect(self.visits.leave)
        self.scope.leaving.connect(self.paper.end)
        self.scope.moved.connect(self.visits.arrive)
        self.scope.refused.connect(self.message)
        self.document.opened.connect(self.visits.clear)
        self.document.opened.connect(self.paper.end)
        self.crumbs.unique_requested.connect(self.groups.make_place_unique)
        self.sheet.selection_changed.connect(self.selection_changed)
        self.sheet.selection_changed.connect(lambda _ids: accessible.tell_selection(self))
        self.camera.zoom_changed.connect(self.zoom_changed)
        self.camera.moved.connect(self._moved)
        self.empty_state.input_requested.connect(self.input_requested)
        self.empty_state.examples_requested.connect(self.examples_requested)
        theme().changed.connect(self.sheet.restyle)

    def _follow(self) -> None:
        """The document has changed, or another network is shown: show what differs."""
        self.gliding.finish()
        self.pointer.cancel()
        self.previewing.hide()
        self.quick_add.popup.close_without_choice()
        self.overlay.dismiss()
        self.sheet.follow(self.scope.shown)
        nodes = len(self.scope.shown.order)
        name, blocks = self.scope.place.definition, tr_count("{n} block", "{n} blocks", nodes)
        text = tr("Inside {group}, {blocks}") if name else tr("Canvas, {blocks}")
        self.setAccessibleName(text.format(group=name, blocks=blocks))
        self.empty_state.setVisible(not (nodes or self.sheet.papers or self.scope.path))
        self.minimap.renew()
        self.crumbs.renew()

    def _moved(self) -> None:
        if self.pointer.gesture is None:
            self.overlay.dismiss()  # what the note is about lies elsewhere now
        self.overlay.refresh()
        self.minimap.follow()


def _lay_out(view: CanvasView) -> None:
    """Put the tools at the lower corners, and the empty state in the middle."""
    size, tools, overview, empty = view.size(), view.tool_strip, view.minimap, view.empty_state
    tools.move(_EDGE, size.height() - tools.height() - _EDGE + 4)
    view.crumbs.move(_EDGE, _EDGE - 4)
    corner = size - overview.size()
    overview.move(corner.width() - _EDGE, corner.height() - _EDGE)
    middle = (size - empty.size()) / 2
    empty.move(middle.width(), middle.height())


def _dress(view: QGraphicsView) -> None:
    """Set it up for speed: small repaints, and no scroll bars, whose style costs as much."""
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.MinimalViewportUpdate)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
    view.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
    view.setRenderHint(QPainter.RenderHint.Antialiasing)
    view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    view.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    view.setMinimumSize(240, 160)
