"""What a two-level run tells: bands over the outer runs, and whose the variance is.

The law of total variance, Var(T) = Var(E[T | priors]) + E[Var(T | priors)]: the first part is due to what is not known,
the second to what varies. The mean of an outer run is known from finitely many futures: its error adds to the spread of
these means, and is measured (between independent blocks) and taken away.

Source: A. O'Hagan, M. Stevenson and J. Madan, *Monte Carlo probabilistic sensitivity analysis for patient level
simulation models* (2007).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...configs import Scenario
from ..identity import STREAM_VERSION, VERSION
from .band_errors import mean_error, mean_interval, order_interval, percentile_interval, probability_interval

__all__ = ["Uncertainty", "describe"]

Array = NDArray[np.float64]

_BAND = (0.05, 0.95)  # of the outer runs
_PERCENTILES = (10, 50, 90)
_CURVE = 41  # points of an S-curve
_CURVE_ENDS = (0.005, 0.995)  # of all futures


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """What is not known apart from what varies.

    Attributes
    ----------
    document : dict
        Plain values: what `--format json` prints.
    """

    document: dict[str, Any]

    def band(self, strategy: str, horizon: int | None = None) -> dict[str, Any]:
        """Return the numbers of one strategy: percentiles with their band, shares of the variance, the S-curve.

        Parameters
        ----------
        strategy : str
        horizon : int, optional
            Months; default: the scenario's last.

        Raises
        ------
        KeyError
            If there is no such strategy or horizon.
        """
        horizons: dict[str, dict[str, Any]] = self.document["strategies"][strategy]["horizons"]
        return horizons[str(self.document["scenario"]["horizons"][-1] if horizon is None else horizon)]


def describe(
    scenario: Scenario,
    costs: dict[tuple[str, int], Array],
    *,
    seed: int,
    priors: list[str],
    halved_by: dict[str, int] | None = None,
) -> Uncertainty:
    """Return what the costs of all outer runs tell.

    Parameters
    ----------
    scenario : Scenario
    costs : dict of (strategy, horizon) to float64, shape (outer, blocks, inner points of a block)
    seed : int
    priors : list of str
        Addresses of what is drawn once for an outer run.
    halved_by : dict, optional
        `outer` and `inner` of the run whose errors would be half as large.
    """
    outer, blocks, points = next(iter(costs.values())).shape
    baseline = scenario.baseline
    return Uncertainty(
        {
            "scenario": {
                "name": scenario.name,
                "title": scenario.title,
                "currency": scenario.currency,
                "horizons": list(scenario.horizons),
                "baseline": baseline,
            },
            "run": {
                "outer": outer,
                "inner": blocks * points,
                "trajectories": outer * blocks * points,
                "seed": seed,
                "version": VERSION,
                "stream_version": STREAM_VERSION,
                "config_sha256": scenario.sha256,
                "halved_by": halved_by,
            },
            "band": list(_BAND),
            "priors": priors,
            "strategies": {
                name: {
                    "label": strategy.label,
                    "barred": strategy.barred,
                    "horizons": {str(h): _of_costs(costs[name, h]) for h in scenario.horizons},
                }
                for name, strategy in scenario.strategies.items()
            },
            "comparisons": [
                {
                    "strategy": name,
                    "baseline": baseline,
                    "horizon": h,
                    "p_beats": _of_probability(
                        costs[name, h] < costs[baseline, h], bool(priors), scenario.strategies[name].barred is None
                    ),
                }
                for h in scenario.horizons
                for name in scenario.strategies
                if name != baseline
            ],
        }
    )


def _of_costs(costs: Array) -> dict[str, Any]:
    outer = costs.shape[0]
    each = np.sort(costs.reshape(outer, -1), axis=1)
    pooled = np.sort(each, axis=None)
    probabilities = np.array(_PERCENTILES) / 100.0
    of_each, of_all = _hazen(each, probabilities), _hazen(pooled[None], probabilities)[0]
    of_blocks = _hazen(np.sort(costs, axis=2), probabilities)
    errors = np.sqrt(np.mean(of_blocks.var(axis=1, ddof=1), axis=0) / costs.shape[1])
    means = costs.mean(axis=(1, 2))
    found: dict[str, Any] = {
        "mean": _figure(float(costs.mean()), means, _rms_error(costs.mean(axis=2)))
        | {"interval": mean_interval(float(costs.mean()), means)},
        "sd": float(pooled.std()),
    }
    for k, percentile in enumerate(_PERCENTILES):
        value = float(of_all[k])
        found[f"p{percentile}"] = _figure(value, of_each[:, k], float(errors[k])) | {
            "interval": percentile_interval(value, percentile / 100.0, each, pooled)
        }
    found["variance"] = _variance(costs)
    found["curve"] = _curve(each, pooled)
    return found


def _figure(whole: float, each: Array, error: float) -> dict[str, Any]:
    """Return a figure of all futures, its band over the outer runs with its ends' intervals, and the error of a run."""
    ordered = np.sort(each)
    low, high = _hazen(ordered[None], np.array(_BAND))[0]
    ends = [order_interval(ordered, end) for end in _BAND]
    return {
        "value": whole,
        "low": float(low),
        "high": float(high),
        "inner_se": error,
        "low_interval": ends[0],
        "high_interval": ends[1],
    }


