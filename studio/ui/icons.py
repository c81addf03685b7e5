"""Icons: SVG files whose currentColor is replaced, rendered sharp for each size and screen."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from studio.blocks.presets import presets
from studio.resources import path
from studio.ui import tokens
from studio.ui.theme import colours

STROKE_UI = 1.75
STROKE_TILE = 2.0

# Blocks that are known by a sign of their own; every other block shows its family's.
_BLOCK_ICONS = {
    "sealed": "box",
    "picture_input": "image",
    "features_input": "table",
    "sequence_input": "audio-waveform",
    "tokens_input": "type",
    "category_input": "hash",
    "array_input": "box",
    "noise_input": "bell-curve",
    "conv1d": "audio-waveform",
    "conv_transpose2d": "expand",
    "separable_conv2d": "layers",
    "upsample": "scaling",
    "pixel_shuffle": "grid-2x2",
    "activation": "spline",
    "positional_encoding": "wave-sine",
    "add": "plus",
    "subtract": "minus",
    "multiply": "x",
    "maximum": "arrow-up-to-line",
    "dot_product": "equal-approximately",
    "flatten": "rows-3",
    "reshape": "layout-grid",
    "permute": "arrow-down-up",
    "pad": "frame",
    "slice": "crop",
    "split": "split",
    "repeat_row": "repeat-2",
    "dropout": "dices",
    "spatial_dropout": "dices",
    "gaussian_noise": "activity",
    "last_step": "skip-forward",
    "mean_over_time": "chart-line",
    "max_over_time": "arrow-up-to-line",
    "sample": "bell-curve",
    "number_output": "hash",
    "multi_label_output": "list-checks",
    "reconstruction_output": "copy",
    "generated_picture": "wand-sparkles",
    "kl_penalty": "bell-curve",
    "group": "group",
    "conv_norm_activation": "group",
    "inception_cell": "group",
    "residual_block": "group",
    "transformer_encoder_layer": "group",
    "inlet": "log-in",
    "outlet": "log-out",
}


def block_icon(id: str, family: str) -> str:
    """The name of the icon for this kind of block."""
    if id in presets:
        id = presets[id].usual().block().kind
    return _BLOCK_ICONS.get(id) or tokens.families()[family].icon


def pixmap(
    name: str, colour: QColor, size: int, ratio: float = 1.0, stroke: float = STROKE_UI
) -> QPixmap:
    """The icon in this colour, `size` wide, for a screen of this pixel ratio."""
    return _pixmap(name, colour.rgba(), size, ratio, stroke)


def paint(
    painter: QPainter,
    name: str,
    at: QPointF,
    colour: QColor,
    size: int = 16,
    stroke: float = STROKE_UI,
) -> None:
    """Paint the icon with its top left corner at this point."""
    made = pixmap(name, colour, size, painter.device().devicePixelRatio(), stroke)
    painter.drawPixmap(at, made)


def paint_tile(painter: QPainter, family: str, name: str, tile: QRectF, radius: float) -> None:
    """Paint a family's tile with this icon in its middle."""
    now = colours()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(now.family[family])
    painter.drawRoundedRect(tile, radius, radius)
    size = {32: 18, 24: 14}.get(int(tile.width()), round(tile.width() * 0.6))
    corner = tile.center() - QPointF(size / 2, size / 2)
    paint(painter, name, corner, now.text.on_family, size, STROKE_TILE)


def icon(name: str) -> QIcon:
    """An icon for menus and actions that keeps to the theme in use."""
    return QIcon(_Engine(name))


class _Engine(QIconEngine):
    """Asks for the theme's colour each time it paints, so that switching needs no new icons."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def clone(self) -> QIconEngine:
        return _Engine(self._name)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float
    ) -> QPixmap:
        ink = colours().text
        colour = ink.disabled if mode == QIcon.Mode.Disabled else ink.secondary
        return pixmap(self._name, colour, round(size.width() / scale), scale)

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, _state: QIcon.State) -> None:
        area = QRectF(rect)  # type: ignore[call-overload]
        ink = colours().text
        colour = ink.disabled if mode == QIcon.Mode.Disabled else ink.secondary
        paint(painter, self._name, area.topLeft(), colour, int(area.width()))


@cache
def _source(name: str) -> str:
    return path("resources", "icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=2048)
def _pixmap(name: str, rgba: int, size: int, ratio: float, stroke: float) -> QPixmap:
    colour = QColor.fromRgba(rgba)
    text = _source(name).replace("currentColor", colour.name())
    text = text.replace('stroke-width="2"', f'stroke-width="{stroke}"')
    side = max(1, round(size * ratio))
    made = QPixmap(side, side)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setOpacity(colour.alphaF())
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made
