"""Draws cards and their rings as pixmaps: a template for the family, and the text on a copy."""

from __future__ import annotations

import math
from typing import Final, Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from studio.ui import icons, tokens
from studio.ui.canvas.cards import MARGIN
from studio.ui.canvas.detail import Detail
from studio.ui.canvas.faces import WIDTH, Face, port_offsets
from studio.ui.canvas.letters import width, write
from studio.ui.canvas.pixmaps import Pixmaps, Scale, blank, drawing
from studio.ui.controls.outline import rounded
from studio.ui.theme import colours
from studio.ui.tokens import TypeStyle

Ring: TypeAlias = Literal["hover", "selected", "error", "focus"]
CountPlace: TypeAlias = Literal["beside", "below", "nowhere"]
PortLook: TypeAlias = Literal["idle", "hover", "source", "compatible", "error"]

_NAME_LEFT: Final = {True: 40.0, False: 54.0}
_RIGHT: Final = 179.0
_CLOSER: Final = 2.0  # from afar, a name lies a little nearer to its icon
_NAME_RIGHT: Final = 2.0
_SECOND_EDGE: Final = 4.0
_LOCK: Final = 12.0


def margin(scale: Scale) -> int:
    """How many pixels of the screen a card's pixmap has around the card."""
    return math.ceil(MARGIN * scale.pixels)


def card_pixmap(face: Face, detail: Detail, scale: Scale, templates: Pixmaps) -> QPixmap:
    """A card as it is drawn at this detail and scale."""
    template = templates.get(
        (face.look, detail, scale),
        lambda: _template(face, detail, scale),
    )
    if detail == Detail.ICON:
        return template
    made = template.copy()
    with drawing(made) as painter:
        _to_card(painter, scale)
        if detail == Detail.NAME:
            _write_name(painter, face, scale)
        else:
            _write_all(painter, face, scale)
    return made


def kept_card(face: Face, detail: Detail, scale: Scale, kept: Pixmaps) -> QPixmap:
    """The same, from what the canvas has painted already."""
    return kept.get((face, detail, scale), lambda: card_pixmap(face, detail, scale, kept))


def ring_pixmap(ring: Ring, face: Face, detail: Detail, scale: Scale) -> QPixmap:
    """A ring to lay over a card, with its ports on top of the ring."""
    colour, thick, grown = ring_stroke(ring, scale)
    made = _blank_card(face.height, scale)
    with drawing(made) as painter:
        _to_card(painter, scale)
        painter.setPen(QPen(colour, thick))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        area = QRectF(0, 0, WIDTH, face.height).adjusted(-grown, -grown, grown, grown)
        radius = _radius(face.compact) + grown
        painter.drawRoundedRect(area, radius, radius)
        if detail >= Detail.NAME:
            _draw_ports(painter, face)
    return made


def ring_stroke(ring: Ring, scale: Scale) -> tuple[QColor, float, float]:
    """A ring's colour, its width, and how far its middle lies beyond the edge."""
    now = colours()
    colour = {
        "hover": now.border.control,
        "selected": now.accent.focus_ring,
        "focus": now.accent.focus_ring,
        "error": now.error.text,
    }[ring]
    # Far out, a ring keeps two pixels, or it could not be seen.
    thick = (1.0 if ring == "hover" else 2.0) / min(1.0, scale.zoom)
    grown = thick / 2 + 3.0 / min(1.0, scale.zoom) if ring == "focus" else -thick / 2
    return colour, thick, grown


def port_pixmap(look: PortLook, scale: Scale) -> QPixmap:
    """A port, in the middle of its pixmap."""
    side = 2 * math.ceil(12 * scale.pixels) / scale.ratio
    made = blank(side, side, scale.ratio)
    with drawing(made) as painter:
        painter.scale(scale.zoom, scale.zoom)
        middle = side / 2 / scale.zoom
        draw_port(painter, QPointF(middle, middle), look)
    return made