def _hazen(ordered: Array, probabilities: Array) -> Array:
    """Return quantiles along the last axis of ascending values, by Hazen's rule; shape (..., probabilities)."""
    n = ordered.shape[-1]
    position = np.clip(n * probabilities - 0.5, 0.0, n - 1.0)
    below = np.floor(position).astype(np.intp)
    above = np.minimum(below + 1, n - 1)
    low, high = ordered[..., below], ordered[..., above]
    quantiles: Array = low + (position - below) * (high - low)
    return quantiles


def _rms_error(block_means: Array) -> float:
    """Return the error of one outer run's mean, from the means of its blocks, shape (outer, blocks)."""
    return float(np.sqrt(np.mean(block_means.var(axis=1, ddof=1)) / block_means.shape[1]))


def _variance(costs: Array) -> dict[str, float]:
    """Return the variance and the share of it that is due to the priors, with its standard error.

    The error is that of leaving out one outer run at a time: an upper limit, since outer points are spread evenly.
    """
    outer, blocks, _ = costs.shape
    block_means = costs.mean(axis=2)
    means = block_means.mean(axis=1)
    error = block_means.var(axis=1, ddof=1) / blocks  # of each mean, squared
    # A net's own mean is closer to the truth than its points' spread says; what it misses belongs to that spread.
    inside = np.square(costs - means[:, None, None]).mean(axis=(1, 2)) + error
    total, known = _split(means, error, inside)
    share = known / total if total > 0.0 else 0.0
    without = np.empty(outer)
    for k in range(outer):
        rest = np.arange(outer) != k
        sum_of, part = _split(means[rest], error[rest], inside[rest])
        without[k] = part / sum_of if sum_of > 0.0 else 0.0
    spread = float(np.sqrt((outer - 1) / outer * np.sum(np.square(without - without.mean()))))
    return {
        "total": total,
        "priors": min(max(share, 0.0), 1.0),
        "months": min(max(1.0 - share, 0.0), 1.0) if total > 0.0 else 0.0,
        "se": spread,
    }


def _split(means: Array, error: Array, inside: Array) -> tuple[float, float]:
    """Return the whole variance, and the part between outer runs without the error of their means."""
    between = float(means.var(ddof=1) - error.mean())
    return between + float(inside.mean()), between


def _curve(each: Array, pooled: Array) -> dict[str, list[float]]:
    """Return the probability of exceeding each amount: over all futures, and its band over the outer runs."""
    first, last = _hazen(pooled[None], np.array(_CURVE_ENDS))[0]
    amounts = np.unique(np.linspace(first, last, _CURVE))
    above = 1.0 - np.array([np.searchsorted(one, amounts, side="right") for one in each]) / each.shape[1]
    low, high = _hazen(np.sort(above, axis=0).T, np.array(_BAND)).T
    return {
        "amount": amounts.tolist(),
        "exceedance": above.mean(axis=0).tolist(),
        "se": mean_error(above).tolist(),
        "low": low.tolist(),
        "high": high.tolist(),
    }


def _of_probability(beats: NDArray[np.bool_], priors: bool, allowed: bool) -> dict[str, Any]:
    """Return a probability and its band, and for a strategy that is allowed the fraction of outer runs above 50 %."""
    by_block = beats.mean(axis=2)
    each = by_block.mean(axis=1)
    better = (each > 0.5).astype(np.float64)
    return {
        **_figure(float(each.mean()), each, _rms_error(by_block)),
        "interval": probability_interval(each, each.size if priors else beats.size),
        "favoured": float(better.mean()) if allowed else None,
        "favoured_interval": probability_interval(better, each.size) if allowed else None,
    }
