"""Dominators: through which block every way to a block leads. Reversed, every way from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def dominators(order: Iterable[str], before: Callable[[str], Iterable[str]]) -> dict[str, str]:
    """The last block on all ways to each block; "" where no single block is.

    Blocks come in `order` after those `before` them. Each step costs the logarithm of the depth:
    a second link, over a stretch that doubles, leads up the tree (Myers, An applicative
    random-access stack, 1983).
    """
    tree = _Tree()
    for id in order:
        above = [*before(id)] or [""]
        meeting = above[0]
        for other in above[1:]:
            meeting = tree.meeting(meeting, other)
        tree.add(id, meeting)
    del tree.up[""]
    return tree.up


class _Tree:
    def __init__(self) -> None:
        self.up = {"": ""}
        self._far = {"": ""}
        self._depth = {"": 0}

    def add(self, id: str, above: str) -> None:
        far, depth = self._far[above], self._depth
        even = depth[above] - depth[far] == depth[far] - depth[self._far[far]]
        self.up[id], self._far[id] = above, self._far[far] if even else above
        depth[id] = depth[above] + 1

    def meeting(self, one: str, other: str) -> str:
        """The lowest block that is above both, or is one of them."""
        depth, up, far = self._depth, self.up, self._far
        if depth[one] < depth[other]:
            one, other = other, one
        while depth[one] > depth[other]:
            one = far[one] if depth[far[one]] >= depth[other] else up[one]
        while one != other:
            if far[one] != far[other]:
                one, other = far[one], far[other]
            else:
                one, other = up[one], up[other]
        return one
