"""The visual tokens: every colour, size and type style of the window, loaded once and typed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, Literal, TypeAlias, TypeVar

from PySide6.QtGui import QColor

from studio.resources import path

Scheme: TypeAlias = Literal["light", "dark"]
TypeStyle: TypeAlias = Literal[
    "caption", "small", "body", "strong", "panelTitle", "figure", "title", "display"
]


@dataclass(frozen=True, slots=True)
class Surface:
    canvas: QColor
    canvas_dot: QColor
    base: QColor
    sunken: QColor
    raised: QColor
    hover: QColor
    selected: QColor
    group: QColor
    page: QColor
    tooltip: QColor


@dataclass(frozen=True, slots=True)
class Border:
    subtle: QColor
    default: QColor
    control: QColor


@dataclass(frozen=True, slots=True)
class Ink:
    primary: QColor
    secondary: QColor
    muted: QColor
    disabled: QColor
    on_tooltip: QColor
    on_accent: QColor
    on_family: QColor


@dataclass(frozen=True, slots=True)
class Accent:
    fill: QColor
    fill_hover: QColor
    text: QColor
    subtle: QColor
    focus_ring: QColor


@dataclass(frozen=True, slots=True)
class Success:
    text: QColor
    subtle: QColor


@dataclass(frozen=True, slots=True)
class Warn:
    text: QColor
    icon: QColor
    subtle: QColor


@dataclass(frozen=True, slots=True)
class Error:
    text: QColor
    subtle: QColor
    on_fill: QColor


@dataclass(frozen=True, slots=True)
class WireColours:
    idle: QColor
    hover: QColor
    compatible: QColor
    error: QColor
    dimmed_opacity: float


@dataclass(frozen=True, slots=True)
class Chart:
    training: QColor
    validation: QColor
    earlier_run: QColor
    grid: QColor


@dataclass(frozen=True, slots=True)
class TagColours:
    """A colour tag: `mark` is for stripes, borders and words, `fill` for what lies below words."""

    mark: QColor
    fill: QColor


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme. `shade` is laid under cards and popovers, translucent."""

    scheme: Scheme
    surface: Surface
    border: Border
    text: Ink
    accent: Accent
    success: Success
    warning: Warn
    error: Error
    wire: WireColours
    chart: Chart
    family: Mapping[str, QColor]
    tag: Mapping[str, TagColours]
    shade: QColor


@dataclass(frozen=True, slots=True)
class FamilyMeta:
    """What a family of blocks is called and which icon stands for it."""

    label: str
    icon: str


@dataclass(frozen=True, slots=True)
class Line:
    """A type style: font size, line height and weight."""

    size: int
    line: int
    weight: int
    letter_spacing_percent: float


@dataclass(frozen=True, slots=True)
class Sizes:
    top_bar: int
    status_bar: int
    palette: int
    palette_rail: int
    inspector: int
    inspector_narrow: int
    train_dock: int
    train_dock_minimum: int
    control: int
    button: int
    button_small: int
    icon_button: int
    palette_row: int
    family_row: int
    tile: int
    tile_compact: int
    port: int
    port_hit: int
    shape_badge: int
    grid_step: int
    snap: int
    row_gap: int


@dataclass(frozen=True, slots=True)
class Radius:
    bar: int
    chip: int
    control_small: int
    control: int
    tile: int
    tooltip: int
    card: int
    card_compact: int
    popover: int
    group: int
    pill: int


T = TypeVar("T")


@cache
def raw() -> dict[str, Any]:
    """The tokens as they stand in the file."""
    text = path("resources", "themes", "tokens.json").read_text(encoding="utf-8")
    tokens: dict[str, Any] = json.loads(text)
    return tokens


def colours(scheme: Scheme) -> Colours:
    """All colours of one scheme."""
    values: dict[str, Any] = raw()["color"][scheme]
    shade = QColor(values["elevation"]["shadeColor"])
    shade.setAlphaF(values["elevation"]["shadeAlpha"])
    family = {name: QColor(text) for name, text in values["family"].items()}
    tag = {name: _made(TagColours, each) for name, each in values["tag"].items()}
    return Colours(
        scheme=scheme,
        surface=_made(Surface, values["surface"]),
        border=_made(Border, values["border"]),
        text=_made(Ink, values["text"]),
        accent=_made(Accent, values["accent"]),
        success=_made(Success, values["success"]),
        warning=_made(Warn, values["warning"]),
        error=_made(Error, values["error"]),
        wire=_made(WireColours, values["wire"]),
        chart=_made(Chart, values["chart"]),
        family=family,
        tag=tag,
        shade=shade,
    )


@cache
def families() -> Mapping[str, FamilyMeta]:
    """The families of blocks in their order; a block's entry names its family."""
    return {name: FamilyMeta(**meta) for name, meta in raw()["familyMeta"].items()}


@cache
def sizes() -> Sizes:
    """The fixed sizes, in device independent pixels."""
    return _made(Sizes, raw()["size"])


@cache
def radius() -> Radius:
    """The corner radii."""
    return _made(Radius, raw()["radius"])


@cache
def type_style(style: TypeStyle) -> Line:
    """One step of the type scale."""
    values = raw()["type"]["scale"][style]
    spacing = values.get("letterSpacingPercent", raw()["type"]["letterSpacingPercent"])
    return Line(values["size"], values["line"], values["weight"], spacing)


def _made(kind: type[T], values: Mapping[str, Any]) -> T:
    made = {}
    for field in fields(kind):  # type: ignore[arg-type]  # T is a dataclass
        value = values[_camel(field.name)]
        made[field.name] = QColor(value) if isinstance(value, str) else value
    return kind(**made)


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)
