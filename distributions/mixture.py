"""Mixture: one of several laws, chosen at random; a quiet year or a bad one.

========  ==================================
Support   from the lowest to the highest of the parts'
Mean      ``sum(weights * means of the parts)``
========  ==================================

Probabilities are weighted sums and exact. Quantiles are where those sums reach u: a grid of the parts' own quantiles
brackets each, an interpolating root finder does the rest. A part that is one number is an atom and drawn exactly.

The quantile function has a jump where no part has probability, a kink where a part begins, ends or has one itself,
and something near to a kink where a narrow part ends inside a wide one; all of them are among the `breaks`.

Source: G. J. McLachlan and D. Peel, *Finite Mixture Models* (2000), chapter 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import ClassVar, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .constant import Constant
from .distinct import distinct
from .errors import LawError, check_number, shown
from .inverse import crossing
from .law import Array, Law
from .moments import LATTICE_EDGE, SLIVER

__all__ = ["MOST_PARTS", "Mixture"]

#: Parts of a mixture at most: the time to build its table grows with their square.
MOST_PARTS = 20

#: Single values between which a mixture's continuous parts lie, at most: each gap is a table of its own.
MOST_GAPS = 100

#: Weights are whole multiples of this: all sums of them are exact, so are the edges of gaps, from either end.
_QUANTUM = 2.0**-53

#: A part has ended where less than this share of it is left: another one taking over there is as sharp as a kink.
_ENDED = 0.1

Atom: TypeAlias = tuple[float, float, float]


class _Grid(NamedTuple):
    """Points of x, ascending, with the probabilities there; `before`: just below the point, so without its atom."""

    x: Array
    cdf: Array
    cdf_before: Array
    sf: Array
    sf_before: Array


@dataclass(frozen=True, slots=True)
class Mixture:
    """A quantity that follows one of several laws, in the unit of the field that holds it.

    Parts are laws or numbers. Weights need not add up to 1: they are divided by their sum. Parts of weight 0 are
    left out, equal parts become one, and a mixture among the parts is taken apart.
    """

    name: ClassVar[str] = "mixture"
    parts: tuple[Law, ...]
    weights: tuple[float, ...]
    breaks: tuple[float, ...] = field(init=False, repr=False, compare=False)
    atoms: tuple[Atom, ...] = field(init=False, repr=False, compare=False)
    _grid: _Grid = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check, normalise, and lay the grid in which quantiles are looked up."""
        parts, weights = _parts(self.parts), _weights(self.weights)
        if len(parts) != len(weights):
            came = f"{len(parts)} parts and {len(weights)} weights"
            raise LawError(f"mixture needs as many weights as parts, got {came}", "weights")
        if min(weights) < 0.0 or max(weights) == 0.0:
            rule = "mixture needs weights of at least 0, not all of them 0"
            raise LawError(f"{rule}, got {', '.join(shown(weight) for weight in weights)}", "weights")
        merged: dict[Law, list[float]] = {}
        for part, weight in zip(parts, weights, strict=True):
            inner = zip(part.parts, part.weights, strict=True) if isinstance(part, Mixture) else [(part, 1.0)]
            for one, share in inner:
                merged.setdefault(one, []).append(weight * share)
        shares = _quantised([math.fsum(several) for several in merged.values()])
        kept = [(part, share) for part, share in zip(merged, shares, strict=True) if share > 0.0]
        object.__setattr__(self, "parts", tuple(part for part, _ in kept))
        object.__setattr__(self, "weights", tuple(share for _, share in kept))
        values = distinct([value for part in self.parts for _, _, value in part.atoms])
        grid = self._laid(values)
        object.__setattr__(self, "_grid", grid)
        at = np.searchsorted(grid.x, values)
        ends = zip(grid.cdf_before[at].tolist(), grid.cdf[at].tolist(), values.tolist(), strict=True)
        object.__setattr__(self, "atoms", tuple((low, high, value) for low, high, value in ends if low < high))
        ends_at = np.array([(0.0, 0.0), *((low, high) for low, high, _ in self.atoms)])
        if (gaps := int(np.sum(ends_at[1:, 0] - ends_at[:-1, 1] > LATTICE_EDGE))) > MOST_GAPS:
            raise LawError(
                f"mixture needs at most {MOST_GAPS} single values inside its continuous parts, got {gaps}; "
                "draw them apart, and choose by a bernoulli(p)",
                "parts",
            )
        object.__setattr__(self, "breaks", self._found_breaks())

    @property
    def mean(self) -> float:
        """Expected value."""
        return math.fsum(weight * part.mean for part, weight in zip(self.parts, self.weights, strict=True))

    @property
    def sd(self) -> float:
        """Standard deviation; `inf` if that of a part is."""
        mean, pairs = self.mean, zip(self.parts, self.weights, strict=True)
        return math.sqrt(math.fsum(w * (part.sd**2 + (part.mean - mean) ** 2) for part, w in pairs))

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value of any part."""
        return min(part.support[0] for part in self.parts), max(part.support[1] for part in self.parts)

    def cdf(self, x: Array) -> Array:
        """P(X <= x)."""
        return self._sum([part.cdf(x) for part in self.parts])

    def sf(self, x: Array) -> Array:
        """P(X > x)."""
        return self._sum([part.sf(x) for part in self.parts])

    def ppf(self, u: Array) -> Array:
        """The quantile function."""
        u = np.asarray(u, dtype=np.float64)
        return self._quantiles(u.ravel(), upper=False).reshape(u.shape)

    def isf(self, v: Array) -> Array:
        """The quantile function, from the upper end."""
        v = np.asarray(v, dtype=np.float64)
        return self._quantiles(v.ravel(), upper=True).reshape(v.shape)

    def _sum(self, probabilities: Sequence[Array]) -> Array:
        total = self.weights[0] * probabilities[0]
        for weight, probability in zip(self.weights[1:], probabilities[1:], strict=True):
            total = total + weight * probability
        return np.asarray(total, dtype=np.float64)

    def _laid(self, values: Array) -> _Grid:
        """Return the grid: quantiles of every part, four to an octave of either tail, and whatever is a corner."""
        tail = np.exp2(-np.arange(4.0, 240.0) / 4.0)
        points = [values, self._corners()]
        for part in self.parts:
            points += [part.ppf(tail), part.isf(tail)]
        x = distinct(np.concatenate(points))
        x = x[np.isfinite(x)]
        cdf, sf = np.maximum.accumulate(self.cdf(x)), np.minimum.accumulate(self.sf(x))
        cdf_before, sf_before = cdf.copy(), sf.copy()
        at = np.searchsorted(x, values)
        below = np.nextafter(values, -math.inf)
        cdf_before[at], sf_before[at] = self.cdf(below), self.sf(below)
        return _Grid(x, cdf, cdf_before, sf, sf_before)

    def _corners(self) -> Array:
        """Return the x at which a part begins, ends, or has a break."""
        corners = [end for part in self.parts for end in part.support]
        for part in self.parts:
            if part.breaks:
                breaks = np.array(part.breaks)
                corners += [*part.ppf(breaks).tolist(), *part.ppf(np.nextafter(breaks, 1.0)).tolist()]
        return np.array([x for x in corners if math.isfinite(x)])

    def _found_breaks(self) -> tuple[float, ...]:
        """Return u at every corner, and where one part takes over from another that has all but ended."""
        grid = self._grid
        found = grid.cdf[np.searchsorted(grid.x, self._corners())].tolist()
        below = np.stack([part.cdf(grid.x) for part in self.parts])
        above = np.stack([part.sf(grid.x) for part in self.parts])
        mass = np.where(below[:, 1:] < 0.5, np.diff(below), -np.diff(above)) * np.array(self.weights)[:, None]
        leader = np.argmax(mass, axis=0)
        for k in (np.flatnonzero(np.diff(leader)) + 1).tolist():
            leaving, coming = leader[k - 1], leader[k]
            if above[leaving, k] < _ENDED or below[coming, k] < _ENDED:
                found.append(float(grid.cdf[k]))
        inside = distinct([u for u in found if SLIVER < u < 1.0 - SLIVER])
        if self.atoms:  # the ends of atoms are known as such
            lows, highs, _ = np.array(self.atoms).T
            inside = inside[inside > np.concatenate([[0.0], highs])[np.searchsorted(lows, inside, side="right")]]
            inside = inside[(inside[:, None] != lows).all(axis=1)]
        return tuple(inside.tolist())

    def _quantiles(self, share: Array, upper: bool) -> Array:
        """Return the smallest x with cdf(x) >= share, or with sf(x) <= share where `upper`; shape (n,)."""
        x = np.full(share.shape, math.nan)
        low, high = self.support
        x[share <= 0.0], x[share >= 1.0] = (high, low) if upper else (low, high)
        which = np.flatnonzero((share > 0.0) & (share < 1.0))
        p = share[which]
        grid = self._grid
        if upper:
            right, before = np.searchsorted(-grid.sf, -p, side="left"), grid.sf_before
        else:
            right, before = np.searchsorted(grid.cdf, p, side="left"), grid.cdf_before
        node = np.minimum(right, len(grid.x) - 1)
        x[which] = grid.x[node]
        on_atom = (before[node] > p if upper else before[node] < p) & (right < len(grid.x))
        first = (right == 0) & (grid.x[0] <= low)
        todo = ~on_atom & ~first
        which, p, right = which[todo], p[todo], right[todo]
        left_x, right_x = self._brackets(p, right, upper)

        def beyond(at: Array, problems: NDArray[np.intp]) -> Array:
            """Return the logarithm of how far the probability at x has passed the wanted one."""
            with np.errstate(divide="ignore"):
                return np.asarray(np.log(p[problems] / self.sf(at) if upper else self.cdf(at) / p[problems]))

        every = np.arange(p.size)
        inside = (right > 0) & (right < len(grid.x))
        at_left, at_right = np.empty(p.shape), np.empty(p.shape)
        at_left[~inside] = beyond(left_x[~inside], every[~inside])
        at_right[~inside] = beyond(right_x[~inside], every[~inside])
        k = right[inside]
        with np.errstate(divide="ignore"):
            if upper:
                at_left[inside], at_right[inside] = np.log(p[inside] / grid.sf[k - 1]), np.log(p[inside] / before[k])
            else:
                at_left[inside], at_right[inside] = np.log(grid.cdf[k - 1] / p[inside]), np.log(before[k] / p[inside])
        x[which] = crossing(beyond, left_x, right_x, at_left, at_right)
        return x

    def _brackets(self, p: Array, right: NDArray[np.intp], upper: bool) -> tuple[Array, Array]:
        """Return x on both sides of the quantiles: grid points, or beyond the grid the parts' own quantiles."""
        x = self._grid.x
        left_x, right_x = x[np.maximum(right - 1, 0)], x[np.minimum(right, len(x) - 1)]
        out = (right == 0) | (right == len(x))
        if out.any():
            own = np.stack([part.isf(p[out]) if upper else part.ppf(p[out]) for part in self.parts])
            left_x[out], right_x[out] = np.nan_to_num(own.min(axis=0)), np.nan_to_num(own.max(axis=0))
        return left_x, right_x


