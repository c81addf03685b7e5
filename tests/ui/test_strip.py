"""The strip over the canvas looks as good or as bad as its news."""

import pytest

from studio.ui.strip import Strip
from studio.ui.theme import colours, theme


@pytest.fixture
def strip(qtbot, qapp):
    made = Strip()
    qtbot.addWidget(made)
    made.resize(400, 40)
    yield made
    theme().apply(qapp, "light")


def ground(strip):
    """The colour behind the text."""
    return strip.grab().toImage().pixelColor(4, 4).name()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_good_news_and_warnings_have_grounds_of_their_own(strip, qapp, scheme):
    theme().apply(qapp, scheme)
    strip.say("The network begins with the weights it has learned.", tone="success")
    assert ground(strip) == colours().success.subtle.name()
    strip.say("The run goes on with the project as it was when the run started.")
    assert ground(strip) == colours().warning.subtle.name()


def test_the_look_of_a_notice_ends_with_it(strip):
    strip.say("The network begins with the weights it has learned.", tone="success")
    strip.say("The run goes on with the project as it was when the run started.")
    assert strip.tone == "warning"
