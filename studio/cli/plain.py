"""Text that is safe to print: a stranger may name blocks with signs that steer a terminal."""

import re

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def plain(text: str) -> str:
    """The text without signs that steer a terminal."""
    return CONTROL.sub("�", text)
