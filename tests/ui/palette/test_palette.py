"""The palette: found, chosen and carried blocks."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.blocks import blocks
from studio.blocks.activation import TITLES
from studio.blocks.presets import presets
from studio.graph.ready_made import ready_made
from studio.ui.palette.offer import families, found
from studio.ui.palette.palette import Palette
from studio.ui.theme import theme


def ids(groups):
    return [entry.id for group in groups for entry in group.blocks]


@pytest.fixture
def window(qtbot, qapp):
    theme().apply(qapp, "light")
    made = QWidget()
    made.resize(900, 700)
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    made.palette_panel = Palette(blocks)
    made.canvas = QPushButton("canvas")
    row.addWidget(made.palette_panel)
    row.addWidget(made.canvas, 1)
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitExposed(made):
        pass
    made.told = []
    for name in ("carried", "released", "chosen", "cancelled"):
        signal = getattr(made.palette_panel, name)
        signal.connect(lambda *args, name=name: made.told.append((name, *args)))
    return made


def place(window, id):
    """The middle of a block's row, in the window."""
    blocks_list = window.palette_panel.panel.list
    index = blocks_list.index_of(id)
    blocks_list.expand(index.parent())
    middle = blocks_list.visualRect(index).center()
    return blocks_list.viewport().mapTo(window, middle)


def names(window):
    return [told[0] for told in window.told]


def test_a_block_is_found_by_its_title_first():
    assert ids(found(families(blocks), "dense"))[0] == "dense"


@pytest.mark.parametrize(("name", "title"), [item for item in TITLES.items() if item[0] != "none"])
def test_an_activation_is_found_by_its_name(name, title):
    assert ids(found(families((*blocks, *presets, *ready_made)), title))[0] == f"{name}_activation"
    assert "activation" in ids(found(families(blocks), title))


def test_a_block_is_found_by_a_word_that_is_not_its_title():
    assert "dense" in ids(found(families(blocks), "fully connected"))


@pytest.mark.parametrize(
    ("text", "id"),
    [("linear", "dense"), ("fc", "dense"), ("全连接", "dense")],
)
def test_what_a_block_is_called_comes_before_what_only_has_the_word_in_it(text, id):
    assert ids(found(families((*blocks, *presets, *ready_made)), text))[0] == id


def test_a_family_of_which_much_fits_comes_before_one_of_which_little_does():
    offer = families((*blocks, *presets, *ready_made))
    assert found(offer, "norm")[0].key == "norm"
    assert ids(found(offer, "激活"))[0] == "activation"


def test_the_words_that_a_search_without_a_find_offers_find_something():
    offer = families((*blocks, *ready_made))
    assert "max_pool2d" in ids(found(offer, "shrink"))
    assert {"add", "concatenate"} <= set(ids(found(offer, "combine")))


def test_help_pages_are_searched_only_where_no_name_fits():
    assert ids(found(families(blocks), "dense")) == ["dense"]
    assert ids(found(families(blocks), "weights")) != []


def test_nothing_is_found_for_nonsense():
    assert found(families(blocks), "xyzzy") == ()


def test_what_belongs_to_groups_or_to_a_file_is_not_offered():
    assert {"group", "inlet", "outlet", "sealed"}.isdisjoint(ids(families(blocks)))
    assert len(ids(families(blocks))) == len(list(blocks)) - 4


def test_ready_made_groups_stand_with_the_blocks_that_they_are_made_of():
    offer = families((*blocks, *ready_made))
    assert "residual_block" in ids(family for family in offer if family.key == "conv")
    assert "transformer_encoder_layer" in ids(f for f in offer if f.key == "attention")


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("残差", "residual_block"),
        ("resnet", "residual_block"),
        ("编码器层", "transformer_encoder_layer"),
        ("googlenet", "inception_cell"),
        ("bn relu", "conv_norm_activation"),
    ],
)
def test_a_ready_made_group_is_found_by_what_people_call_it(text, id):
    assert ids(found(families((*blocks, *ready_made)), text))[0] == id


def test_the_families_stand_in_the_order_of_the_design():
    keys = [family.key for family in families(blocks)]
    assert keys[0] == "input"
    assert keys[-1] == "output"