def draw_port(painter: QPainter, at: QPointF, look: PortLook = "idle") -> None:
    """Draw a port with its middle at a point."""
    now = colours()
    across, line, border, fill = {
        "idle": (10.0, 1.5, now.wire.idle, now.surface.raised),
        "hover": (12.0, 2.0, now.wire.hover, now.surface.raised),
        "source": (12.0, 2.0, now.accent.focus_ring, now.accent.focus_ring),
        "compatible": (14.0, 2.0, now.accent.focus_ring, now.accent.subtle),
        "error": (10.0, 1.5, now.error.text, now.error.subtle),
    }[look]
    painter.setPen(QPen(border, line))
    painter.setBrush(fill)
    radius = (across - line) / 2 + line / 4
    painter.drawEllipse(at, radius, radius)


def _blank_card(height: float, scale: Scale) -> QPixmap:
    around = 2 * margin(scale) / scale.ratio
    return blank(WIDTH * scale.zoom + around, height * scale.zoom + around, scale.ratio)


def _to_card(painter: QPainter, scale: Scale) -> None:
    """Draw in units of the scene from the card's corner on."""
    edge = margin(scale) / scale.ratio
    painter.translate(edge, edge)
    painter.scale(scale.zoom, scale.zoom)


def _radius(compact: bool) -> float:
    return tokens.radius().card_compact if compact else tokens.radius().card


def _template(face: Face, detail: Detail, scale: Scale) -> QPixmap:
    made = _blank_card(face.height, scale)
    with drawing(made) as painter:
        _to_card(painter, scale)
        if detail == Detail.ICON:
            _draw_sign(painter, face, scale)
        else:
            _draw_body(painter, face, scale)
    return made


def _draw_sign(painter: QPainter, face: Face, scale: Scale) -> None:
    """A card in its family's colour, with its icon."""
    now, area = colours(), QRectF(0, 0, WIDTH, face.height)
    if face.group:
        rounded(painter, area.translated(0, 2 * _SECOND_EDGE), 12, now.border.control)
    rounded(painter, area, 12, now.family[face.family])
    _paint_tag(painter, face, area, 12, 18)
    size = min(14.0, face.height * scale.zoom - 3)
    _icon(painter, face.icon, area.center(), size, now.text.on_family, scale)


def _draw_body(painter: QPainter, face: Face, scale: Scale) -> None:
    """The card without its text: shade, frame, tile and ports."""
    now, area, radius = colours(), QRectF(0, 0, WIDTH, face.height), _radius(face.compact)
    hairline = 1.0 / min(1.0, scale.zoom)
    if face.group:
        second = area.adjusted(4, _SECOND_EDGE, -4, _SECOND_EDGE)
        rounded(painter, second, radius, now.surface.raised, now.border.default, hairline)
    else:
        rounded(painter, area.translated(0, 1), radius, now.shade)
    rounded(painter, area, radius, now.surface.raised, now.border.default, hairline)
    _paint_tag(painter, face, area, radius, 5)
    tile = QRectF(7, 6, 24, 24) if face.compact else QRectF(12, 12, 32, 32)
    corner = 6.0 if face.compact else float(tokens.radius().tile)
    rounded(painter, tile, corner, now.family[face.family])
    size = (14 if face.compact else 18) * scale.zoom
    _icon(painter, face.icon, tile.center(), size, now.text.on_family, scale)
    _draw_ports(painter, face)


def _paint_tag(painter: QPainter, face: Face, area: QRectF, radius: float, wide: float) -> None:
    """A stripe along the left edge, if the block has a colour tag."""
    if face.tag:
        stripe(painter, area, radius, colours().tag[face.tag].mark, wide)


def stripe(painter: QPainter, area: QRectF, radius: float, colour: QColor, wide: float) -> None:
    """The left edge of a rounded area, so wide, in a colour."""
    whole, left = QPainterPath(), QPainterPath()
    whole.addRoundedRect(area, radius, radius)
    left.addRect(QRectF(area.left(), area.top(), wide, area.height()))
    painter.fillPath(whole.intersected(left), colour)


def _draw_ports(painter: QPainter, face: Face) -> None:
    for count, y in ((face.inputs, 0.0), (face.outputs, face.height)):
        for x in port_offsets(count):
            draw_port(painter, QPointF(x, y))


