"""Crossover: the value of an address at which the cheaper strategy changes, with its 90 % interval.

A coarse look along the range, on the same trajectories at every value, finds where the comparison changes its sign; the
first such part is narrowed down. The 90 % interval ends where what is compared, moved by its margin of error, crosses.

What is compared: how often each is the cheaper one, the medians, or the scores of the decision. With a margin both are
found, in the same runs: where the odds are even, and where the decision's rule would choose the strategy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any

from ...configs import Scenario
from ..arguments import as_scenario
from ..decision.choosing import measure_words
from ..subset import horizon_values
from .axes import ValueGrid
from .choices import Compared, choose_horizon, choose_pair
from .crossing import brackets, narrow
from .crossover_words import no_crossing, remarks
from .interval import interval
from .points import DEFAULT_TRAJECTORIES, PointRunner
from .search import Axis, Question, Values

__all__ = ["Crossover", "crossover", "frontier"]

_LOOKS = 13  # places of the coarse look, the ends included
_WIDTH = 1e-7  # of the value, or of the range: a jump is located as closely
_OTHERS_WIDTH = 1e-4  # the same, of crossings that are only named

Told = Callable[[int], None]


@dataclass(frozen=True, repr=False)
class Crossover:
    """Where the answer flips.

    Attributes
    ----------
    address, strategy, baseline : str
        `baseline` is what the strategy is compared with.
    horizon : int
        Months.
    of : str
        "p_beats"; "p50" where equal medians are sought; "score" where a saving of at least `margin` is.
    probability : float or None
        The probability of costing less than the baseline, among futures in which the costs differ, that is sought: at
        0.5 the strategy is cheaper as often as it is more expensive. None for medians and scores.
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
    margin : float or None
        The share of the baseline's score to be saved, of a crossover of scores.
    measure : str or None
        What the score is: "mean", "P90", ...; None without a margin.
    at_margin : Crossover or None
        Where the saving reaches the margin that was asked for, beside this one.
    recommended : str or None
        The one of the two strategies that is recommended at the scenario's own values, where the verdict chose them;
        None where the strategy was named.
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
    margin: float | None = None
    measure: str | None = None
    at_margin: Crossover | None = None
    recommended: str | None = None

    def __repr__(self) -> str:
        """Return where the answer flips, and a remark on it; beside a margin, both."""
        by = {"p_beats": "odds", "p50": "medians"}.get(self.of) or f"{self.measure} with a margin of {self.margin:.0%}"
        low, high = ("unknown" if end is None else f"{end:,.6g}" for end in (self.low, self.high))
        found = "none" if self.value is None else f"{self.value:,.6g} (90 % interval {low} to {high})"
        lines = [
            f"Crossover of {self.strategy} and {self.baseline} over {self.horizon} months, by {by}:",
            f"  {self.address}: {found}",
            *([] if self.reason is None else [f"  {self.reason}"]),
            *([] if self.at_margin is None else [repr(self.at_margin)]),
        ]
        return "\n".join(lines)

    @property
    def document(self) -> dict[str, Any]:
        """The same as plain values: what `--format json` prints."""
        plain = {**vars(self), "others": list(self.others)}
        at, beside = plain.pop("at"), plain.pop("at_margin")
        if self.of != "score":
            plain = {k: v for k, v in plain.items() if k not in ("margin", "measure")}
            plain["at_margin"] = None if beside is None else beside.document
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
    margin: float | None = None,
    trajectories: int = DEFAULT_TRAJECTORIES,
    seed: int = 0,
    sampler: str = "sobol",
    threads: int | None = None,
    progress: Told | None = None,
) -> Crossover:
    """Find the value of an address at which a strategy's probability of beating the baseline reaches a goal.

    Futures in which both cost the same belong to neither side: the probability is that of costing less in the others.
    With a margin, find also where the decision's rule would choose the strategy over the baseline.

    Parameters
    ----------
    scenario : Scenario, str or path
        A scenario, or what `load` takes.
    address : str
        Anything that takes a number.
    low, high : float
        Where to search.
    strategy : str, optional
        What to compare with the baseline. Default: the recommended strategy and its runner-up are compared.
    horizon : int, optional
        Months; default: the scenario's last.
    probability : float
        Between 0 and 1.
    of : {"p_beats", "p50"}
        What is sought: that probability, or equal medians of the TCO.
    margin : float, optional
        Share of the baseline's score, 0 to 1: `at_margin` of what is returned tells from where on the strategy saves so
        much. The score is what the scenario's `decision` judges by.
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
    runner = PointRunner.checked(trajectories, sampler, seed, threads)
    months, goals = _checked(scenario, horizon, probability, of, margin)
    asked = choose_pair(scenario, strategy, seed=seed, threads=threads)
    scenario = _with_horizon(scenario, months)
    values = Values(scenario, Axis(address, low, high), _questions(asked, months, goals), runner, progress)
    return _cross_all(values, asked.recommended)


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
    margin: float | None = None,
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
    scenario, address, low, high, strategy, horizon, probability, of, margin, trajectories, seed, sampler, threads
        As for `crossover`.
    progress : callable, optional
        As for `crossover`.
    """
    scenario = as_scenario(scenario)
    runner = PointRunner.checked(trajectories, sampler, seed, threads)
    months, goals = _checked(scenario, horizon, probability, of, margin)
    asked = choose_pair(scenario, strategy, seed=seed, threads=threads)
    points = ValueGrid.of(_with_horizon(scenario, months), along)
    ValueGrid.of(scenario, {**dict.fromkeys(points.addresses, (0,)), address: (low, high)})  # no address within another
    axis, questions = Axis(address, low, high), _questions(asked, months, goals)
    kept = points.check()
    return [
        replace(_cross_all(Values(here, axis, questions, runner, progress), asked.recommended), at=values)
        for values, here in zip(points.points(), points.scenarios(kept), strict=True)
    ]


def _checked(
    scenario: Scenario, horizon: int | None, probability: float, of: str, margin: float | None
) -> tuple[int, list[tuple[str, float | None]]]:
    """Return the months, and what is sought with its goal."""
    if of not in ("p_beats", "p50"):
        raise ValueError(f"of needs to be p_beats or p50, got {of!r}")
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability needs to lie between 0 and 1, got {probability}")
    if margin is not None and (isinstance(margin, bool) or not 0.0 <= margin <= 1.0):
        raise ValueError(f"margin needs to be a share from 0 to 1, got {margin}")
    goals: list[tuple[str, float | None]] = [(of, probability if of == "p_beats" else None)]
    return choose_horizon(scenario, horizon), goals if margin is None else [*goals, ("score", margin)]


def _questions(asked: Compared, months: int, goals: Iterable[tuple[str, float | None]]) -> tuple[Question, ...]:
    return tuple(Question(asked.strategy, asked.scenario.baseline, months, of, goal) for of, goal in goals)


def _with_horizon(scenario: Scenario, horizon: int) -> Scenario:
    return scenario if horizon in scenario.horizons else scenario.with_values(horizon_values(scenario, [horizon]))


def _cross_all(values: Values, recommended: str | None) -> Crossover:
    asked = range(len(values.questions))
    first, *others = (replace(_cross(values.asking(at)), recommended=recommended) for at in asked)
    return replace(first, at_margin=others[0]) if others else first


def _cross(values: Values) -> Crossover:
    question, axis = values.question, values.axis
    blank = Crossover(axis.address, question.strategy, question.baseline, question.horizon, question.of, question.goal)
    if question.of == "score":
        blank = replace(blank, probability=None, margin=question.goal, measure=measure_words(values.scenario.decision))
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
