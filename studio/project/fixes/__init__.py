"""Quick fixes: ways out of a problem, each tried on a copy before it is offered.

The ways are many, and only `search` brings them in: while nothing is wrong nobody waits for them.
"""

from studio.project.fixes.fix import Fix

__all__ = ["Fix"]