def _icon(
    painter: QPainter, name: str, middle: QPointF, size: float, colour: QColor, scale: Scale
) -> None:
    """An icon of this size on the screen, rendered for its pixels."""
    side = max(4, round(size))
    made = icons.pixmap(name, colour, side, scale.ratio, icons.STROKE_TILE)
    width = side / scale.zoom
    corner = middle - QPointF(width / 2, width / 2)
    painter.drawPixmap(QRectF(corner.x(), corner.y(), width, width), made, QRectF(made.rect()))


def _write_name(painter: QPainter, face: Face, scale: Scale) -> None:
    """The name alone, in the least size that can be read, written in units of the window."""
    size = int(tokens.raw()["type"]["minimumOnScreen"])
    left, zoom = _NAME_LEFT[face.compact] - _CLOSER, scale.zoom
    at = QPointF(left * zoom, face.height * zoom / 2 - tokens.type_style("strong").line / 2)
    room, end = (WIDTH - left - _NAME_RIGHT) * zoom, Qt.TextElideMode.ElideRight
    painter.scale(1 / zoom, 1 / zoom)
    write(painter, face.name, at, colours().text.primary, "strong", size=size, room=room, elide=end)


def _write_all(painter: QPainter, face: Face, scale: Scale) -> None:
    now, left = colours(), _NAME_LEFT[face.compact]
    top = (face.height - (18 if face.compact else 34)) / 2
    size = max(13, math.ceil(tokens.raw()["type"]["minimumOnScreen"] / scale.zoom - 0.01))
    size = 0 if size == 13 else size
    wide = width(face.name, "strong", size=size)
    counted = _count_place(face, wide + (_LOCK + 5 if face.locked else 0))
    beside = _write_right(painter, face, top, counted)
    at, ink, room = QPointF(left, top), now.text.primary, beside - left
    if face.locked:
        room -= _LOCK + 5
        end = left + min(room, wide) + 5
        middle = QPointF(end + _LOCK / 2, top + 9)
        _icon(painter, "lock", middle, _LOCK * scale.zoom, now.text.secondary, scale)
    write(painter, face.name, at, ink, "strong", size=size, room=room)
    if face.facts:
        room = _RIGHT + 4 - left - (width(face.count, "caption") + 8 if counted == "below" else 0)
        at = QPointF(left, top + 18)
        write(painter, _fitting(face.facts, room), at, now.text.secondary, "small", room=room)


def _count_place(face: Face, wide: float) -> CountPlace:
    """Where the parameters are written, with a name so wide: the name needs the room most."""
    if not face.count:
        return "nowhere"
    if face.chip:  # it has the place beside the name
        return "below"
    left = _NAME_LEFT[face.compact]
    if left + wide + 8 + width(face.count, _count_style(face)) <= _RIGHT:
        return "beside"
    return "below" if face.facts else "nowhere"


def _count_style(face: Face) -> TypeStyle:
    return "small" if face.compact else "caption"


def _fitting(facts: tuple[str, ...], room: float) -> str:
    """As many facts as there is room for, but the first in any case."""
    for count in range(len(facts), 1, -1):
        text = " · ".join(facts[:count])
        if width(text, "small") <= room:
            return text
    return facts[0]


def _write_right(painter: QPainter, face: Face, top: float, counted: CountPlace) -> float:
    """The parameters, or a group's chip, at the right edge; returns what is left of the line."""
    now = colours()
    style, right = _count_style(face), _RIGHT
    if face.chip:
        wide = width(face.chip, "caption", 600) + 12
        chip = QRectF(right - wide, top, wide, 18)
        rounded(painter, chip, tokens.radius().chip, now.surface.raised, now.border.default)
        at = chip.topLeft() + QPointF(6, 1.5)
        write(painter, face.chip, at, now.text.primary, "caption", weight=600)
        right -= wide + 8
    wide = width(face.count, style)
    if counted == "below":
        write(painter, face.count, QPointF(_RIGHT - wide, top + 18), now.text.muted, style)
    elif counted == "beside":
        at = QPointF(right - wide, top + (18 - tokens.type_style(style).line) / 2)
        write(painter, face.count, at, now.text.muted, style)
        right -= wide + 8
    return right if right < _RIGHT else right + 8
