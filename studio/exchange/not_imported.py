"""NotImported: why a file did not become a network."""

from __future__ import annotations


class NotImported(Exception):
    """Nothing was opened: what happened, why, and what to do."""

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(f"{what} {why} {remedy}")
        self.what, self.why, self.remedy = what, why, remedy
