"""The demonstration of a window: the numbers of the block, and no motion where none is wanted."""

import pytest

from studio.blocks import blocks
from studio.schema.shape import Picture
from studio.ui import motion
from studio.ui.inspector.window_grid import WindowGrid, demo
from tests.wiring import block


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"stride": (2, 1)},
        {"padding": 1},
        {"padding": "same", "stride": (2, 2)},
        {"dilation": (2, 1)},
        {"kernel": (5, 2), "padding": (0, 1, 2, 0)},
    ],
)
def test_the_window_stands_in_as_many_places_as_the_block_gives_numbers(settings):
    shown = demo(block("conv2d", **settings))
    picture = Picture(1, shown.down.side, shown.across.side)
    out = block("conv2d", **settings).infer(picture)
    assert shown.places == (out.height, out.width)


def test_the_cells_that_are_read_are_a_stride_and_a_dilation_apart():
    shown = demo(block("conv2d", kernel=(2, 2), stride=(3, 3), dilation=(2, 2), padding=1))
    first, second = shown.cells(0), shown.cells(1)
    assert first == [(-1, -1), (-1, 1), (1, -1), (1, 1)]
    assert second == [(y, x + 3) for y, x in first]


@pytest.mark.parametrize("kind", ["conv1d", "max_pool1d", "avg_pool1d"])
def test_along_a_sequence_it_moves_in_one_row(kind):
    shown = demo(block(kind))
    assert shown.places[0] == 1
    assert shown.places[1] > 1


def test_a_window_too_large_to_be_drawn_has_no_demonstration():
    assert demo(block("conv2d", kernel=(400, 400))) is None


@pytest.mark.parametrize("kind", ["dense", "conv_transpose2d", "global_avg_pool", "flatten"])
def test_what_has_no_window_has_no_demonstration(kind):
    assert demo(blocks[kind]()) is None


def test_it_moves_while_it_is_seen_and_only_where_motion_is_wanted(qtbot, monkeypatch):
    monkeypatch.setattr(motion, "duration", lambda _name: 200)
    grid = WindowGrid(demo(block("conv2d")))
    qtbot.addWidget(grid)
    grid.show()
    assert grid.moving
    grid.hide()
    assert not grid.moving
    monkeypatch.setattr(motion, "duration", lambda _name: 0)
    grid.show()
    assert not grid.moving


def test_behind_the_last_place_it_begins_anew_and_each_place_is_painted(qtbot):
    shown = demo(block("max_pool2d"))
    grid = WindowGrid(shown)
    qtbot.addWidget(grid)
    pictures = set()
    for _ in range(shown.places[0] * shown.places[1]):
        pictures.add(bytes(grid.grab().toImage().constBits()))
        grid.advance()
    assert grid.place == 0
    assert len(pictures) == shown.places[0] * shown.places[1]
