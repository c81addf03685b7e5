"""Every text that a person reads passes through here, so that it can be translated."""

import gettext
import locale
import os
from pathlib import Path

from studio import resources


def _wanted() -> list[str]:
    """The languages that the system asks for, the most wanted first."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if wanted := os.environ.get(name):
            return wanted.split(":")
    # Windows and macOS keep the choice in the system and not in the environment.
    return [wanted] if (wanted := locale.getlocale()[0]) else []


def catalogue(folder: Path, languages: list[str]) -> gettext.NullTranslations:
    """The texts in the first of these languages that the folder has; else as they are written.

    A language is a file `<folder>/<language>/LC_MESSAGES/layerloom.mo`.
    """
    return gettext.translation("layerloom", folder, languages, fallback=True)


_texts = catalogue(resources.path("resources", "translations"), _wanted())


def tr(text: str) -> str:
    """The text in the person's language; fill in values afterwards, with `.format(...)`."""
    return _texts.gettext(text) if text else ""


def tr_count(one: str, many: str, n: int) -> str:
    """The form of a text that fits the number n: `tr_count("{n} block", "{n} blocks", n)`."""
    return _texts.ngettext(one, many, n).format(n=number(n))


def number(n: float) -> str:
    """A number as people write it: 225,034 and −1.5."""
    return f"{n:,}".replace("-", "\N{MINUS SIGN}")
