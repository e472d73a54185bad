"""Runs scenarios that differ in a few values and computes their TCO alone: the points of a sweep or a search.

Points whose programs are alike run as one (`lowering.merging`): what does not depend on the values is drawn and
computed once for all of them. Each point's numbers are those of its own run to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...configs import Decision, Scenario
from ..arguments import whole_number
from ..decision.scores import Score, known_score, scores_of
from ..engine.chunks import Job, trajectories_of
from ..engine.engine import run_into
from ..engine.errors import SimulationError
from ..engine.program import Program
from ..engine.streams import REPLICATES, Uniforms
from ..engine.tallies import Tallies
from ..engine.tally import Tally
from ..intervals import standard_error, student_t90, win_standard_error
from ..lowering import Draft, alike, lower_totals, together
from ..simulation import available_processors, checked_size, simulate
from ..statistics import p_cheapest, p_ties

__all__ = ["DEFAULT_TRAJECTORIES", "PointRunner", "Totals"]

#: Futures of each point: the median of a TCO is good to some 0.1 %, at a tenth of a second a point.
DEFAULT_TRAJECTORIES = 2**17
_MOST_POINTS = 16  # in one program: more would share little more, and their registers leave the processor's cache
_MOST_ROWS = 64  # of all points together: each takes 1.4 MB of histograms
_MOST_WORK = 2**22  # trajectories of all points together: what a kill can cost is a few seconds


@dataclass(frozen=True, eq=False)
class Totals:
    """What is known of one point: the TCO of each strategy, and how often each beats the baseline.

    Numbers are computed as those of a whole result are, and equal them to the last bit.

    Attributes
    ----------
    tally : Tally
    rule : Decision
        Of the point's scenario.
    """

    tally: Tally
    rule: Decision

    def row(self, strategy: str, horizon: int) -> int:
        """Row of a strategy's TCO."""
        layout = self.tally.layout
        return layout.row(layout.tco[strategy], horizon)

    def mean(self, strategy: str, horizon: int) -> float:
        """Mean TCO."""
        return self.tally.mean(self.row(strategy, horizon))

    def quantiles(self, strategy: str, horizon: int, probabilities: tuple[float, ...]) -> list[float]:
        """Quantiles of the TCO."""
        distribution = self.tally.distribution(self.row(strategy, horizon))
        return [float(x) for x in distribution.quantile(np.array(probabilities))]

    def scores(self, horizon: int, finite: Mapping[str, int]) -> dict[str, Score]:
        """Score of each strategy that may be chosen; `finite` as for `scores_of`."""
        return scores_of(self.tally, horizon, self.rule, finite)

    def score(self, strategy: str, horizon: int, finite: Mapping[str, int]) -> Score:
        """Score of any strategy."""
        return known_score(self.tally, strategy, horizon, self.rule, finite)

    def p_ties(self, strategy: str, baseline: str, horizon: int) -> float:
        """Probability that both cost the same."""
        return p_ties(self.tally, strategy, baseline, self.tally.layout.horizons.index(horizon))

    def p_cheapest(self, strategy: str, horizon: int) -> float:
        """Probability of being the cheapest of those that may be chosen; a tie is shared."""
        return p_cheapest(self.tally, strategy, self.tally.layout.horizons.index(horizon))

    def p_beats(self, strategy: str, baseline: str, horizon: int) -> tuple[float, float | None]:
        """Probability that a strategy costs less than the baseline, and its standard error."""
        layout = self.tally.layout
        at, one = layout.horizons.index(horizon), layout.strategies.index(strategy)
        wins = self.tally.wins[:, at, one, layout.strategies.index(baseline), 0]
        return int(wins.sum()) / self.tally.trajectories, win_standard_error(wins, self.tally.count)

    def p_cheaper(self, strategy: str, baseline: str, horizon: int) -> tuple[float, float | None, float]:
        """Probability that a strategy costs less than the baseline where their costs differ, and its standard error.

        Futures in which both cost the same belong to neither side. Their probability is the third number; where it is 1
        the strategy never costs less.
        """
        layout = self.tally.layout
        at, one, other = layout.horizons.index(horizon), *map(layout.strategies.index, (strategy, baseline))
        less, more = self.tally.wins[:, at, one, other, 0], self.tally.wins[:, at, other, one, 0]
        differing = less + more
        count = int(differing.sum())
        if count == 0:
            return 0.0, None, 1.0
        return int(less.sum()) / count, win_standard_error(less, differing), 1.0 - count / self.tally.trajectories

    def median_saving(self, strategy: str, baseline: str, horizon: int) -> tuple[float, float | None]:
        """P50 of the baseline minus P50 of the strategy, and its standard error."""
        rows = [self.row(name, horizon) for name in (baseline, strategy)]
        theirs, ours = (float(self.tally.distribution(row).quantile(0.5)) for row in rows)
        a, b = (self.tally.by_replicate(row).quantile([0.5])[:, 0] for row in rows)
        return theirs - ours, standard_error(a - b, self.tally.count[self.tally.count > 0].astype(np.float64))

    @property
    def t90(self) -> float | None:
        """Student's t for a two-sided 90 % interval."""
        return student_t90(self.tally)


