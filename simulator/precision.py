"""Whether a run is as precise as asked for: P50 and P90 of each total, and who costs less than whom.

A figure's error is the longer side of its 90 % interval. Of a probability it is taken as it is, of a percentile as a
share of the amount. Where P10 and P90 lie on both sides of 0, a share of an amount near 0 would say nothing: there it
is a share of the distance from P10 to P90.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from ..configs import Scenario
from ..configs.model.tails import finite_moments_of
from .decision import Pair, recommended_pair
from .decision.verdict import bad_case_of, make_verdict
from .engine.chunks import trajectories_of
from .engine.distribution_stack import DistributionStack
from .engine.program import BLOCK
from .engine.streams import REPLICATES
from .engine.tally import Tally
from .intervals import quantile_intervals, student_t90, win_interval, win_standard_error
from .statistics import p_beats

__all__ = ["Figure", "Precision", "check_precision", "measure", "sizes_up_to"]

#: A quantile table is off by up to 1e-8 of its range, so a sum of draws by less than the finest precision. Coarser than
#: the other one, 0.5 rather means 0.5 %.
_FINEST: Final = 1e-6
_COARSEST: Final = 0.1

_AMOUNTS: Final = ("p50", "p90")

#: With four times the trajectories an error halves, or falls faster. One that stays above this part is that of a
#: percentile at a jump.
_STALLED: Final = 0.8


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a result's document.

    Attributes
    ----------
    name : {"p50", "p90", "p_beats"}
    strategy : str
    baseline : str or None
        Whom it beats.
    horizon : int
        Months.
    """

    name: str
    strategy: str
    baseline: str | None
    horizon: int


@dataclass(frozen=True)
class Precision:
    """How precise a run is, against what was asked.

    Attributes
    ----------
    asked : float
        Share of an amount; of a probability the difference.
    most : int
        Trajectories that may be run.
    trajectories : int
        Those counted.
    errors : dict of Figure to float
        Infinite where no interval is known, or the amount is 0 and its interval is not.
    stalled : bool
        Whether the widest figure has hardly become more precise with four times the trajectories.
    """

    asked: float
    most: int
    trajectories: int
    errors: dict[Figure, float]
    stalled: bool

    @property
    def widest(self) -> Figure:
        """The figure of the largest error."""
        return max(self.errors, key=self.errors.__getitem__)

    @property
    def error(self) -> float:
        """The largest error."""
        return self.errors[self.widest]

    @property
    def reached(self) -> bool:
        """Whether every figure is as precise as asked for."""
        return self.error <= self.asked

    @property
    def needed(self) -> int | None:
        """About how many trajectories are needed, at most; None where no number can be named.

        As errors of independent draws fall, with the root of their number: with Sobol points fewer will often do.
        """
        if self.reached:
            return self.trajectories
        if self.stalled or math.isinf(self.error):
            return None
        return trajectories_of(math.ceil(self.trajectories * (self.error / self.asked) ** 2), "sobol", REPLICATES)

    @property
    def document(self) -> dict[str, Any]:
        """The member of the result's document."""
        widest = self.widest
        return {
            "asked": self.asked,
            "reached": self.reached,
            "most": self.most,
            "widest": {
                "figure": widest.name,
                "strategy": widest.strategy,
                "baseline": widest.baseline,
                "horizon": widest.horizon,
                "error": None if math.isinf(self.error) else self.error,
            },
            "needed": self.needed,
        }


def check_precision(asked: float) -> None:
    """Refuse a precision that no run has, or nobody means.

    Raises
    ------
    ValueError
    """
    if _FINEST <= asked <= _COARSEST:
        return
    why = "nothing is drawn more exactly" if asked < _FINEST else "half a percent is 0.005"
    raise ValueError(
        f"precision needs to be from {_FINEST:.6f} (0.0001 %) to {_COARSEST} (10 %), got {asked:.10g}: {why}"
    )


def sizes_up_to(most: int, sampler: str) -> Iterator[int]:
    """Yield the numbers of trajectories at which a run looks how precise it is: each twice the one before.

    Raises
    ------
    ValueError
        If Sobol points may not be as many as the fewest that can be run.
    """
    size = REPLICATES * BLOCK
    if sampler == "sobol" and most < size:
        raise ValueError(f"a precision needs {size:,} trajectories or more to be allowed, got {most:,}")
    while size < most:
        yield size
        size *= 2
    if sampler != "sobol" or size == most:
        yield most


def measure(scenario: Scenario, tally: Tally, asked: float, most: int, looks: Sequence[Precision] = ()) -> Precision:
    """Return how precise a run is so far.

    Parameters
    ----------
    scenario : Scenario
    tally : Tally
    asked : float
    most : int
        Trajectories that may be run.
    looks : sequence of Precision
        What was found with fewer trajectories, in order.
    """
    n, errors = tally.trajectories, dict(_errors(scenario, tally))
    found = Precision(asked, most, n, errors, stalled=False)
    quarter = next((look for look in reversed(looks) if 4 * look.trajectories <= n), None)
    before = math.inf if quarter is None else quarter.errors.get(found.widest, math.inf)
    return replace(found, stalled=math.isfinite(before) and found.error > _STALLED * before)


def _errors(scenario: Scenario, tally: Tally) -> Iterator[tuple[Figure, float]]:
    """Yield every figure that has to be precise, with its error."""
    layout, t90 = tally.layout, student_t90(tally)
    for horizon in layout.horizons:
        for name in layout.strategies:
            errors = _amount_errors(tally, layout.row(layout.tco[name], horizon), t90)
            for figure, error in zip(_AMOUNTS, errors, strict=True):
                yield Figure(figure, name, None, horizon), error
    pairs = [Pair(name, scenario.baseline) for name in layout.strategies if name != scenario.baseline]
    finite = finite_moments_of(scenario)
    choice = make_verdict(scenario, tally, finite, bad_case_of(scenario, tally, finite))
    recommended = recommended_pair(choice, scenario.baseline)
    if recommended is not None and recommended not in pairs:
        pairs.append(recommended)
    for at, horizon in enumerate(layout.horizons):
        for one, other in pairs:
            wins = tally.wins[:, at, layout.strategies.index(one), layout.strategies.index(other), 0]
            p = p_beats(tally, one, other, at)
            ends = win_interval(p, win_standard_error(wins, tally.count), t90)
            error = math.inf if ends is None else max(p - ends[0], ends[1] - p)
            yield Figure("p_beats", one, other, horizon), error


def _amount_errors(tally: Tally, row: int, t90: float | None) -> list[float]:
    """Return the errors of P50 and P90 of a row."""
    if t90 is None:
        return [math.inf] * len(_AMOUNTS)
    pooled = tally.distribution(row)
    parts = tally.by_replicate(row)
    probabilities = np.array([int(name[1:]) for name in _AMOUNTS]) / 100.0
    low, high = pooled.quantile(np.array([0.1, 0.9])).tolist()
    errors = []
    [ends] = quantile_intervals(DistributionStack.of([pooled]), parts, probabilities, t90)
    for amount, (down, up) in zip(pooled.quantile(probabilities).tolist(), ends.tolist(), strict=True):
        half = max(amount - down, up - amount)
        against = high - low if low <= 0.0 <= high and high > low else abs(amount)
        errors.append(half / against if against else math.inf if half else 0.0)
    return errors
