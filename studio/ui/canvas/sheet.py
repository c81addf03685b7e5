"""Sheet: the scene with its two items, kept in step with the document, touching what differs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtWidgets import QGraphicsScene

from studio.graph.graph import Wire
from studio.ui.canvas.cards import Cards, around
from studio.ui.canvas.cards_item import EVERYWHERE, CardsItem
from studio.ui.canvas.chips import Chips
from studio.ui.canvas.faces import spoken
from studio.ui.canvas.fitting import Fits
from studio.ui.canvas.picture import Shown, of_one_network
from studio.ui.canvas.pixmaps import Pixmaps
from studio.ui.canvas.primitives import Floats, Indices
from studio.ui.canvas.state import Hover, State, trouble
from studio.ui.canvas.wires import MANY, Wires
from studio.ui.canvas.wires_item import WiresItem


class Sheet(QGraphicsScene):
    """Arrays, view state and the two items that paint them."""

    selection_changed = Signal(object)  # the ids of the selected blocks

    def __init__(self, parent: QObject) -> None:
        super().__init__(EVERYWHERE, parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.cards, self.wires = Cards(), Wires()
        self.state = State()
        self.within: Mapping[str, str] = {}  # the frame around each block that is in one
        self.exposed: list[QRectF] = []  # the parts that are painted now; none: as Qt says
        self.pixmaps = Pixmaps()
        self.chips = Chips(self)
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
        areas += self.wires.update(graph, checked.shapes, self.cards, changes.moved, zoom)
        old, new = self.state.trouble, trouble(graph, checked.problems)
        self.state.trouble = new
        areas += self._cards_areas({p.block for p in old.ports ^ new.ports})
        areas += self.chips.areas_since(chips, zoom)
        for key in old.wires.keys() ^ new.wires.keys():
            if (row := self.wires.index.get(key)) is not None:
                areas.append(self.wires.area(row, zoom))
        self._forget_what_is_gone()
        self.refresh(areas)

    def select(self, ids: Iterable[str], wires: Iterable[Wire] = ()) -> None:
        """Select these blocks and wires, and nothing else.

        What is selected lies in one network: of several, in the one around the others.
        """
        state = self.state
        listed = [id for id in ids if id in self.cards and self.cards[id].kind != "end"]
        chosen, strands = of_one_network(self.within, listed, wires)
        if chosen == state.selected and strands == state.wires:
            return
        self.refresh(
            [*self._cards_areas(chosen ^ state.selected), *self._wire_areas(strands ^ state.wires)]
        )
        state.selected, state.wires = chosen, strands
        if chosen and state.focused not in chosen:  # the keyboard goes on from what is chosen
            one = next(iter(chosen)) if len(chosen) == 1 else ""
            self.focus(one, shown=state.focus_shown and one != "")
        self.selection_changed.emit(chosen)

    def point_at(self, hover: Hover) -> None:
        """Show what lies under the pointer."""
        state = self.state
        if hover == state.hover:
            return
        old, state.hover = state.hover, hover
        touched = {old.card, hover.card} | {h.port.block for h in (old, hover) if h.port}
        strands = {h.wire for h in (old, hover) if h.wire is not None}
        self.refresh([*self._cards_areas(touched), *self._wire_areas(strands)])

    def focus(self, id: str, shown: bool) -> None:
        """Show the keyboard focus at a block."""
        state = self.state
        if (id, shown) != (state.focused, state.focus_shown):
            areas = self._cards_areas({id, state.focused})
            state.focused, state.focus_shown = id, shown
            self.refresh(areas)

    def light(self, wire: Wire | None) -> None:
        """Light the wire that a carried block would go into."""
        if wire is not self.state.lit:
            areas = self._wire_areas([w for w in (wire, self.state.lit) if w is not None])
            self.state.lit = wire
            self.refresh(areas)

    def hide(self, wires: Iterable[Wire]) -> None:
        """Hide these wires and no others, for the length of a preview."""
        before, self.state.hidden = self.state.hidden, frozenset(map(id, wires))
        if before != self.state.hidden:
            self.update()

    def offer(self, id: str, title: str) -> None:
        """Show beside the problem of a block a button that takes its best fix."""
        if (id, title) != self.state.offer:
            chips = self.chips.all()
            self.state.offer = (id, title)
            self.refresh(self.chips.areas_since(chips, self.zoom))

    def show_fits(self, fits: Fits | None) -> None:
        """While a wire is drawn: light the ports that fit, dim the rest."""
        self.state.fits = fits
        self.update()

    def place(self, rows: Indices, corners: Floats) -> None:
        """Put cards elsewhere for the length of a drag; the document does not know."""
        chips, zoom = self.chips.all(), self.zoom
        areas = [around(box, zoom) for box in self.cards.box[rows].tolist()]
        self.cards.box[rows, :2] = corners
        areas += [around(box, zoom) for box in self.cards.box[rows].tolist()]
        areas += self.wires.follow(self.cards, areas, zoom)
        self.refresh(areas + self.chips.areas_since(chips, zoom))

    def refresh(self, areas: Sequence[QRectF]) -> None:
        """Paint these areas again."""
        if len(areas) > MANY:
            self.update()
            return
        for area in areas:
            self.update(area)

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

    def _wire_areas(self, wires: Iterable[Wire]) -> list[QRectF]:
        rows = (self.wires.row(wire) for wire in wires)
        return [self.wires.area(row, self.zoom) for row in rows if row is not None]

    def _forget_what_is_gone(self) -> None:
        state = self.state
        kept = frozenset(id for id in state.selected if id in self.cards)
        state.wires = frozenset(w for w in state.wires if self.wires.row(w) is not None)
        if state.focused not in self.cards:
            state.focused = ""
        if kept != state.selected:
            state.selected = kept
            self.selection_changed.emit(kept)
