"""One address as the axis of a search: what is asked about each of its values, each value run once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from ...configs import Scenario
from ...configs.model.tails import finite_moments_of
from ..decision.choosing import lead, saving_share
from .points import PointRunner, Totals

__all__ = ["Axis", "Found", "Question", "Values"]

_NEXT_TO_0 = 1e-6  # of a range on both sides of 0: a value closer to it is not located as a share of itself
_LOG_RATIO = 10.0  # ends this far apart, and positive, are searched by ratio


@dataclass(frozen=True, slots=True)
class Question:
    """What is compared.

    Attributes
    ----------
    strategy, baseline : str
    horizon : int
    of : str
        "p_beats", "p50", or "score": by how much the strategy's score is below the baseline's.
    goal : float or None
        The probability of costing less; None for equal P50s; the share of the baseline's score that is to be saved.
    """

    strategy: str
    baseline: str
    horizon: int
    of: str
    goal: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found at one value: above 0 where the strategy does better than the goal.

    Attributes
    ----------
    above : float
        Probability of costing less where the costs differ, minus the goal; P50 of the baseline minus that of the
        strategy; or score of the baseline less the margin, minus that of the strategy.
    margin : float or None
        Half its 90 % interval.
    equal : float
        Probability that both cost the same; 0 where probabilities are not compared.
    share : float or None
        What is saved as a share of the baseline's score; None where scores are not compared.
    """

    above: float
    margin: float | None
    equal: float = 0.0
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """The range of an address, as places from 0 to 1: by ratio where its ends are positive and far apart."""

    address: str
    low: float
    high: float

    def __post_init__(self) -> None:
        """Check the range."""
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise ValueError(f"{self.address}: a range needs LOW below HIGH, got {self.low} to {self.high}")
        if not math.isfinite(self.high - self.low):
            raise ValueError(f"{self.address}: the width of a range from {self.low} to {self.high} overflows")

    @property
    def by_ratio(self) -> bool:
        """Whether equal steps are equal ratios."""
        return self.low > 0.0 and self.high > _LOG_RATIO * self.low

    def value(self, place: float) -> float:
        """Return the value at a place, the ends exactly."""
        if place <= 0.0 or place >= 1.0:
            return float(self.low if place <= 0.0 else self.high)
        if self.by_ratio:
            return float(math.exp(math.log(self.low) + place * (math.log(self.high) - math.log(self.low))))
        return float(self.low + place * (self.high - self.low))

    def apart(self, left: float, right: float) -> float:
        """Return how far apart the values at two places are, as a share of themselves or of the range, the smaller."""
        low, high = self.value(left), self.value(right)
        whole = self.high - self.low
        size = max(abs(low), abs(high), _NEXT_TO_0 * whole if self.low < 0.0 < self.high else 0.0)
        return (high - low) / min(size, whole) if high > low else 0.0


@dataclass
class Values:
    """What was found along an axis for some questions, by place; asked again, a place is not run again."""

    scenario: Scenario
    axis: Axis
    questions: tuple[Question, ...]
    runner: PointRunner
    told: Callable[[int], None] | None = None
    asked: int = 0
    _known: dict[float, list[Found]] = field(default_factory=dict)

    @property
    def question(self) -> Question:
        """The one that is asked now."""
        return self.questions[self.asked]

    def asking(self, question: int) -> Values:
        """Return the same for another of the questions: what was run for one is known for all."""
        return replace(self, asked=question)

    def close(self, looks: Sequence[Found]) -> float:
        """Return how far from 0 still counts as crossing: one future, or a hundredth of the margin of error."""
        if self.question.of == "p_beats":
            return 1.0 / self.runner.trajectories
        return 0.01 * min((look.margin for look in looks if look.margin), default=0.0)

    def at(self, place: float) -> Found:
        """Return what is found at a place from 0 to 1."""
        return self.at_all([place])[0]

    def at_all(self, places: Sequence[float]) -> list[Found]:
        """Return what is found at some places, those that are new run together."""
        new = [place for place in dict.fromkeys(places) if place not in self._known]
        scenarios = [self.scenario.with_values({self.axis.address: self.axis.value(place)}) for place in new]
        for place, totals in zip(new, self.runner.run(scenarios, self.told), strict=True):
            self._known[place] = [self._found(totals, question) for question in self.questions]
        return [self._known[place][self.asked] for place in places]

    def _found(self, totals: Totals, question: Question) -> Found:
        of = (question.strategy, question.baseline, question.horizon)
        equal, share, goal = 0.0, None, question.goal or 0.0
        if question.of == "p_beats":
            probability, error, equal = totals.p_cheaper(*of)
            above = probability - goal
        elif question.of == "p50":
            above, error = totals.median_saving(*of)
        else:
            base, other = (totals.score(name, question.horizon, self._finite) for name in (of[1], of[0]))
            above, error = lead(totals.tally, base, other, goal)
            share, _ = saving_share(totals.tally, base, other)
        t90 = totals.t90
        return Found(above, None if error is None or t90 is None else t90 * error, equal, share)

    @cached_property
    def _finite(self) -> dict[str, int]:
        return finite_moments_of(self.scenario)  # numbers, which replace laws here, have all moments
