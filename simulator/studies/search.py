"""One address as the axis of a search: the comparison at each of its values, each value run once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ...configs import Scenario
from .points import PointRunner

__all__ = ["Axis", "Found", "Question", "Values"]

_NEXT_TO_0 = 1e-6  # of a range on both sides of 0: a value closer to it is not located as a share of itself
_LOG_RATIO = 10.0  # ends this far apart, and positive, are searched by ratio


@dataclass(frozen=True, slots=True)
class Question:
    """What is compared: `goal` is the probability that the strategy costs less, or None for equal P50s."""

    strategy: str
    baseline: str
    horizon: int
    goal: float | None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found at one value: above 0 where the strategy does better than the goal.

    Attributes
    ----------
    above : float
        Probability of costing less where the costs differ, minus the goal; or P50 of the baseline minus that of the
        strategy.
    margin : float or None
        Half its 90 % interval.
    equal : float
        Probability that both cost the same; 0 where P50s are compared.
    """

    above: float
    margin: float | None
    equal: float = 0.0


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
    """What was found along an axis, by place; asked again, a place is not run again."""

    scenario: Scenario
    axis: Axis
    question: Question
    runner: PointRunner
    told: Callable[[int], None] | None = None
    _known: dict[float, Found] = field(default_factory=dict)

    def close(self, looks: Sequence[Found]) -> float:
        """Return how far from 0 still counts as crossing: one future, or a hundredth of the margin of error."""
        if self.question.goal is not None:
            return 1.0 / self.runner.trajectories
        return 0.01 * min((look.margin for look in looks if look.margin), default=0.0)

    def at(self, place: float) -> Found:
        """Return what is found at a place from 0 to 1."""
        return self.at_all([place])[0]

    def at_all(self, places: Sequence[float]) -> list[Found]:
        """Return what is found at some places, those that are new run together."""
        new = [place for place in dict.fromkeys(places) if place not in self._known]
        scenarios = [self.scenario.with_values({self.axis.address: self.axis.value(place)}) for place in new]
        question = self.question
        of = (question.strategy, question.baseline, question.horizon)
        for place, totals in zip(new, self.runner.run(scenarios, self.told), strict=True):
            equal = 0.0
            if question.goal is None:
                above, error = totals.median_saving(*of)
            else:
                probability, error, equal = totals.p_cheaper(*of)
                above = probability - question.goal
            t90 = totals.t90
            self._known[place] = Found(above, None if error is None or t90 is None else t90 * error, equal)
        return [self._known[place] for place in places]
