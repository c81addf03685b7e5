"""NotExported: why nothing was written."""

from __future__ import annotations


class NotExported(Exception):
    """Nothing was written: what happened, why, and what to do."""

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(f"{what} {why} {remedy}")
        self.what, self.why, self.remedy = what, why, remedy
