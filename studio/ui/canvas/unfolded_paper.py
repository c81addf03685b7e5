"""Frames and notes inside of groups that are open in place: where they are shown, and back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeVar

from studio.graph.paper import Frame, Note, Piece, on_paper
from studio.graph.paper_edits import free_id
from studio.project.place import Path
from studio.ui.canvas.aliases import Aliases
from studio.ui.canvas.frames import like
from studio.ui.canvas.picture import Part

P = TypeVar("P", Frame, Note)


def shown_pieces(
    aliases: Aliases,
    path: Path,
    pieces: tuple[P, ...],
    by: tuple[float, float],
    taken: Collection[str],
) -> tuple[P, ...]:
    """The frames or notes of an inside, where they are shown."""
    ids = (aliases.given(path, _named(piece), taken) for piece in pieces)
    places = ((piece.x + by[0], piece.y + by[1]) for piece in pieces)
    return tuple(
        like(piece, id=id, x=x, y=y) for piece, id, (x, y) in zip(pieces, ids, places, strict=True)
    )


def own_pieces(
    aliases: Aliases,
    part: Part,
    own: tuple[P, ...],
    seen: Mapping[str, P],
    after: tuple[P, ...],
    around: Callable[[tuple[float, float]], Path],
) -> tuple[P, ...]:
    """The frames or notes of a network after an edit of the picture.

    Args:
        own: what it had before.
        seen: all of the picture before the edit, by their ids there.
        after: all of the picture after it.
        around: the path of the network that a new one belongs to, by its place.
    """
    made: list[P] = []
    known = {_named(piece): piece for piece in own}
    for piece in after:
        before = seen.get(piece.id)
        path, name = aliases.home(piece.id) if before else (around(_anchor(piece)), "")
        if path != part.path:
            continue
        if part.framed is None or before is None:
            made.append(_new(aliases, part, piece) if part.framed else piece)
        else:  # by as much as it was moved
            old = known[name]
            x, y = old.x + piece.x - before.x, old.y + piece.y - before.y
            same = piece is before
            made.append(old if same else piece.but(id=old.id, x=on_paper(x), y=on_paper(y)))
    return tuple(made)


def shown_id(aliases: Aliases, path: Path, kind: str, id: str) -> str:
    """What a frame or note at the end of a path is called in the picture; "" if it is not in it."""
    return aliases.of(path, f"{kind} {id}") if path else id


def own_id(aliases: Aliases, id: str) -> str:
    """What a frame or note of the picture is called in its own network."""
    return aliases.home(id)[1].rpartition(" ")[2]


def _new(aliases: Aliases, part: Part, piece: P) -> P:
    """A new frame or note in the network of a frame, by an id of its own there."""
    kind = _kind(piece)
    taken = {name.partition(" ")[2] for name in aliases.own_ids(part.path)}
    right, down = part.origin
    own = piece.moved(-right, -down).but(id=free_id(part.place.graph, kind, taken))
    aliases.keep(part.path, _named(own), piece.id)
    return own


def _anchor(piece: Piece) -> tuple[float, float]:
    if isinstance(piece, Frame):
        return piece.x + piece.width / 2, piece.y + piece.height / 2
    return piece.x, piece.y


def _named(piece: Piece) -> str:
    """What is unlike the id of any block: no id has a space."""
    return f"{_kind(piece)} {piece.id}"


def _kind(piece: Piece) -> str:
    return "frame" if isinstance(piece, Frame) else "note"
