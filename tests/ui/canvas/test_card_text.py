"""What is written on a card where there is little room."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF

from studio.ui.canvas import card_pixmaps
from studio.ui.canvas.detail import Detail
from studio.ui.canvas.faces import Face
from studio.ui.canvas.letters import width
from studio.ui.canvas.pixmaps import Pixmaps, Scale

Lines = dict[str, tuple[QPointF, float, int]]
Written = Callable[[Face, float], Lines]


@pytest.fixture
def written(qapp, monkeypatch) -> Written:
    """The texts of a card at a zoom: where each begins, its room and its size."""

    def lines(face: Face, zoom: float) -> Lines:
        found: Lines = {}

        def note(_painter, text, at, *_looks, size=0, room=0.0, **_more) -> None:
            found[text] = at, room, size

        monkeypatch.setattr(card_pixmaps, "write", note)
        card_pixmaps.card_pixmap(face, Detail.FULL, Scale(zoom, 1.0), Pixmaps())
        return found

    return lines


def face(name: str, *facts: str, count: str = "", locked: bool = False) -> Face:
    return Face("conv", "lock", name, facts, count, "", not facts, 1, 1, locked=locked)


def test_parameters_stand_beside_a_short_name(written: Written) -> None:
    lines = written(face("Conv 2D", "32 filters", count="18,496"), 1.0)
    assert lines["18,496"][0].y() < lines["32 filters"][0].y()


def test_parameters_go_to_the_second_line_where_the_name_needs_the_first(written: Written) -> None:
    lines = written(face("Transposed conv", "32 filters · 2×2", count="4,128"), 1.0)
    assert lines["4,128"][0].y() == lines["32 filters · 2×2"][0].y()
    assert lines["Transposed conv"][1] >= width("Transposed conv", "strong")


def test_a_small_card_keeps_its_name_whole_and_leaves_the_rest_out(written: Written) -> None:
    lines = written(face("Global average pooling", count="64"), 1.0)
    assert list(lines) == ["Global average pooling"]
    assert lines["Global average pooling"][1] >= width("Global average pooling", "strong")


def test_a_lock_stands_behind_the_name_in_the_size_that_is_written(
    written: Written, monkeypatch
) -> None:
    places = []
    draw = card_pixmaps._icon

    def note(painter, name, middle, *rest) -> None:
        places.append(middle.x())
        draw(painter, name, middle, *rest)

    monkeypatch.setattr(card_pixmaps, "_icon", note)
    at, _, size = written(face("Residual", "7 blocks", locked=True), 0.78)["Residual"]
    assert size > 13
    assert places[-1] - card_pixmaps._LOCK / 2 >= at.x() + width("Residual", "strong", size=size)
