"""Edits of frames and notes, and how these follow the blocks that they lie around."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final, Literal, TypeVar

from studio.graph.graph import Network, Node, Wire
from studio.graph.paper import CARD, MOST_FRAMES, MOST_NOTES, Box, Frame, Note, Piece, on_paper

N = TypeVar("N", bound=Network)
P = TypeVar("P", bound=Piece)
# Left, above, right and below of what a frame is put around: two frames fit between two rows.
AIR: Final = (48.0, 24.0, 48.0, 8.0)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Frames and notes of one network, by their ids."""

    frames: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.frames) + len(self.notes)

    def listed(self) -> list[tuple[Literal["frame", "note"], str]]:
        """Each with what it is."""
        return [*(("frame", id) for id in self.frames), *(("note", id) for id in self.notes)]

    def __or__(self, more: Pieces) -> Pieces:
        return Pieces(self.frames | more.frames, self.notes | more.notes)


NO_PIECES: Final = Pieces()


def free_id(network: Network, kind: str, taken: Collection[str] = ()) -> str:
    """An id for a frame or a note ("frame_2") that none has yet."""
    used = {piece.id for piece in (*network.frames, *network.notes)}
    ids = (f"{kind}_{number}" for number in count(1))
    return next(id for id in ids if id not in used and id not in taken)


def with_pieces(network: N, *pieces: Piece) -> N:
    """With these frames and notes, in place of those with the same ids."""
    if not pieces:
        return network
    return network.papered(
        _put(network.frames, [each for each in pieces if isinstance(each, Frame)]),
        _put(network.notes, [each for each in pieces if isinstance(each, Note)]),
    )


def without_pieces(network: N, gone: Pieces) -> N:
    """Without these frames and notes; what lies in the frames stays."""
    if not gone:
        return network
    return network.papered(
        tuple(each for each in network.frames if each.id not in gone.frames),
        tuple(each for each in network.notes if each.id not in gone.notes),
    )


def around(boxes: Iterable[Box]) -> Box:
    """The box of a frame around these boxes, with some air."""
    left, top, right, bottom = _bounds(boxes)
    return left - AIR[0], top - AIR[1], right + AIR[2], bottom + AIR[3]


def lying_in(network: Network, frames: Iterable[str]) -> tuple[frozenset[str], Pieces]:
    """The blocks that lie in these frames; and the frames, with those and the notes in them."""
    chosen = [each for each in network.frames if each.id in {*frames}]
    inner = [f for f in network.frames if any(outer.holds(f.box) for outer in chosen)]
    held = {node.id for node in network.nodes if any(f.has(*node.middle) for f in chosen)}
    notes = (note.id for note in network.notes if any(f.holds(note.head) for f in chosen))
    return frozenset(held), Pieces(frozenset(f.id for f in inner), frozenset(notes))


def going_along(network: Network, ids: Collection[str]) -> Pieces:
    """What goes along with these blocks: frames around them alone, and notes among them."""
    blocks = [node for node in network.nodes if node.id in ids]
    if not blocks:
        return Pieces()
    others = [node.middle for node in network.nodes if node.id not in ids]
    middles, among = [node.middle for node in blocks], _bounds(map(_card, blocks))
    frames = [
        frame
        for frame in network.frames
        if (_within(frame.box, among) or any(frame.has(*at) for at in middles))
        and not any(frame.has(*at) for at in others)
    ]
    areas = [among, *(frame.box for frame in frames)]
    notes = (n.id for n in network.notes if any(_within(n.head, area) for area in areas))
    return Pieces(frozenset(frame.id for frame in frames), frozenset(notes))


def picked(network: Network, pieces: Pieces) -> tuple[tuple[Frame, ...], tuple[Note, ...]]:
    """These frames and notes of a network."""
    return (
        tuple(each for each in network.frames if each.id in pieces.frames),
        tuple(each for each in network.notes if each.id in pieces.notes),
    )


def with_more(network: N, piece: Network, by: tuple[float, float]) -> N:
    """With the frames and notes of another network, moved, by ids that are free in this one.

    Those that would be more than a network may have stay away.
    """
    frames = piece.frames[: max(0, MOST_FRAMES - len(network.frames))]
    notes = piece.notes[: max(0, MOST_NOTES - len(network.notes))]
    made: dict[str, Piece] = {}
    for each in (*frames, *notes):
        id = free_id(network, "frame" if isinstance(each, Frame) else "note", made)
        made[id] = each.moved(*by).but(id=id)
    return with_pieces(network, *made.values())


