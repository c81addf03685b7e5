"""Every text that a person reads passes through here, so that it can be translated."""

import gettext
import locale
import os

from studio import resources


def _languages() -> list[str]:
    """The languages that the system asks for, the most wanted first."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if wanted := os.environ.get(name):
            return wanted.split(":")
    # Windows and macOS keep the choice in the system and not in the environment.
    return [wanted] if (wanted := locale.getlocale()[0]) else []


_catalogue = gettext.translation(
    "layerloom", resources.path("resources", "translations"), _languages(), fallback=True
)


def tr(text: str) -> str:
    """The text in the person's language; fill in values afterwards, with `.format(...)`."""
    return _catalogue.gettext(text)


def tr_count(one: str, many: str, n: int) -> str:
    """The form of a text that fits the number n: `tr_count("{n} block", "{n} blocks", n)`."""
    return _catalogue.ngettext(one, many, n).format(n=n)


def number(n: float) -> str:
    """A number as people write it: 225,034 and −1.5."""
    return f"{n:,}".replace("-", "\N{MINUS SIGN}")
