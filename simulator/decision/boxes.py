"""Boxes of scenario discovery: the ranges of two or three inputs in which the runner-up is the cheaper one.

PRIM peels: it begins with all futures of the sample, and takes off a tenth of those left at one end of one input,
again and again, each time where the share of wins among the rest grows most. Of the boxes on that way the one is taken
whose coverage c (share of the wins that lie in it) and density d (share of its futures that are wins) have the largest
harmonic mean, 2 c d / (c + d), among those of density 0.6 or more. Then each edge is moved to where that mean is
largest, in place of pasting. An input is left out unless it raises that mean by 0.02 and passes the quasi-p-value test;
nobody keeps more than three inputs in mind. A second box is looked for among the futures outside the first.

The check: a box is found on each half of the sample and judged on the other half. The overlap is the share of futures
that lie in both of these boxes, of those in either.

Source: J. H. Friedman and N. I. Fisher, *Bump hunting in high-dimensional data* (1999); B. P. Bryant and R. J. Lempert,
*Thinking inside the box* (2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...distributions.special import bdtrc
from ..samples import RankedInput
from ..tenths import group_of
from .conditional import FEWEST

__all__ = ["Box", "Found", "find_boxes"]

Array = NDArray[np.float64]
_Codes = NDArray[np.uint8]

_CODES = 256  # places at which an input may be cut: as many as a byte tells apart
_PEELED = 0.1  # of the futures that are left
_LEAST = 0.02  # by which an input has to raise the harmonic mean
_CHANCE = 1e-3  # quasi-p-value, at most
_MOST_INPUTS, _MOST_BOXES = 3, 2
_RARE = 0.01  # wins below this share, or above the rest, are not explained
_WORTH = 0.15  # of the wins: what a box has to hold
_RIGHT = 0.6  # density, at least: below it the verdict calls a decision a close call
_AGREE = 0.5  # overlap, at least


class Box(NamedTuple):
    """Ranges of inputs, and how well they tell where the wins are.

    Attributes
    ----------
    limits : dict of int to (float or None, float or None)
        By number of the input: above which value and below which; None where any will do.
    share : float
        Of all futures.
    coverage, density : float
        Of all wins those in the box; of its futures those that are wins. Of a second box without those of the first.
    checked_coverage, checked_density, overlap : float
        Means of the two halves, each box judged on the futures that it was not found on.
    """

    limits: dict[int, tuple[float | None, float | None]]
    share: float
    coverage: float
    density: float
    checked_coverage: float
    checked_density: float
    overlap: float


class Found(NamedTuple):
    """Boxes, or why there is none."""

    boxes: list[Box]
    because: str | None


def find_boxes(inputs: Sequence[RankedInput], wins: NDArray[np.bool_]) -> Found:
    """Return one or two boxes.

    Parameters
    ----------
    inputs : sequence of RankedInput
    wins : bool, shape (futures,)
    """
    base = float(wins.mean())
    if wins.size < FEWEST or not inputs:
        return Found([], "the sample is too small" if inputs else "no input decides")
    if not _RARE <= base <= 1.0 - _RARE:
        return Found([], f"it is cheaper in {'fewer than 1' if base < 0.5 else 'more than 99'} of 100 futures")
    codes = np.stack([_coded(each.ranks) for each in inputs])
    left = np.ones(wins.size, dtype=np.bool_)
    found: list[Box] = []
    while len(found) < _MOST_BOXES and np.count_nonzero(left & wins) >= _WORTH * np.count_nonzero(wins):
        cut = _find(codes, wins, left)
        if cut is None:
            break
        inside = left & cut.holds(codes)
        coverage, density = _judged(inside, wins)
        checked = None if coverage < _WORTH else _checked(codes, wins, left)
        if checked is None:
            break
        found.append(Box(cut.limits(inputs, codes), float(inside.mean()), coverage, density, *checked))
        left &= ~inside
    return Found(found, None if found else "no ranges of up to three inputs separate these futures from the others")


def _judged(inside: NDArray[np.bool_], wins: NDArray[np.bool_]) -> tuple[float, float]:
    """Return coverage and density."""
    hits, all_wins, number = (int(np.count_nonzero(each)) for each in (inside & wins, wins, inside))
    return hits / max(all_wins, 1), hits / max(number, 1)


def _checked(codes: _Codes, wins: NDArray[np.bool_], left: NDArray[np.bool_]) -> tuple[float, float, float] | None:
    """Return coverage, density and overlap of the boxes of both halves; None where they are not alike."""
    half = group_of(wins.size) % 2 == 0
    cuts = [_find(codes, wins, left & part) for part in (half, ~half)]
    members = [left & cut.holds(codes) for cut in cuts if cut is not None]
    if len(members) < 2:
        return None
    one, other = members
    overlap = np.count_nonzero(one & other) / np.count_nonzero(one | other)
    found = [_judged(one[~half], wins[~half]), _judged(other[half], wins[half])]
    coverage, density = (sum(pair) / 2.0 for pair in zip(*found, strict=True))
    return (coverage, density, overlap) if overlap >= _AGREE else None


@dataclass(frozen=True)
class _Cut:
    """Codes from `low` to `high`, of each input."""

    low: tuple[int, ...]
    high: tuple[int, ...]

    @classmethod
    def whole(cls, inputs: int) -> _Cut:
        return cls((0,) * inputs, (_CODES - 1,) * inputs)

    @property
    def limited(self) -> list[int]:
        """Inputs whose range is limited."""
        return [j for j, ends in enumerate(zip(self.low, self.high, strict=True)) if ends != (0, _CODES - 1)]

    def with_range(self, j: int, low: int, high: int) -> _Cut:
        return _Cut((*self.low[:j], low, *self.low[j + 1 :]), (*self.high[:j], high, *self.high[j + 1 :]))

    def holds(self, codes: _Codes) -> NDArray[np.bool_]:
        found = np.ones(codes.shape[1], dtype=np.bool_)
        for j in self.limited:
            found &= (codes[j] >= self.low[j]) & (codes[j] <= self.high[j])
        return found

    def limits(self, inputs: Sequence[RankedInput], codes: _Codes) -> dict[int, tuple[float | None, float | None]]:
        """Return the values between the last future outside and the first one inside."""
        found: dict[int, tuple[float | None, float | None]] = {}
        for j in self.limited:
            x, code = inputs[j].values, codes[j]
            below, above = code < self.low[j], code > self.high[j]
            inside = x[~(below | above)]
            found[j] = (
                float((x[below].max() + inside.min()) / 2.0) if below.any() else None,
                float((x[above].min() + inside.max()) / 2.0) if above.any() else None,
            )
        return found


def _coded(ranks: Array) -> _Codes:
    place = (ranks - ranks.min()) / np.ptp(ranks)
    codes: _Codes = np.minimum(place * _CODES, _CODES - 1).astype(np.uint8)
    return codes


def _find(codes: _Codes, wins: NDArray[np.bool_], among: NDArray[np.bool_]) -> _Cut | None:
    """Return the best box among some futures; None where no input earns its place."""
    futures = np.flatnonzero(among)  # `codes[:, among]` would have the codes of a future side by side
    codes, wins = codes.take(futures, axis=1), wins[futures]
    kept = list(range(len(codes)))
    while kept:
        box = _polished(_peeled(codes, wins, kept), codes, wins)
        losses = {j: _loss(box, j, codes, wins) for j in box.limited}
        if not losses:
            return None
        weakest = min(losses, key=lambda j: losses[j])
        if losses[weakest] >= _LEAST and len(losses) <= _MOST_INPUTS:
            return box if _worth(*_count(box, codes, wins), int(np.count_nonzero(wins))) > 0.0 else None
        kept = [j for j in losses if j != weakest]
    return None


def _count(box: _Cut, codes: _Codes, wins: NDArray[np.bool_]) -> tuple[int, int]:
    """Return the futures in a box, and the wins among them."""
    inside = box.holds(codes)
    return int(np.count_nonzero(inside)), int(np.count_nonzero(inside & wins))


def _worth(number: int, hits: int, wins: int) -> float:
    """Return 2 c d / (c + d); below 0 where fewer than 6 in 10 futures are wins."""
    density = hits / max(number, 1)
    return 2.0 * hits / (number + wins) if density >= _RIGHT else density - 1.0


def _loss(box: _Cut, j: int, codes: _Codes, wins: NDArray[np.bool_]) -> float:
    """Return what the box loses without the limits of one input; 0 where they may be luck."""
    number, hits = _count(box, codes, wins)
    wider, more = _count(box.with_range(j, 0, _CODES - 1), codes, wins)
    if bdtrc(hits - 1, number, more / wider) > _CHANCE:
        return 0.0
    total = int(np.count_nonzero(wins))
    return _worth(number, hits, total) - max(_worth(wider, more, total), 0.0)


def _peeled(codes: _Codes, wins: NDArray[np.bool_], kept: Sequence[int]) -> _Cut:
    """Return the best box on the way that PRIM peels."""
    total, inputs = int(np.count_nonzero(wins)), len(kept)
    joined = codes[kept] + _CODES * np.arange(2 * inputs).reshape(inputs, 2)[:, wins.astype(np.int64)]

    def counted(futures: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many of them lose and win, by code of each input, shape (inputs, 2, codes)."""
        each = joined.take(futures, axis=1).ravel()
        return np.bincount(each, minlength=2 * inputs * _CODES).reshape(inputs, 2, _CODES)

    counts, ways = counted(np.arange(wins.size)), np.arange(2 * inputs)
    below = np.zeros((inputs, 2, _CODES + 1), np.int64)  # how many have a lower code
    inside = np.ones(wins.size, dtype=np.bool_)
    box = best = _Cut.whole(len(codes))
    number, hits = wins.size, total
    most = _worth(number, hits, total)
    while hits and 2.0 * hits / (hits + total) > most:  # what is left could still be better
        counts.cumsum(axis=-1, out=below[..., 1:])
        # each input is peeled from its lowest code on, or from its highest one
        up_to = np.concatenate([below[..., 1:], below[..., -1:] - below[..., -2::-1]])
        removed = up_to.sum(axis=1)
        at = np.argmax(removed >= max(_PEELED * number, 1.0), axis=1)
        gone, hit = removed[ways, at], up_to[ways, 1, at]
        gain = ((hits - hit) / np.maximum(number - gone, 1) - hits / number) / gone
        gain[gone >= number] = -np.inf
        way = int(np.argmax(gain))
        if gone[way] >= number:
            break
        j, code = kept[way % inputs], int(at[way])
        low, high = (code + 1, box.high[j]) if way < inputs else (box.low[j], _CODES - 2 - code)
        out = np.flatnonzero(inside & ((codes[j] < low) | (codes[j] > high)))
        box = box.with_range(j, low, high)
        inside[out] = False
        counts -= counted(out)
        number, hits = number - int(gone[way]), hits - int(hit[way])
        worth = _worth(number, hits, total)
        if worth > most:
            best, most = box, worth
    return best