def test_a_block_is_carried_to_the_canvas_by_plain_mouse_events(window):
    start, end = place(window, "conv2d"), QPoint(600, 300)
    handle = window.windowHandle()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    for point in (start + QPoint(20, 0), end - QPoint(9, 0), end):
        QTest.mouseMove(handle, point)
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=end)
    assert names(window) == ["carried", "carried", "carried", "released"]
    assert window.told[-1] == ("released", "conv2d", window.mapToGlobal(end))


def test_a_small_move_of_the_mouse_carries_nothing(window):
    start = place(window, "conv2d")
    handle = window.windowHandle()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start + QPoint(2, 2))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start)
    assert window.told == []


def test_escape_cancels_a_carried_block(window):
    start = place(window, "conv2d")
    handle = window.windowHandle()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(handle, start + QPoint(300, 0))
    QTest.keyClick(window.palette_panel.panel.list, Qt.Key.Key_Escape)
    QTest.mouseMove(handle, start + QPoint(320, 0))
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=start)
    assert names(window) == ["carried", "cancelled"]


def test_a_double_click_chooses_a_block(window):
    start = place(window, "conv2d")
    QTest.mouseDClick(window.windowHandle(), Qt.MouseButton.LeftButton, pos=start)
    assert ("chosen", "conv2d") in window.told


def test_enter_in_the_search_chooses_what_was_found_first(window):
    search = window.palette_panel.panel.search
    QTest.keyClicks(search, "max pool")
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert window.told == [("chosen", "max_pool2d")] or window.told[0][1].startswith("max_pool")


def test_a_search_without_a_find_says_so_and_offers_plain_words(window):
    panel = window.palette_panel.panel
    panel.search.setText("xyz")
    assert panel.nothing.isVisible()
    assert panel.nothing.text().startswith('No block is called "xyz".')
    panel.search.clear()
    assert not panel.nothing.isVisible()


def test_the_open_families_are_the_same_after_a_search(window):
    panel = window.palette_panel.panel
    panel.list.open_only("output")
    QTest.keyClicks(panel.search, "dense")
    panel.search.clear()
    assert panel.list.opened() == {"output"}


def test_a_click_opens_a_family_and_another_closes_it(window):
    blocks_list = window.palette_panel.panel.list
    family = blocks_list.index_of("dense").parent()
    middle = blocks_list.visualRect(family).center()
    QTest.mouseClick(blocks_list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert "dense" in blocks_list.opened()
    QTest.mouseClick(blocks_list.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert "dense" not in blocks_list.opened()


def test_the_rail_opens_a_family_over_the_canvas_and_a_carried_block_closes_it(window, qtbot):
    palette = window.palette_panel
    palette.set_narrow(True)
    assert palette.width() == 48 or palette.sizeHint().width() == 48
    assert not palette.panel.isVisible()
    palette.rail.family.emit("dense")
    assert palette.is_flyout_open()
    qtbot.waitUntil(lambda: palette.panel.list.opened() == {"dense"})
    start, end = place(window, "dense"), QPoint(700, 300)
    handle = window.windowHandle()
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=start)
    for point in (start + QPoint(20, 0), end - QPoint(9, 0), end):
        QTest.mouseMove(handle, point)
    assert palette.panel.geometry().right() < 0
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=end)
    assert window.told[-1] == ("released", "dense", window.mapToGlobal(end))
    assert not palette.is_flyout_open()


def test_the_flyout_closes_when_the_focus_goes_elsewhere(window, qtbot):
    palette = window.palette_panel
    with qtbot.waitActive(window):
        window.activateWindow()
    palette.set_narrow(True)
    palette.focus_search()
    assert palette.is_flyout_open()
    window.canvas.setFocus()
    assert not palette.is_flyout_open()


def test_the_wide_palette_comes_back_with_the_room(window):
    palette = window.palette_panel
    palette.set_narrow(True)
    palette.set_narrow(False)
    assert palette.panel.isVisible()
    assert not palette.rail.isVisible()
    assert palette.panel.parentWidget() is palette


def test_folding_on_request_leaves_the_rail_until_it_is_opened_again(window, qtbot):
    palette = window.palette_panel
    palette.panel.folded.emit()
    assert palette.rail.isVisible()
    qtbot.mouseClick(palette.rail.unfold_button, Qt.MouseButton.LeftButton)
    assert palette.panel.isVisible()
    assert not palette.rail.isVisible()
