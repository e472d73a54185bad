"""Candidates of an optimisation: values of some addresses, and what they cost, all in the same trajectories."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from ...configs import Decision, Scenario
from ..decision.conditions import Condition, Judged, judge
from ..decision.scores import Score, score_of
from ..document import document_part
from ..engine.tally import Tally
from ..simulation import simulate
from ..subset import cut_down
from .points import PointRunner

__all__ = ["Candidates", "Looked", "Span", "shortfall"]

_DIGITS = 6  # of a value: what is printed is what was run

Values = tuple[float, ...]
"""The value of each address; whole numbers are ints."""


@dataclass(frozen=True, slots=True)
class Span:
    """The values that an address may take, ends included."""

    address: str
    low: float
    high: float
    whole: bool

    def value(self, at: float) -> float:
        """Return the value at a number: within the span, and whole where it has to be."""
        at = min(max(at, self.low), self.high)
        return round(at) if self.whole else float(f"{at:.{_DIGITS}g}")

    def near_end(self, value: float) -> bool:
        """Tell whether a value is at an end of the span, or next to it."""
        near = 0.0 if self.whole else 0.005 * (self.high - self.low)
        return min(value - self.low, self.high - value) <= near


class Looked(NamedTuple):
    """What a candidate came to.

    Attributes
    ----------
    scores : dict of str to Score
        By name of a rule.
    judged : tuple of Judged
        Of each condition.
    short : float
        By how much its conditions are missed; 0 where all hold.
    """

    scores: dict[str, Score]
    judged: tuple[Judged, ...]
    short: float


@dataclass
class Candidates:
    """Runs candidates, each of them once.

    Attributes
    ----------
    scenario : Scenario
    spans : tuple of Span
    strategy : str
    horizon : int
        Months.
    rules : mapping of str to Decision
        What a candidate is scored by.
    conditions : tuple of Condition
    runner : PointRunner
    told : callable, optional
        Called with the trajectories done so far.
    """

    scenario: Scenario
    spans: tuple[Span, ...]
    strategy: str
    horizon: int
    rules: Mapping[str, Decision]
    conditions: tuple[Condition, ...]
    runner: PointRunner
    told: Callable[[int], None] | None = None
    known: dict[Values, Looked] = field(default_factory=dict)
    tallies: dict[Values, tuple[Tally, int]] = field(default_factory=dict)  # with the row of the TCO; of the last run

    def look(self, points: Sequence[Values]) -> list[Looked]:
        """Return what is found at points, those that are new run together; `()` is the scenario as it is."""
        new = [point for point in dict.fromkeys(points) if point not in self.known]
        done = len(self.known) * self.runner.trajectories
        scenarios = [self.scenario.with_values(self.values(point)) if point else self.scenario for point in new]
        self.tallies = {}
        if self.conditions:
            for at, (point, scenario) in enumerate(zip(new, scenarios, strict=True), 1):
                result = simulate(scenario, **self._how)
                self._add(point, result.tally, document_part(result, [each.path for each in self.conditions]))
                self._tell(done + at * self.runner.trajectories)
        else:
            alone = [cut_down(scenario, [self.strategy], self.horizon) for scenario in scenarios]
            found = self.runner.run(alone, lambda more: self._tell(done + more))
            for point, totals in zip(new, found, strict=True):
                self._add(point, totals.tally, {})
        return [self.known[point] for point in points]

    def elsewhere(self, seed: int, rules: Mapping[str, Decision]) -> Candidates:
        """Return the same in other futures, scored by other rules."""
        return replace(self, rules=rules, runner=replace(self.runner, seed=seed, _uniforms={}), known={}, tallies={})

    def values(self, point: Values) -> dict[str, float]:
        """Return a candidate's values by address."""
        return {span.address: value for span, value in zip(self.spans, point, strict=True)}

    def _add(self, point: Values, tally: Tally, document: Mapping[str, Any]) -> None:
        row = tally.layout.row(tally.layout.tco[self.strategy], self.horizon)
        judged = tuple(judge(document, condition) for condition in self.conditions)
        short = sum(shortfall(condition, each) for condition, each in zip(self.conditions, judged, strict=True))
        self.known[point] = Looked(
            {name: score_of(tally, row, rule) for name, rule in self.rules.items()}, judged, short
        )
        self.tallies[point] = tally, row

    @property
    def _how(self) -> dict[str, Any]:
        runner = self.runner
        how = {"seed": runner.seed, "sampler": runner.sampler, "threads": runner.threads, "executor": runner.executor}
        return {"trajectories": runner.trajectories, **how}

    def _tell(self, done: int) -> None:
        if self.told is not None:
            self.told(done)


def shortfall(condition: Condition, found: Judged) -> float:
    """Return by how much a condition is missed, as a share of its limit; 0 where it holds."""
    if found.holds:
        return 0.0
    if isinstance(found.found, float | int) and isinstance(condition.value, float | int):
        apart = abs(float(found.found) - float(condition.value))
        return apart / abs(condition.value) if condition.value and math.isfinite(apart) else max(apart, 1e-9)
    return 1.0
