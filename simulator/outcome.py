"""What a run leaves behind: all that its document and its tables are made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from ..configs import Scenario
from ..configs.model.tails import finite_moments_of
from .decision import Pair, recommended_pair
from .decision.changes import what_would_change
from .decision.leading import LeadingInput, inputs_by_effect, inputs_of_cost
from .decision.scores import Score
from .decision.verdict import bad_case_of, make_verdict
from .engine.program import Program
from .engine.tally import Tally
from .lowering import lower_traced
from .lowering.trace_rows import TraceRows
from .precision import Precision
from .samples import Samples, first_samples

__all__ = ["CashPoint", "Outcome", "RunSettings"]


@dataclass(frozen=True)
class RunSettings:
    """What a run was asked for, besides its scenario."""

    trajectories: int
    sampler: str
    seed: int
    replicates: int
    precision: Precision | None = None


class CashPoint(NamedTuple):
    """The spreadsheet estimate of a strategy's cash over a horizon, in all and by line."""

    total: float
    lines: dict[str, float]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a run found.

    Attributes
    ----------
    scenario : Scenario
    settings : RunSettings
    tally : Tally
        Sums, counts and histograms.
    points : dict of (strategy, horizon) to float
        The spreadsheet estimate: the TCO with one plain number in the place of every draw.
    cash_points : dict of (strategy, horizon) to CashPoint
    kept : Samples or None
        The first trajectories, as the run has kept them; None where they are to be run again.
    apart : Tally or None
        The recommended strategy and its runner-up once more, by themselves: where `tally` lacks their savings.
    """

    scenario: Scenario
    settings: RunSettings
    tally: Tally
    points: dict[tuple[str, int], float]
    cash_points: dict[tuple[str, int], CashPoint]
    kept: Samples | None
    apart: Tally | None = None

    @cached_property
    def sample(self) -> Samples:
        """The first trajectories (8,192 at most), inputs beside outcomes."""
        if self.kept is not None:
            return self.kept
        run = self.settings
        return first_samples(self.scenario, run.sampler, run.seed, run.trajectories)

    @cached_property
    def choice(self) -> dict[str, Any]:
        """Which strategy is recommended, how surely, against which, and by which rule."""
        return make_verdict(self.scenario, self.tally, self.finite, self.bad_case)

    @cached_property
    def bad_case(self) -> dict[str, Score]:
        """How strategies are judged by the worst 5 % alone, over the decision's horizon."""
        return bad_case_of(self.scenario, self.tally, self.finite)

    @cached_property
    def verdict(self) -> dict[str, Any]:
        """The choice, what each strategy risks, and what would change the recommendation."""
        choice = self.choice
        inputs, bad_case = self.inputs_by_effect, self.bad_case
        return choice | what_would_change(self.scenario, self.tally, self.sample, self.finite, choice, inputs, bad_case)

    @cached_property
    def inputs_by_effect(self) -> list[LeadingInput]:
        """What moves the mean saving of the pair over the decision's horizon, or the mean cost of one that is alone."""
        horizon = self.choice["horizon"]
        if self.pair is None:
            return inputs_of_cost(self.scenario, self.sample, self.choice["recommended"], horizon)
        return inputs_by_effect(self.scenario, self.sample, self.pair, horizon)

    @cached_property
    def finite(self) -> dict[str, int]:
        """By strategy, the highest even moment of its cost, 4 at most."""
        return finite_moments_of(self.scenario)

    @cached_property
    def traced(self) -> tuple[Program, TraceRows]:
        """The program that stores each month of a future, and what its rows hold."""
        return lower_traced(self.scenario)

    @property
    def pair(self) -> Pair | None:
        """The two strategies that outputs compare; None where one alone may be chosen."""
        return recommended_pair(self.choice, self.scenario.baseline)

    def counted(self, strategy: str, against: str) -> Tally:
        """Return the tally that holds the savings of this pair.

        Raises
        ------
        KeyError
            If no tally holds them.
        """
        for tally in (self.tally, self.apart):
            if tally is not None and (strategy, against) in tally.layout.savings:
                return tally
        raise KeyError(f"the savings of {strategy!r} against {against!r} were not counted")
