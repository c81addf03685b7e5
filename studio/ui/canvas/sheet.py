"""Sheet: the scene with its two items, kept in step with the document, touching what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from studio.graph.graph import Graph, Wire
from studio.ui.canvas.cards import Cards, around
from studio.ui.canvas.cards_item import EVERYWHERE, CardsItem
from studio.ui.canvas.chips import Chips
from studio.ui.canvas.faces import spoken
from studio.ui.canvas.held import Held
from studio.ui.canvas.lights import Lights
from studio.ui.canvas.paper.pieces import Papers, PieceId
from studio.ui.canvas.picture import Shown, of_one_network
from studio.ui.canvas.pixmaps import Pixmaps
from studio.ui.canvas.state import Hover, Point, State, trouble
from studio.ui.canvas.wires import MANY, Wires
from studio.ui.canvas.wires_item import WiresItem


class Sheet(QGraphicsScene):
    """Arrays, view state and the two items that paint them."""

    selection_changed = Signal(object)  # the ids of the selected blocks
    fits_changed = Signal(object)  # what fits the wire that is drawn, or None

    def __init__(self, parent: QObject) -> None:
        super().__init__(EVERYWHERE, parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.cards, self.wires = Cards(), Wires()
        self.state = State()
        self.within: Mapping[str, str] = {}  # the frame around each block that is in one
        self.exposed: list[QRectF] = []  # the parts that are painted now; none: as Qt says
        self.pixmaps = Pixmaps()
        self.papers = Papers()
        self.chips, self.lights, self.held = Chips(self), Lights(self), Held(self)
        self.wires_item = WiresItem(self)
        self.cards_item = CardsItem(self)
        self.addItem(self.wires_item)
        self.addItem(self.cards_item)

    @property
    def zoom(self) -> float:
        """How large the view shows it."""
        return self.views()[0].transform().m11()

    def follow(self, shown: Shown) -> None:
        """Show this picture and what the checks say about it."""
        self.point_at(Hover())
        graph, checked, self.within = shown.graph, shown.checked, shown.within
        zoom, chips = self.zoom, self.chips.all()
        changes = self.cards.update(shown, zoom)
        areas = changes.areas
        areas += self.papers.update(shown, zoom)
        areas += self.wires.update(graph, checked.shapes, self.cards, changes.moved, zoom)
        old, new = self.state.trouble, trouble(graph, checked.problems)
        self.state.trouble = new
        areas += self._cards_areas({p.block for p in old.ports ^ new.ports})
        areas += self.chips.areas_since(chips, zoom)
        for key in old.wires.keys() ^ new.wires.keys():
            if (row := self.wires.index.get(key)) is not None:
                areas.append(self.wires.area(row, zoom))
        self._forget_what_is_gone(graph)
        self.refresh(areas)

    def select(
        self,
        ids: Iterable[str],
        wires: Iterable[Wire] = (),
        pieces: Iterable[PieceId] = (),
        point: Point | None = None,
    ) -> None:
        """Select these blocks, wires, frames and notes, perhaps a point of a wire: nothing else.

        What is selected lies in one network: of several, in the one around the others.
        """
        state, before = self.state, self.state.marked
        listed = [id for id in ids if id in self.cards and self.cards[id].kind != "end"]
        around = {p: self.papers.within.get(p, "") for p in pieces if p in self.papers}
        chosen, strands, papers = of_one_network(self.within, listed, wires, around)
        if (chosen, strands, papers, point) == before:
            return
        areas = [*self._cards_areas(chosen ^ state.selected)]
        areas += self.wire_areas({*(strands ^ state.wires), *_wires_of(point, state.point)})
        areas += self.papers.areas(papers ^ state.pieces, self.zoom)
        state.selected, state.wires, state.pieces, state.point = chosen, strands, papers, point
        self.refresh(areas)
        if chosen and state.focused not in chosen:  # the keyboard goes on from what is chosen
            one = next(iter(chosen)) if len(chosen) == 1 else ""
            self.focus(one, shown=state.focus_shown and one != "")
        elif papers and not chosen and state.piece_focused not in papers:
            self.focus("", state.focus_shown and len(papers) == 1, next(iter(papers)))
        self.selection_changed.emit(chosen)

    def point_at(self, hover: Hover) -> None:
        """Show what lies under the pointer."""
        state = self.state
        if hover == state.hover:
            return
        old, state.hover = state.hover, hover
        touched = {old.card, hover.card} | {h.port.block for h in (old, hover) if h.port}
        strands = {h.wire for h in (old, hover) if h.wire is not None}
        pieces = {h.piece for h in (old, hover) if h.piece is not None}
        self.refresh([*self._cards_areas(touched), *self.wire_areas(strands)])
        self.refresh(self.papers.areas(pieces, self.zoom))

    def focus(self, id: str, shown: bool, piece: PieceId | None = None) -> None:
        """Show the keyboard focus at a block, or at a frame or note."""
        state = self.state
        if (id, shown, piece) != (state.focused, state.focus_shown, state.piece_focused):
            areas = self._cards_areas({id, state.focused})
            pieces = [each for each in (piece, state.piece_focused) if each is not None]
            areas += self.papers.areas(pieces, self.zoom)
            state.focused, state.focus_shown, state.piece_focused = id, shown, piece
            self.refresh(areas)

    def bounds(self) -> QRectF:
        """The rectangle around all that lies on the paper."""
        return self.cards.bounds().united(self.papers.bounds())

    def refresh(self, areas: Sequence[QRectF]) -> None:
        """Paint these areas again."""
        view = self.views()[0]
        port, transform = view.viewport(), view.viewportTransform()
        window = port.rect()
        mapped = (transform.mapRect(area).toAlignedRect() for area in areas)
        # Told to the window at once: what is told to the scene would not move along with a pan.
        seen = [*islice(filter(window.intersects, mapped), MANY + 1)]
        for area in [window] if len(seen) > MANY else seen:
            port.update(area.adjusted(-2, -2, 2, 2))

    def described(self, id: str) -> str:
        """A block in a sentence, for screen readers."""
        problem = self.state.trouble.chips.get(id)
        return spoken(self.cards[id], problem.what if problem else "")

    def restyle(self) -> None:
        """The colours have changed."""
        self.pixmaps.clear()
        self.update()

    def _cards_areas(self, ids: Iterable[str]) -> list[QRectF]:
        boxes, zoom = self.cards.box[self.cards.rows(ids)].tolist(), self.zoom
        return [around(box, zoom) for box in boxes]

    def wire_areas(self, wires: Iterable[Wire]) -> list[QRectF]:
        """All that these wires cover, as far as they are there."""
        rows = (self.wires.row(wire) for wire in wires)
        return [self.wires.area(row, self.zoom) for row in rows if row is not None]

    def _forget_what_is_gone(self, graph: Graph) -> None:
        state, before = self.state, self.state.marked
        state.selected = frozenset(id for id in state.selected if id in self.cards)
        # A wire that takes another way is another value, and still the one that was selected.
        state.wires = frozenset(w for wire in state.wires if (w := _again(graph, wire)))
        state.pieces = frozenset(piece for piece in state.pieces if piece in self.papers)
        if state.point is not None:
            wire, number = _again(graph, state.point[0]), state.point[1]
            state.point = (wire, number) if wire and number < len(wire.via) else None
        if state.focused not in self.cards:
            state.focused = ""
        if state.piece_focused not in self.papers:
            state.piece_focused = None
        if state.marked != before:
            self.selection_changed.emit(state.selected)


def _again(graph: Graph, wire: Wire) -> Wire | None:
    """The wire of a graph that joins the same."""
    return next((own for own in graph.out_of.get(wire.source, ()) if own.key() == wire.key()), None)


def _wires_of(*points: Point | None) -> list[Wire]:
    return [point[0] for point in points if point is not None]