def _polished(box: _Cut, codes: _Codes, wins: NDArray[np.bool_]) -> _Cut:
    """Return the box with each edge moved to where the harmonic mean is largest, until none moves."""
    total = int(np.count_nonzero(wins))
    for _ in range(10):
        before = box
        for j in box.limited:
            beside = np.flatnonzero(box.with_range(j, 0, _CODES - 1).holds(codes))
            each, won = codes[j].take(beside), np.flatnonzero(wins.take(beside))
            number, hits = (np.bincount(some, minlength=_CODES) for some in (each, each.take(won)))
            for upper in (False, True):
                low, high = box.low[j], box.high[j]
                part = slice(low, None) if upper else slice(None, high + 1)
                step = 1 if upper else -1
                found = _worths(number[part][::step].cumsum(), hits[part][::step].cumsum(), total)
                best = int(np.flatnonzero(found == found.max())[-1])  # the widest
                box = box.with_range(j, low, low + best) if upper else box.with_range(j, high - best, high)
        if box == before:
            break
    return box


def _worths(number: NDArray[np.int64], hits: NDArray[np.int64], wins: int) -> Array:
    """Return what `_worth` does, of several boxes."""
    density = hits / np.maximum(number, 1)
    return np.where(density >= _RIGHT, 2.0 * hits / (number + wins), density - 1.0)
