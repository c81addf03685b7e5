"""Palette, canvas and inspector over one document, at the edges."""

from PySide6.QtTest import QTest

from studio.data.dataset import datasets


def test_data_that_cannot_be_used_stops_no_edit(window, hand):
    ids = [hand.place("features_input", 0, 0), hand.place("class_output", 0, 120)]
    hand.wire(*ids)
    wrong = datasets["iris"]().but(classes=("no such class",))
    window.document.edit("Set data", window.document.project.but(data=wrong))
    window.canvas.select({ids[0]})
    assert window.inspector.header.isVisible()
    hand.place("dense", 300, 0)
    window.canvas.select({ids[0]})
    window.canvas.editing.delete()
    assert sorted(window.document.project.graph.by_id) == ["class_output_1", "dense_1"]
    (error,) = [p for p in window.document.checked.errors if "no such class" in p.what]
    assert "setosa" in error.why


def test_a_name_that_is_typed_while_its_block_goes_is_given_to_no_other(window, hand):
    gone, stays = hand.place("features_input", 0, 0), hand.place("class_output", 0, 120)
    window.canvas.select({gone})
    name = window.inspector.header.name
    name.setFocus()
    QTest.keyClicks(name, "abc")
    window.document.edit_graph("Delete", window.document.project.graph.removed({gone}))
    window.canvas.select({stays})
    assert window.document.project.graph.by_id[stays].name == ""


def test_the_menu_of_an_empty_place_adds_a_block(window):
    window.canvas.context_menu.emit(window.mapToGlobal(window.rect().center()), "")
    add = window.actions_table["quick_add"]
    assert add in window.build._menu.actions()
    window.build._menu.close()
    add.trigger()
    assert window.canvas.quick_add.popup.isVisible()


def test_the_menu_of_a_wire_offers_to_delete_it(window, hand, qtbot):
    ids = [hand.place("features_input", 0, 0), hand.place("class_output", 0, 120)]
    hand.wire(*ids)
    (wire,) = window.document.project.graph.wires
    window.canvas.select((), {wire})
    window.canvas.context_menu.emit(window.mapToGlobal(window.rect().center()), "")
    delete = window.actions_table["delete"]
    assert delete in window.build._menu.actions()
    delete.trigger()
    window.build._menu.close()
    assert window.document.project.graph.wires == ()
