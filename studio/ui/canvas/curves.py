"""Wires as curves, flattened to 24 straight pieces in numpy."""

from __future__ import annotations

from typing import Final

import numpy as np

from studio.ui.canvas.primitives import Floats, Indices, Mask

POINTS: Final = 25
CLEARANCE: Final = 20.0
_LEAST, _MOST = 24.0, 120.0
_HALF: Final = 12  # a way round has this many points before its straight part


def curves(ends: Floats, sides: Floats) -> Floats:
    """The points (wires, 25, 2) of wires from and to these ends (x, y, x, y).

    `sides` has for each wire the x of the straight part of a way round, with the heights where it
    begins and ends; NaN for a wire that goes directly.
    """
    points = _direct(ends)
    round_about = np.flatnonzero(~np.isnan(sides[:, 0]))
    if len(round_about):
        points[round_about] = _around(ends[round_about], sides[round_about])
    return points


def middles(points: Floats, sides: Floats) -> Floats:
    """Where the shape of each wire is written: halfway along."""
    straight = (points[:, _HALF - 1] + points[:, _HALF]) / 2
    return np.where(np.isnan(sides[:, :1]), points[:, _HALF], straight)


def badge_shares(ends: Floats, sides: Floats) -> Floats:
    """How much of a badge lies left of its wire: half, or little where it would cover a card."""
    middle = (ends[:, 0] + ends[:, 2]) / 2
    aside = np.where(sides[:, 0] > middle, 0.16, 0.84)
    return np.where(np.isnan(sides[:, 0]), 0.5, aside)


def lengths(points: Floats) -> Floats:
    """How long each wire is."""
    steps = np.diff(points, axis=1)
    return np.asarray(np.hypot(steps[..., 0], steps[..., 1]).sum(axis=1))


def _direct(ends: Floats) -> Floats:
    """A vertical cubic: it leaves downwards and arrives from above."""
    source, target = ends[:, None, :2], ends[:, None, 2:]
    reach = np.clip(np.abs(ends[:, 3] - ends[:, 1]) / 2, _LEAST, _MOST)
    return _cubic(source, target, reach[:, None, None], POINTS)


def _cubic(source: Floats, target: Floats, reach: Floats, count: int) -> Floats:
    down = np.array([0.0, 1.0]) * reach
    t = np.linspace(0.0, 1.0, count)[None, :, None]
    u = 1 - t
    return np.asarray(
        u**3 * source
        + 3 * u * u * t * (source + down)
        + 3 * u * t * t * (target - down)
        + t**3 * target
    )


def _around(ends: Floats, sides: Floats) -> Floats:
    """Out to one side, straight along it, and back in; up the side if the target lies above."""
    leave = np.stack([sides[:, 0], sides[:, 1]], axis=1)[:, None, :]
    enter = np.stack([sides[:, 0], sides[:, 2]], axis=1)[:, None, :]
    source, target = ends[:, None, :2], ends[:, None, 2:]
    back = (ends[:, 3] < ends[:, 1])[:, None, None]
    reach = np.full((len(ends), 1, 1), _LEAST)
    out = np.where(back, _arc(source, leave, 1.0, _HALF), _cubic(source, leave, reach, _HALF))
    rest = POINTS - _HALF
    home = np.where(back, _arc(enter, target, -1.0, rest), _cubic(enter, target, reach, rest))
    return np.concatenate([out, home], axis=1)


def _arc(begin: Floats, end: Floats, down: float, count: int) -> Floats:
    """Half an ellipse that leaves downwards (or arrives from above) and turns round."""
    t = np.linspace(0.0, np.pi, count)[None, :]
    x = begin[..., 0] + (end[..., 0] - begin[..., 0]) * (1 - np.cos(t)) / 2
    y = begin[..., 1] + (end[..., 1] - begin[..., 1]) * t / np.pi + down * _LEAST * np.sin(t)
    return np.stack([x, y], axis=2)


def ways_round(ends: Floats, own: Indices, boxes: Floats) -> Floats:
    """For each wire the side to pass other cards at, NaN where none is in the way.

    Args:
        ends: (wires, 4), the two ends of each wire.
        own: (wires, 2), the rows of the two blocks that it joins.
        boxes: (cards, 4), left, top, width and height of every card.
    """
    sides = np.full((len(ends), 3), np.nan)
    fall = ends[:, 3] - ends[:, 1]
    apart = np.abs(ends[:, 2] - ends[:, 0])
    width = boxes[:, 2].max(initial=0.0)
    for row in np.flatnonzero((fall < 0) & (apart < width + 2 * CLEARANCE)):
        sides[row] = _back(ends[row], boxes[own[row]])
    rows = np.flatnonzero(fall > 2 * _LEAST + 36)
    near = _near(ends[rows], own[rows], boxes)
    for at in np.flatnonzero(near.any(axis=1)):
        row = rows[at]
        blocked = _under(ends[row], boxes[near[at]])
        if len(blocked):
            sides[row] = _past(ends[row], blocked)
    return sides


def _back(end: Floats, boxes: Floats) -> tuple[float, float, float]:
    left = boxes[:, 0].min() - CLEARANCE
    right = (boxes[:, 0] + boxes[:, 2]).max() + CLEARANCE
    middle = (end[0] + end[2]) / 2
    return (right if right - middle <= middle - left else left), end[1], end[3]


def _near(ends: Floats, own: Indices, boxes: Floats) -> Mask:
    """Which cards reach between the ends of each wire: (wires, cards). Its own are none."""
    left, top, width, height = boxes.T
    right, bottom = left + width, top + height
    x, y = np.sort(ends[:, ::2], axis=1)[..., None], ends[:, 1::2, None]
    near = (top < y[:, 1]) & (bottom > y[:, 0]) & (left < x[:, 1]) & (right > x[:, 0])
    # A frame is not in the way of the wires inside it.
    near &= (left > x[:, 0]) | (right < x[:, 1]) | (top > y[:, 0]) | (bottom < y[:, 1])
    np.put_along_axis(near, own, False, axis=1)
    return np.asarray(near)


def _under(end: Floats, boxes: Floats) -> Floats:
    """The cards that the direct curve would run under."""
    x, y = _direct(end[None])[0].T[:, :, None]  # (25, 1) each
    left, top, width, height = boxes.T
    under = (x > left) & (x < left + width) & (y > top) & (y < top + height)
    return np.asarray(boxes[under.any(axis=0)])


def _past(end: Floats, boxes: Floats) -> tuple[float, float, float]:
    left = boxes[:, 0].min() - CLEARANCE
    right = (boxes[:, 0] + boxes[:, 2]).max() + CLEARANCE
    middle = (end[0] + end[2]) / 2
    side = right if right - middle <= middle - left else left
    top, bottom = boxes[:, 1].min() + 8, (boxes[:, 1] + boxes[:, 3]).max() - 8
    return side, min(top, end[3]), max(bottom, end[1])
