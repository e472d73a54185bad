"""Statistics of a tally, each with its Monte Carlo error. Quantiles are Hazen's, of the pooled sample."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .engine.distribution import Distribution
from .engine.tally import Tally
from .intervals import jump_error, quantile_intervals, rare_variance, standard_error, student_t90

__all__ = [
    "PERCENTILES",
    "RARE_VARIANCE",
    "TAIL",
    "break_even",
    "p_beats",
    "p_cheapest",
    "p_ties",
    "percentiles",
    "summary",
    "within",
]

Array = NDArray[np.float64]

#: Percentiles of the TCO that are reported.
PERCENTILES: Final = (1, 5, 10, 25, 50, 75, 80, 90, 95, 99)
#: The worst share of futures whose mean `cvar95` is: those above this probability.
TAIL: Final = 0.95
#: Share of the variance from 1 value in 1,000 above which no interval of a mean is honest: fewer than 8 in 10 would
#: hold the truth.
RARE_VARIANCE: Final = 0.4


def summary(tally: Tally, row: int) -> dict[str, Any]:
    """Return mean, sd, percentiles and tail mean of a row of TCO or savings, and how well each is known.

    Returns
    -------
    dict
        Each figure by its name. Under `se` its standard error, under `interval90` the ends of its 90 % interval; None
        where it is not known. Under `rare_variance` the share of the variance that comes from 1 value in 1,000: above
        `RARE_VARIANCE` the intervals of mean, sd and tail mean are None, for none would hold the truth.
    """
    pooled, used = tally.distribution(row), tally.count > 0
    counts = tally.count[used].astype(np.float64)
    parts = [part for part, n in zip(tally.by_replicate(row), tally.count, strict=True) if n]
    figures = {"mean": tally.mean(row), "sd": tally.sd(row), **_of_distribution(pooled)}
    each = [_of_distribution(part) for part in parts]
    means = tally.sums[used, row, 0] / counts
    sds = np.sqrt(np.maximum(tally.sums[used, row, 1] / counts - means * means, 0.0))
    spread = {"mean": means, "sd": sds, **{key: np.array([part[key] for part in each]) for key in each[0]}}
    se = {key: standard_error(values, counts) for key, values in spread.items()}
    t90, rare = student_t90(tally), rare_variance(pooled)
    intervals: dict[str, list[float] | None] = dict.fromkeys(figures)
    if t90 is not None:
        ends = quantile_intervals(pooled, parts, np.array(PERCENTILES) / 100.0, t90).tolist()
        intervals |= {f"p{p}": pair for p, pair in zip(PERCENTILES, ends, strict=True)}
    if t90 is not None and rare <= RARE_VARIANCE:
        for key, influence in _influences(figures).items():
            half = t90 * max(se[key] or 0.0, jump_error(pooled, influence, len(parts)))
            intervals[key] = [figures[key] - half, figures[key] + half]
    return {**figures, "se": se, "interval90": intervals, "rare_variance": rare}


def _of_distribution(distribution: Distribution) -> dict[str, float]:
    values = distribution.quantile(np.array(PERCENTILES) / 100.0)
    named = {f"p{p}": float(x) for p, x in zip(PERCENTILES, values, strict=True)}
    return {**named, "cvar95": distribution.mean_above(TAIL)}


def _influences(figures: dict[str, float]) -> dict[str, Callable[[Array], Array]]:
    """Return how far a trajectory of value x moves mean, sd and tail mean, times N: their influence functions."""
    mean, sd, edge = (figures[key] for key in ("mean", "sd", f"p{100.0 * TAIL:.0f}"))
    return {
        "mean": lambda x: x,
        "sd": lambda x: (x - mean) ** 2 / (2.0 * sd) if sd else 0.0 * x,
        "cvar95": lambda x: np.maximum(x - edge, 0.0) / (1.0 - TAIL),
    }


def percentiles(tally: Tally, row: int, which: tuple[int, ...] = (10, 50, 90)) -> dict[str, float]:
    """Return mean and percentiles of a row that is shown without error bars."""
    fixed = tally.constant(row)  # exact to the last digit, which a one-word cell need not be
    probabilities = np.array(which) / 100.0
    values = tally.distribution(row).quantile(probabilities) if fixed is None else np.full(len(which), fixed)
    return {"mean": tally.mean(row), **{f"p{p}": float(x) for p, x in zip(which, values, strict=True)}}


def p_cheapest(tally: Tally, name: str, at: int) -> float:
    """Return the probability of being the cheapest of those that may be chosen; a tie is shared.

    Parameters
    ----------
    tally : Tally
    name : str
        A strategy; 0 for one that is barred.
    at : int
        Index of the horizon.
    """
    allowed = tally.layout.allowed
    if name not in allowed:
        return 0.0
    alike = tally.cheapest[at, allowed.index(name)] / (1.0 + np.arange(len(allowed)))
    return float(alike.sum() / tally.trajectories)


def p_beats(tally: Tally, strategy: str, against: str, at: int) -> float:
    """Return the probability that a strategy costs strictly less than another at a horizon, given by its index."""
    names = tally.layout.strategies
    return int(tally.wins[:, at, names.index(strategy), names.index(against), 0].sum()) / tally.trajectories


def p_ties(tally: Tally, strategy: str, against: str, at: int) -> float:
    """Return the probability that two strategies cost the same at a horizon, given by its index."""
    names, n = tally.layout.strategies, tally.trajectories
    one, other = names.index(strategy), names.index(against)
    won, lost = (int(tally.wins[:, at, x, y, 0].sum()) for x, y in ((one, other), (other, one)))
    return (n - won - lost) / n


def break_even(distribution: Distribution, which: tuple[int, ...] = (10, 50, 90)) -> dict[str, int | None]:
    """Return percentiles of the month of break-even: whole months, `never` the latest of all, shown as None.

    Parameters
    ----------
    distribution : Distribution
        Of the month since which the strategy has cost less; 0 means never.
    """
    months, counts = distribution.low.astype(np.int64), distribution.counts
    reached = np.cumsum(np.where(months > 0, counts, 0))
    out: dict[str, int | None] = {}
    for p in which:
        # as whole numbers, so that a share that is met exactly counts as met
        there = np.flatnonzero((months > 0) & (100 * reached >= p * distribution.count))
        out[f"p{p}"] = int(months[there[0]]) if there.size else None
    return out


def within(amount: float) -> float:
    """Return the most that still keeps a budget of `amount`: sums of a fixed line may be off in their last digit."""
    return amount * (1.0 + 1e-12)