def _parts(came: object) -> tuple[Law, ...]:
    """Return the parts as laws."""
    if not isinstance(came, list | tuple):
        raise LawError(f"mixture: parts needs a list of laws and numbers, got {shown(came)}", "parts")
    number = sum(_number(part) for part in came)
    if not 1 <= number <= MOST_PARTS:
        raise LawError(
            f"mixture needs 1 to {MOST_PARTS} parts, got {number}; single values fit into one part, a discrete law",
            "parts",
        )
    found: list[Law] = []
    for index, part in enumerate(came):
        if isinstance(part, bool | str) or not isinstance(part, Real | Law):
            raise LawError(f"mixture: parts[{index}] needs a law or a number, got {shown(part)}", "parts")
        if isinstance(part, Law):
            found.append(part)
            continue
        try:
            found.append(Constant(check_number(part, "mixture", f"parts[{index}]")))
        except LawError as error:
            raise LawError(str(error), "parts") from None
    return tuple(found)


def _number(part: object) -> int:
    """Return how many parts a part is: those of a mixture count by themselves."""
    inner = getattr(part, "law", part)  # within a window
    return sum(map(_number, inner.parts)) if isinstance(inner, Mixture) else 1


def _weights(came: object) -> tuple[float, ...]:
    if not isinstance(came, list | tuple | np.ndarray):
        raise LawError(f"mixture: weights needs a list of numbers, got {shown(came)}", "weights")
    try:
        return tuple(check_number(item, "mixture", f"weights[{index}]") for index, item in enumerate(came))
    except LawError as error:
        raise LawError(str(error), "weights") from None


def _quantised(weights: Sequence[float]) -> list[float]:
    """Return the weights divided by their sum, as multiples of the quantum that add up to 1 exactly."""
    total = math.fsum(weights)
    whole = [round(weight / total / _QUANTUM) for weight in weights]
    whole[whole.index(max(whole))] += round(1.0 / _QUANTUM) - sum(whole)
    return [number * _QUANTUM for number in whole]
