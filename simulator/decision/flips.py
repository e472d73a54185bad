"""The value of an input at which the recommendation flips, if the input were known and all else uncertain as before.

Given the input, each strategy has a score (`conditional`), and the margin rule applies to these scores as it does to
the scores of all futures. The flip is where another strategy becomes the better choice. Its interval holds the values
at which the lead of the recommended strategy is within `t90` standard errors of 0; the error is the jackknife's, over
the sixteenths of the sample. That is Fieller's kind of interval: it may be longer on one side, or open.

Source: E. C. Fieller, *Some problems in interval estimation* (1954); B. Efron and C. Stein, *The jackknife estimate of
variance* (1981).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from ...configs import Decision
from ..engine.streams import REPLICATES
from ..samples import ascending_order
from .conditional import FEWEST, Binned, hats
from .scores import with_margin

__all__ = ["Contest", "find_flips"]

Array = NDArray[np.float64]

_GRID = np.arange(1, 100) / 100.0


@dataclass(frozen=True)
class Contest:
    """Who competes for the recommendation, by which rule.

    Attributes
    ----------
    names : tuple of str
    costs : float64, shape (strategies, futures)
        TCO of the sample, by the same order.
    baseline, recommended, runner_up : str
    rule : Decision
    """

    names: tuple[str, ...]
    costs: Array
    baseline: str
    recommended: str
    runner_up: str
    rule: Decision


def find_flips(
    contest: Contest, inputs: Mapping[str, Array], ranks: Mapping[str, Array], addresses: Sequence[str]
) -> list[dict[str, Any]]:
    """Return for each input where the recommendation flips.

    Parameters
    ----------
    contest : Contest
    inputs, ranks : mapping of str to float64, shape (futures,)
        Of the sample, by address.
    addresses : sequence of str

    Returns
    -------
    list of dict
        `address`; `value`, or None where there is no flip from P1 to P99 of the input; `interval90`, an end of which
        is None where it lies beyond P1 or P99; `side`, "above" or "below": where the other strategy is chosen;
        `probability` of that side; `to`, the other strategy. An input with a flip on either side has two entries.
        None of too small a sample.
    """
    if contest.costs.shape[1] < FEWEST:
        return []
    return [found for address in addresses for found in _flips(contest, address, inputs[address], ranks[address])]


def _flips(contest: Contest, address: str, x: Array, ranks: Array) -> list[dict[str, Any]]:
    ascending = x[ascending_order(x)]
    binned = Binned.of(x, ranks, contest.costs, contest.rule)
    grid = np.unique(ascending[(_GRID * x.size).astype(np.int64)])
    never = {"address": address, "value": None, "interval90": None, "side": None, "probability": 0.0, "to": None}
    if grid.size < 2 or binned.cuts.size < 1:
        return [never]
    others = [name for name in contest.names if name != contest.recommended]
    knots, heights = binned.fitted(_leads(contest, binned.scores, others), others.index(contest.runner_up))
    grid = np.union1d(grid, knots[(knots > grid[0]) & (knots < grid[-1])])
    leads = np.einsum("gk,rck->rcg", hats(grid, knots), heights)
    lead, nearest = leads[0].min(axis=0), leads[0].argmin(axis=0)
    spread = leads[1:].min(axis=1)
    spread = spread - spread.mean(axis=0)
    half = float(stdtrit(REPLICATES - 1, 0.95)) * np.sqrt(
        (REPLICATES - 1) / REPLICATES * np.sum(spread * spread, axis=0)
    )
    found = []
    middle = int(np.searchsorted(grid, ascending[x.size // 2]))
    chosen = lead >= 0.0
    kept = np.flatnonzero(chosen)
    if not kept.size:  # known or not: another score is the lower
        return [never | {"to": others[nearest[middle]], "probability": 1.0}]
    start = int(kept[np.argmin(np.abs(kept - middle))])
    after, before = np.flatnonzero(~chosen[start:]), np.flatnonzero(~chosen[:start])
    ends = {
        "above": start + int(after[0]) - 1 if after.size else None,
        "below": int(before[-1]) if before.size else None,
    }
    for side, k in ends.items():
        if k is None:
            continue
        value = _root(grid, lead, k)
        beyond = np.searchsorted(ascending, value, side="right") / x.size
        found.append(
            never
            | {
                "value": value,
                "interval90": _interval(grid, lead, half, k, k + 1),
                "side": side,
                "probability": float(1.0 - beyond if side == "above" else beyond),
                "to": others[nearest[k + 1 if side == "above" else k]],
            }
        )
    if found:
        return found
    k = int(np.argmin(lead - half))
    return [never | {"interval90": _interval(grid, lead, half, k, k) if lead[k] <= half[k] else None}]


def _leads(contest: Contest, scores: Array, others: Sequence[str]) -> Array:
    """Return how far the recommended strategy is from being replaced by each other one, shape (17, others, bins)."""
    of = {name: scores[:, k] for k, name in enumerate(contest.names)}
    of[contest.baseline] = with_margin(of[contest.baseline], contest.rule.margin)
    return np.stack([of[name] - of[contest.recommended] for name in others], axis=1)


def _root(grid: Array, values: Array, k: int) -> float:
    """Return where a line between two points of the grid is 0."""
    share = values[k] / (values[k] - values[k + 1])
    return float(grid[k] + share * (grid[k + 1] - grid[k]))


def _interval(grid: Array, lead: Array, half: Array, left: int, right: int) -> list[float | None]:
    """Return the ends of the values around a flip at which the lead may be 0: None beyond the grid."""
    apart = np.abs(lead) - half
    sure = apart > 0.0
    below, above = np.flatnonzero(sure[: left + 1]), np.flatnonzero(sure[right:])
    low = _crossed(grid, lead, half, int(below[-1]), 1) if below.size else None
    high = _crossed(grid, lead, half, right + int(above[0]), -1) if above.size else None
    return [low, high]


def _crossed(grid: Array, lead: Array, half: Array, k: int, step: int) -> float:
    """Return where the edge of the band reaches 0 between a point where the lead is sure and the next."""
    sign = np.sign(lead[k])
    here, there = (float(sign * lead[j] - half[j]) for j in (k, k + step))
    return float(grid[k] + here / (here - there) * (grid[k + step] - grid[k]))
