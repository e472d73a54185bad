"""Crossover: the value of an address at which the cheaper strategy changes, with its 90 % interval.

A coarse look along the range, on the same trajectories at every value, finds where the comparison changes its sign; the
first such part is narrowed down. The 90 % interval ends where p_beats, shifted by its margin of error, crosses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any

from ...configs import Scenario
from ..subset import horizon_values
from .axes import ValueGrid
from .choices import choose_horizon, choose_strategy
from .crossing import brackets, narrow
from .crossover_words import no_crossing, remarks
from .interval import interval
from .points import DEFAULT_TRAJECTORIES, PointRunner, as_scenario
from .search import Axis, Question, Values

__all__ = ["Crossover", "crossover", "frontier"]

_LOOKS = 13  # places of the coarse look, the ends included
_WIDTH = 1e-7  # of the value, or of the range: a jump is located as closely
_OTHERS_WIDTH = 1e-4  # the same, of crossings that are only named

Told = Callable[[int], None]


@dataclass(frozen=True)
class Crossover:
    """Where the answer flips.

    Attributes
    ----------
    address, strategy, baseline : str
    horizon : int
        Months.
    of : str
        "p_beats", or "p50" where equal medians are sought.
    probability : float or None
        The probability of costing less than the baseline that is sought; None for medians.
    value : float or None
        Of the address; None where there is no crossing.
    low, high : float or None
        Its 90 % interval; an end that lies outside of the range searched, or is not known, is None.
    rises : bool or None
        Whether the strategy does better above the value than below.
    others : tuple of float
        Further crossings, in ascending order.
    reason : str or None
        Why there is no value, or a remark on it.
    at : dict
        The value of the other address, in a frontier.
    """

    address: str
    strategy: str
    baseline: str
    horizon: int
    of: str
    probability: float | None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    rises: bool | None = None
    others: tuple[float, ...] = ()
    reason: str | None = None
    at: Mapping[str, Any] | None = None

    @property
    def document(self) -> dict[str, Any]:
        """The same as plain values: what `--format json` prints."""
        plain = {**vars(self), "others": list(self.others)}
        at = plain.pop("at")
        return plain if at is None else {"at": dict(at), **plain}


def crossover(
    scenario: Scenario | str | PathLike[str],
    address: str,
    low: float,
    high: float,
    *,
    strategy: str | None = None,
    horizon: int | None = None,
    probability: float = 0.5,
    of: str = "p_beats",
    trajectories: int = DEFAULT_TRAJECTORIES,
    seed: int = 0,
    sampler: str = "sobol",
    threads: int | None = None,
    progress: Told | None = None,
) -> Crossover:
    """Find the value of an address at which a strategy's probability of beating the baseline reaches a goal.

    Futures in which both cost the same belong to neither side: the probability is that of costing less in the others.

    Parameters
    ----------
    scenario : Scenario, str or path
        A scenario, or what `load` takes.
    address : str
        Anything that takes a number.
    low, high : float
        Where to search.
    strategy : str, optional
        Default: the only one that is not the baseline.
    horizon : int, optional
        Months; default: the scenario's last.
    probability : float
        Between 0 and 1.
    of : {"p_beats", "p50"}
        What is sought: that probability, or equal medians of the TCO.
    trajectories : int
        Futures at each value tried.
    seed, sampler, threads
        As for `simulate`.
    progress : callable, optional
        Called with the trajectories done so far; how many there will be is not known.

    Returns
    -------
    Crossover
        Its `value` is None, with a `reason`, where nothing is crossed.

    Raises
    ------
    ConfigError
        If a value in the range is refused.
    ValueError
        If an argument is out of its range.
    SimulationError
        If some future has no finite cost.
    """
    scenario = as_scenario(scenario)
    question = _question(scenario, strategy, horizon, probability, of)
    scenario = _with_horizon(scenario, question.horizon)
    runner = PointRunner.checked(trajectories, sampler, seed, threads)
    return _cross(Values(scenario, Axis(address, low, high), question, runner, progress))


def frontier(
    scenario: Scenario | str | PathLike[str],
    address: str,
    low: float,
    high: float,
    along: Mapping[str, Iterable[Any]],
    *,
    strategy: str | None = None,
    horizon: int | None = None,
    probability: float = 0.5,
    of: str = "p_beats",
    trajectories: int = DEFAULT_TRAJECTORIES,
    seed: int = 0,
    sampler: str = "sobol",
    threads: int | None = None,
    progress: Told | None = None,
) -> list[Crossover]:
    """Find the crossover at each value of another address: volume against price, for instance.

    Parameters
    ----------
    along : dict of address to values
        The other address; with several, every combination.
    scenario, address, low, high, strategy, horizon, probability, of, trajectories, seed, sampler, threads, progress
        As for `crossover`.
    """
    scenario = as_scenario(scenario)
    question = _question(scenario, strategy, horizon, probability, of)
    points = ValueGrid.of(_with_horizon(scenario, question.horizon), along)
    ValueGrid.of(scenario, {**dict.fromkeys(points.addresses, (0,)), address: (low, high)})  # no address within another
    runner = PointRunner.checked(trajectories, sampler, seed, threads)
    axis = Axis(address, low, high)
    kept = points.check()
    return [
        replace(_cross(Values(here, axis, question, runner, progress)), at=values)
        for values, here in zip(points.points(), points.scenarios(kept), strict=True)
    ]


def _question(scenario: Scenario, strategy: str | None, horizon: int | None, probability: float, of: str) -> Question:
    if of not in ("p_beats", "p50"):
        raise ValueError(f"of needs to be p_beats or p50, got {of!r}")
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability needs to lie between 0 and 1, got {probability}")
    goal = probability if of == "p_beats" else None
    name = choose_strategy(scenario, strategy)
    return Question(name, scenario.baseline, choose_horizon(scenario, horizon), goal)


def _with_horizon(scenario: Scenario, horizon: int) -> Scenario:
    return scenario if horizon in scenario.horizons else scenario.with_values(horizon_values(scenario, [horizon]))


def _cross(values: Values) -> Crossover:
    question, axis = values.question, values.axis
    of = "p50" if question.goal is None else "p_beats"
    blank = Crossover(axis.address, question.strategy, question.baseline, question.horizon, of, question.goal)
    places = [k / (_LOOKS - 1) for k in range(_LOOKS)]
    looks = values.at_all(places)
    found = brackets(places, [look.above for look in looks])
    if not found:
        return replace(blank, reason=no_crossing(values, looks))
    close = values.close(looks)

    def above(place: float) -> float:
        return values.at(place).above

    first, *others = (
        narrow(above, bracket, close, _WIDTH if bracket is found[0] else _OTHERS_WIDTH, axis.apart) for bracket in found
    )
    touches = found[0].left == found[0].right
    low, high = (None, None) if touches else interval(values, found[0], first)
    return replace(
        blank,
        value=axis.value(first.middle),
        low=low,
        high=high,
        rises=None if touches else found[0].rises,
        others=tuple(axis.value(other.middle) for other in others),
        reason=remarks(values, first, len(others), close, known=None not in (low, high)),
    )