def shifted(
    network: N, by: tuple[float, float], ids: Collection[str] = (), pieces: Pieces = NO_PIECES
) -> N:
    """With these blocks, frames and notes moved, and all that lies in the frames."""
    held, inner = lying_in(network, pieces.frames)
    moving = {*ids, *held}
    places = {id: (network.by_id[id].x + by[0], network.by_id[id].y + by[1]) for id in moving}
    frames = [each for each in network.frames if each.id in inner.frames]
    pulled = _pulled(network, moving, frames, by)
    notes = [each for each in network.notes if each.id in inner.notes | pieces.notes]
    made = network.moved(places).rerouted(*pulled)
    return with_pieces(made, *(each.moved(*by) for each in (*frames, *notes)))


def _pulled(
    network: Network, moving: Collection[str], frames: list[Frame], by: tuple[float, float]
) -> Iterator[Wire]:
    """Wires of which one end moves or none: their points in the frames move too."""
    for wire in network.bent:
        if wire.source in moving and wire.target in moving:
            continue
        within = [any(frame.has(*at) for frame in frames) for at in wire.via]
        if any(within):
            moved = [
                (on_paper(x + by[0]), on_paper(y + by[1])) if inside else (x, y)
                for (x, y), inside in zip(wire.via, within, strict=True)
            ]
            yield wire.but(via=tuple(moved))


def kept_around(before: Network, after: N) -> N:
    """With the frames and notes where they belong after blocks have been moved by a command.

    A frame stays around its blocks as it was; a note in none stays beside the nearest block.
    """
    if not before.frames and not before.notes:
        return after
    then = {node.id: node for node in before.nodes if node.id in after.by_id}
    by = {id: _offset(node, after.by_id[id]) for id, node in then.items()}
    if not any(dx or dy for dx, dy in by.values()):
        return after
    frames = {frame.id: _refitted(frame, then, after) for frame in before.frames}
    pieces: list[Piece] = [f for f in after.frames if f.id not in frames]
    pieces += frames.values()
    for note in before.notes:
        home = _home(note, before.frames)
        if home is not None:
            pieces.append(note.moved(*_offset(home, frames[home.id])))
        else:
            pieces.append(note.moved(*by[_nearest(note, then)]))
    return with_pieces(after, *pieces)


def rearranged(network: N, places: Mapping[str, tuple[float, float]]) -> N:
    """With blocks where a layout puts them; frames stay around them, their wires go straight."""
    moved = {id for id, at in places.items() if at != (network.by_id[id].x, network.by_id[id].y)}
    straight = [w.but(via=()) for w in network.bent if w.source in moved or w.target in moved]
    return kept_around(network, network.rerouted(*straight).moved(places))


def widened(network: N, group: Node, ids: Iterable[str]) -> N:
    """With the frames that a group lay in around the blocks that came out of it."""
    cards = [_card(network.by_id[id]) for id in ids]
    frames = [frame for frame in network.frames if cards and frame.has(*group.middle)]
    wider = (frame.fitted(_bounds([frame.box, around(cards)])) for frame in frames)
    return with_pieces(network, *wider)


def _refitted(frame: Frame, then: Mapping[str, Node], after: Network) -> Frame:
    """The frame as far from its blocks as it was, at each side."""
    held = [node for node in then.values() if frame.has(*node.middle)]
    if not held:
        return frame
    was, now = _bounds(map(_card, held)), _bounds(_card(after.by_id[node.id]) for node in held)
    left, top, right, bottom = (
        edge + to - since for edge, since, to in zip(frame.box, was, now, strict=True)
    )
    return frame.fitted((left, top, right, bottom))


def _home(note: Note, frames: Iterable[Frame]) -> Frame | None:
    """The smallest frame that a note lies in."""
    around = [frame for frame in frames if frame.holds(note.head)]
    return min(around, key=lambda frame: frame.width * frame.height, default=None)


def _nearest(note: Note, blocks: Mapping[str, Node]) -> str:
    """The block that lies nearest to the beginning of a note."""
    return min(blocks, key=lambda id: (blocks[id].x - note.x) ** 2 + (blocks[id].y - note.y) ** 2)


def _offset(one: Node | Frame, other: Node | Frame) -> tuple[float, float]:
    return other.x - one.x, other.y - one.y


def _card(node: Node) -> Box:
    return node.x, node.y, node.x + CARD[0], node.y + CARD[1]


def _bounds(boxes: Iterable[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _within(box: Box, area: Box) -> bool:
    return area[0] <= box[0] and area[1] <= box[1] and box[2] <= area[2] and box[3] <= area[3]


def _put(old: tuple[P, ...], coming: Iterable[P]) -> tuple[P, ...]:
    new = {each.id: each for each in coming}
    kept = tuple([new.pop(each.id, each) for each in old])
    return (*kept, *new.values())
