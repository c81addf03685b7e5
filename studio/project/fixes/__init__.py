"""Quick fixes: ways out of a problem, each tried on a copy before it is offered."""

from studio.project.fixes import (
    adapting,
    data,
    dead_ends,
    ends,
    group_ends,
    groups,
    joins,
    kinds,
    learning,
    leaving_out,
    loops,
    ports,
    settings,
    upstream,
)
from studio.project.fixes.fix import Fix
from studio.project.fixes.search import MOST, fixes, search

__all__ = [
    "MOST",
    "Fix",
    "adapting",
    "data",
    "dead_ends",
    "ends",
    "fixes",
    "group_ends",
    "groups",
    "joins",
    "kinds",
    "learning",
    "leaving_out",
    "loops",
    "ports",
    "search",
    "settings",
    "upstream",
]
