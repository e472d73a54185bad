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

from ...configs import Decision
from ...distributions.distinct import distinct
from ...distributions.special import stdtrit
from ..engine.streams import REPLICATES
from ..samples import RankedInput
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


def find_flips(contest: Contest, inputs: Mapping[str, RankedInput], addresses: Sequence[str]) -> list[dict[str, Any]]:
    """Return for each input where the recommendation flips.

    Parameters
    ----------
    contest : Contest
    inputs : mapping of str to RankedInput
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
    return [found for address in addresses for found in _flips(contest, address, inputs[address])]


def _flips(contest: Contest, address: str, x: RankedInput) -> list[dict[str, Any]]:
    never = {"address": address, "value": None, "interval90": None, "side": None, "probability": 0.0, "to": None}
    ascending = x.values[x.order]
    binned = Binned.of(x, contest.costs, contest.rule)
    grid = distinct(ascending[(_GRID * ascending.size).astype(np.int64)])
    if grid.size < 2 or not binned.cuts.size:
        return [never]
    others = [name for name in contest.names if name != contest.recommended]
    knots, heights = binned.fitted(_leads(contest, binned.scores, others), others.index(contest.runner_up))
    grid = distinct(np.append(grid, knots[(knots > grid[0]) & (knots < grid[-1])]))
    leads = np.einsum("rck,kg->rcg", heights, hats(grid[None], knots)[0])
    nearest, (lead, *without) = leads[0].argmin(axis=0), leads.min(axis=1)
    # the jackknife's standard error times Student's t
    half = float(stdtrit(REPLICATES - 1, 0.95)) * np.sqrt(REPLICATES - 1) * np.std(without, axis=0)
    middle = int(np.searchsorted(grid, ascending[ascending.size // 2]))
    kept = np.flatnonzero(lead >= 0.0)
    if not kept.size:  # known or not: another score is the lower
        return [never | {"to": others[nearest[middle]], "probability": 1.0}]
    start = int(kept[np.argmin(np.abs(kept - middle))])
    lost = np.flatnonzero(lead < 0.0)
    found = []
    for side, ends, step in (("below", lost[lost < start][-1:], 1), ("above", lost[lost > start][:1], -1)):
        for k in ends.tolist():
            value = _crossed(grid, lead, 0.0 * half, k, step)
            beyond = np.searchsorted(ascending, value, side="right") / ascending.size
            found.append(
                never
                | {
                    "value": value,
                    "interval90": _interval(grid, lead, half, *sorted((k, k + step))),
                    "side": side,
                    "probability": float(beyond if side == "below" else 1.0 - beyond),
                    "to": others[nearest[k]],
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
