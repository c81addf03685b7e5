"""The status bar says what it is told, and forgets facts that are gone."""

from studio.ui.statusbar import StatusBar


def test_it_says_result_facts_and_tip(qtbot):
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.set_result("fine", "All shapes fit")
    bar.set_facts(["8 blocks", "1.5 MB"])
    bar.set_tip("F8 goes to the next problem")
    assert bar.text() == "All shapes fit | 8 blocks | 1.5 MB | F8 goes to the next problem"


def test_facts_that_are_gone_are_not_shown(qtbot):
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.set_facts(["8 blocks", "1.5 MB"])
    bar.set_facts(["9 blocks"])
    assert bar.text() == "9 blocks"
