"""The About dialog names whose work is in the app."""

from studio.data.dataset import datasets
from studio.ui.about import licenses


def test_fonts_icons_and_every_data_set_are_named_with_their_license():
    text = licenses()
    assert "SIL OPEN FONT LICENSE" in text
    assert "ISC License" in text
    assert "Zalando" in text
    for entry in datasets:
        assert f"{entry.title}: {entry.license}" in text or entry.id == "no_data"