@dataclass
class PointRunner:
    """How each point is run.

    Attributes
    ----------
    trajectories : int
        As run: rounded up for Sobol points.
    sampler : str
    seed : int
    threads : int
    executor : distributed.Client or Executor, optional
        As for `simulate`.
    ahead : int, optional
    """

    trajectories: int
    sampler: str
    seed: int
    threads: int
    executor: Any = None
    ahead: int | None = None
    _uniforms: dict[tuple[tuple[str, ...], int], Uniforms] = field(default_factory=dict)

    @classmethod
    def checked(
        cls,
        trajectories: int | float,
        sampler: str,
        seed: int,
        threads: int | None,
        executor: Any = None,
        ahead: int | None = None,
    ) -> PointRunner:
        """Return a runner for arguments as `simulate` takes them.

        Raises
        ------
        ValueError
            If one is out of its range.
        """
        trajectories = checked_size(trajectories, seed, sampler)
        if threads is not None and threads < 1:
            raise ValueError(f"threads needs to be 1 or more, got {threads}")
        if ahead is not None and ahead < 1:
            raise ValueError(f"ahead needs to be 1 or more, got {ahead}")
        rounded = trajectories_of(trajectories, sampler, REPLICATES)
        return cls(rounded, sampler, whole_number(seed, "seed"), threads or available_processors(), executor, ahead)

    @property
    def sends_points(self) -> bool:
        """Whether whole points go to the executor; points of very many trajectories are cut into pieces instead."""
        return self.executor is not None and self.trajectories <= _MOST_WORK

    def job_of(self, scenarios: list[Scenario]) -> Job:
        """Return the job of points whose programs are alike."""
        program = together([lower_totals(scenario) for scenario in scenarios])
        return Job(program, self._uniforms_of(program), self.trajectories)

    def run(self, scenarios: Iterable[Scenario], progress: Callable[[int], None] | None = None) -> Iterator[Totals]:
        """Run points; yield what was found of each, in their order, as soon as it is known.

        Parameters
        ----------
        scenarios : iterable of Scenario
            Neighbours that differ in few values are the quickest.
        progress : callable, optional
            Called with the trajectories done so far, all points together.

        Raises
        ------
        SimulationError
            In the turn of the point that fails: those before it have been yielded.
        """
        done = 0
        batch: list[tuple[Scenario, Draft]] = []
        for scenario in scenarios:
            try:
                draft = lower_totals(scenario)
            except SimulationError:
                yield from self._batch(batch, done, progress)
                raise
            if batch and (len(batch) >= self._most(draft) or not alike(batch[0][1], draft)):
                yield from self._batch(batch, done, progress)
                done += len(batch) * self.trajectories
                batch = []
            batch.append((scenario, draft))
        yield from self._batch(batch, done, progress)

    def _most(self, draft: Draft) -> int:
        rows = max(1, draft.layout.rows)
        return max(1, min(_MOST_POINTS, _MOST_ROWS // rows, _MOST_WORK // self.trajectories))

    def _batch(
        self, batch: list[tuple[Scenario, Draft]], done: int, progress: Callable[[int], None] | None
    ) -> Iterator[Totals]:
        if not batch:
            return
        try:
            tallies = self._run([draft for _, draft in batch], done, progress)
            bad = [not _is_finite(tally) for tally in tallies]
        except SimulationError:
            if len(batch) > 1:  # find out whose it is: the others are fine
                for at, one in enumerate(batch):
                    yield from self._batch([one], done + at * self.trajectories, progress)
                return
            self._refuse(batch[0][0])
            raise
        for (scenario, _), tally, is_bad in zip(batch, tallies, bad, strict=True):
            if is_bad:
                self._refuse(scenario)
                raise SimulationError("some futures have no finite cost")
            yield Totals(tally, scenario.decision)

    def _run(self, drafts: list[Draft], done: int, progress: Callable[[int], None] | None) -> list[Tally]:
        job = Job(program := together(drafts), self._uniforms_of(program), self.trajectories)
        layouts = [draft.layout for draft in drafts]

        def told(trajectories: int, _: int) -> None:
            if progress is not None:
                progress(done + trajectories * len(drafts))

        tallies = run_into(
            job,
            lambda first: Tallies(layouts, first, REPLICATES),
            threads=self.threads,
            executor=self.executor,
            ahead=self.ahead,
            progress=told,
        )
        return tallies.each

    def _uniforms_of(self, program: Program) -> Uniforms:
        """Return the uniforms of a program; points that have the same draws have the same ones."""
        key = (program.addresses, program.dimensions)
        if key not in self._uniforms:
            self._uniforms.clear()
            self._uniforms[key] = Uniforms.of(program, self.sampler, self.seed)
        return self._uniforms[key]

    def _refuse(self, scenario: Scenario) -> None:
        """Run a point that fails on its own: the whole run names the line at fault."""
        how: dict[str, Any] = {"threads": self.threads, "executor": self.executor, "ahead": self.ahead}
        simulate(scenario, self.trajectories, seed=self.seed, sampler=self.sampler, **how)


def _is_finite(tally: Tally) -> bool:
    layout = tally.layout
    rows = [layout.row(row, horizon) for row in layout.tco.values() for horizon in layout.horizons]
    return all(tally.nonfinite(row) == 0 and bool(np.isfinite(tally.sums[:, row]).all()) for row in rows)
