"""Finds room for labels beside curves: where no curve and no other label is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Box", "Curve", "places_beside"]

#: x and y of a curve's points, ascending in x.
Curve = tuple[NDArray[np.float64], NDArray[np.float64]]
#: Left, foot, right, top.
Box = tuple[float, float, float, float]

_GAP = 9.0  # between a label and its own curve
_CLEAR = 7.0  # around a label
_HEIGHTS = (0.84, 0.75, 0.66, 0.57, 0.47, 0.38, 0.29, 0.91, 0.21)  # of the middle of a label, the best first


def places_beside(
    curves: Sequence[Curve], sizes: Sequence[tuple[float, float]], area: Box, taken: Sequence[Curve] = ()
) -> list[Box] | None:
    """Return a box beside each curve for its label; None where a label has no room.

    Parameters
    ----------
    curves : sequence of (float64, float64)
        Falling from left to right; all lengths in points.
    sizes : sequence of (float, float)
        Width and height of each label.
    area : Box
        What labels must not leave.
    taken : sequence of (float64, float64)
        Other lines that no label may cross.

    Returns
    -------
    list of Box or None
    """
    lines = [_dense(curve) for curve in (*curves, *taken)]
    found: list[Box | None] = [None] * len(curves)
    # from outside in: the outermost have the other side to themselves
    middles = [float(np.interp(0.5, *_by_height(curve, area))) for curve in curves]
    order = sorted(range(len(curves)), key=lambda at: middles[at])
    for rank, at in enumerate(order):
        rightmost = rank == len(order) - 1
        for box in _candidates(curves[at], sizes[at], area, rightmost):
            others = [other for other in found if other is not None]
            if _inside(box, area) and not any(_crosses(line, box) for line in lines) and not _meets(box, others):
                found[at] = box
                break
        else:
            return None
    return [box for box in found if box is not None]


def _by_height(curve: Curve, area: Box) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, y = curve
    share = (y - area[1]) / (area[3] - area[1])
    return share[::-1], x[::-1]  # ascending in height


def _candidates(curve: Curve, size: tuple[float, float], area: Box, rightmost: bool) -> list[Box]:
    (wide, tall), boxes = size, []
    for side in ("right", "left") if rightmost else ("left", "right"):
        for share in _HEIGHTS:
            middle = area[1] + share * (area[3] - area[1])
            reach = (tall / 2.0 + _CLEAR) * (1.0 if side == "left" else -1.0)
            # a falling curve: it is furthest right at the label's foot, furthest left at its top
            level = (middle + reach - area[1]) / (area[3] - area[1])
            x = float(np.interp(level, *_by_height(curve, area)))
            start = x + _GAP if side == "right" else x - _GAP - wide
            boxes.append((start, middle - tall / 2.0, start + wide, middle + tall / 2.0))
    return boxes


def _dense(curve: Curve) -> Curve:
    """Return a curve with a point every few points' length."""
    x, y = curve
    length = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    at = np.linspace(0.0, length[-1], max(2, int(length[-1] / 3.0)))
    return np.interp(at, length, x), np.interp(at, length, y)


def _crosses(line: Curve, box: Box) -> bool:
    x, y = line
    left, foot, right, top = box
    inside = (x > left - _CLEAR) & (x < right + _CLEAR) & (y > foot - _CLEAR) & (y < top + _CLEAR)
    return bool(np.any(inside))


def _meets(box: Box, others: Sequence[Box]) -> bool:
    return any(
        all(box[k] < other[k + 2] + _CLEAR and other[k] < box[k + 2] + _CLEAR for k in (0, 1)) for other in others
    )


def _inside(box: Box, area: Box) -> bool:
    return box[0] >= area[0] + _CLEAR and box[2] <= area[2] and box[1] >= area[1] + _CLEAR and box[3] <= area[3]
