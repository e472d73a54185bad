"""The result of a run: the numbers of the contract, and the same as pandas objects."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn

from ..configs.text.unknown import UnknownName, unknown
from .arguments import whole_number
from .audit import month_table, sample_table
from .document import make_document
from .engine.distribution import Distribution
from .engine.tally import Tally
from .notebook import html_table, text_table
from .outcome import Outcome
from .questions import check_percentiles, exceedance, percentile
from .small_pickle import packed, unpacked

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Result"]

_WARNED = 3  # warnings that a result shows of itself
_FIGURES = "`summary()` is a table of all figures, by strategy and horizon, `document` the same as plain dicts"


@dataclass(frozen=True, eq=False, repr=False)
class Result(Outcome):
    """What a run found, as the contract's numbers and as pandas objects."""

    def __repr__(self) -> str:
        """Return what is recommended, and each strategy's total cost at the horizon of the decision."""
        return text_table(*self._shown())

    def _repr_html_(self) -> str:
        """Return the same as a table of a notebook."""
        return html_table(*self._shown())

    def _shown(self) -> tuple[str, list[str], list[list[str]], list[str]]:
        found = self.document
        verdict, run, currency = found["verdict"], found["run"], self.scenario.currency
        chosen, over = verdict["recommended"], verdict["horizon"]
        head = (
            f"Result of {self.scenario.name}: {chosen} is recommended over {over} months; "
            f"{run['trajectories']:,} futures, {run['sampler']}, seed {run['seed']}"
        )
        rows = []
        for name, strategy in found["strategies"].items():
            numbers = strategy["horizons"][str(verdict["horizon"])]
            cheapest = "barred" if strategy["barred"] else f"{100.0 * numbers['p_cheapest']:.1f} %"
            rows.append([name, *(f"{numbers[key]:,.0f}" for key in ("p10", "p50", "p90", "mean")), cheapest])
        notes = [f"warning: {one['address']}: {one['message']}" for one in found["warnings"]]
        if len(notes) > _WARNED:
            notes[_WARNED:] = [f'{len(notes) - _WARNED} more warnings in document["warnings"]']
        return head, [f"total cost, {currency}", "P10", "P50", "P90", "mean", "cheapest in"], rows, notes

    def __getitem__(self, key: object) -> NoReturn:
        """Refuse: the figures are in `summary()`."""
        raise TypeError(f"a result has no entries, got [{key!r}]; {_FIGURES}")

    if not TYPE_CHECKING:  # a type checker knows the attributes

        def __getattr__(self, name: str) -> NoReturn:
            """Say where the figures are, for an attribute that is not there."""
            raise AttributeError(f"a result has no attribute {name!r}; {_FIGURES}", name=name, obj=self)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return a pickle of some megabytes: all that was counted; the first futures are run again when asked for."""
        state = {item.name: getattr(self, item.name) for item in fields(self)}
        state |= {"kept": None, "tally": _bare(self.tally), "apart": None if self.apart is None else _bare(self.apart)}
        return _unpickled, (packed((state, self.__dict__.get("document"))),)

    @cached_property
    def document(self) -> dict[str, Any]:
        """The result as plain dicts, lists and numbers: what `--format json` prints."""
        return make_document(self)

    def p_beats(self, strategy: str | None = None, baseline: str | None = None, horizon: int | None = None) -> float:
        """Return the probability that a strategy costs less than another one, over a horizon in months.

        Parameters
        ----------
        strategy : str, optional
            Default: the recommended one or, where that is the baseline, its runner-up.
        baseline : str, optional
            Default: the scenario's baseline.
        horizon : int, optional
            Default: that of the decision.

        Raises
        ------
        UnknownName
            A KeyError and a ValueError: if the scenario has no such strategy or horizon.
        TypeError
            If `horizon` is not a whole number.
        """
        layout, choice = self.tally.layout, self.choice
        baseline = self.scenario.baseline if baseline is None else baseline
        if strategy is None:
            named = choice["recommended"], choice["compared_with"]
            strategy = next((name for name in named if name not in (None, baseline)), baseline)
        horizon = self._horizon([strategy, baseline], horizon)
        at = layout.horizons.index(horizon)
        one, other = layout.strategies.index(strategy), layout.strategies.index(baseline)
        return float(self.tally.wins[:, at, one, other, 0].sum() / self.tally.trajectories)

    def percentile(self, strategy: str, p: float, horizon: int | None = None) -> float:
        """Return a percentile, from 0 to 100, of the total cost of a strategy over a horizon in months.

        The horizon's default is that of the decision. A percentile below 1 gets a warning: 0.9 is not P90.

        Raises
        ------
        UnknownName
            As in `p_beats`.
        ValueError
            If `p` is no percentile, or fewer than 10 of the futures lie beyond it.
        """
        row = self._total(strategy, horizon)
        check_percentiles([p], self.tally.trajectories)
        if p < 1.0:
            meant = f"for P{100.0 * p:g} write {100.0 * p:g}"
            warnings.warn(f"percentiles are from 0 to 100: P{p:g} is one of the lowest costs; {meant}", stacklevel=2)
        return float(percentile(self.tally, row, p)["value"])

    def exceeds(self, strategy: str, amount: float, horizon: int | None = None) -> float:
        """Return the probability that the total cost of a strategy is above an amount, over a horizon in months.

        The horizon's default is that of the decision.

        Raises
        ------
        UnknownName
            As in `p_beats`.
        """
        return float(exceedance(self.tally, self._total(strategy, horizon), amount)["value"])

    def _total(self, strategy: str, horizon: int | None) -> int:
        """Return the row of a strategy's total cost."""
        layout, horizon = self.tally.layout, self._horizon([strategy], horizon)
        return layout.row(layout.tco[strategy], horizon)

    def _horizon(self, strategies: Sequence[str], horizon: int | None) -> int:
        """Return the horizon that is meant; refuse a strategy or a horizon that is not there."""
        layout = self.tally.layout
        for name in strategies:
            if name not in layout.strategies:
                raise unknown("strategy", name, layout.strategies)
        months = int(self.choice["horizon"]) if horizon is None else whole_number(horizon, "horizon")
        if months not in layout.horizons:
            raise UnknownName(f"no horizon of {months} months; there are {', '.join(map(str, layout.horizons))}")
        return months

    def savings(self, strategy: str, against: str | None = None, horizon: int | None = None) -> Distribution:
        """Return the distribution of what a strategy saves against another, future by future, over one horizon.

        Parameters
        ----------
        strategy : str
        against : str, optional
            Default: the scenario's baseline.
        horizon : int, optional
            Months; default: that of the decision.

        Raises
        ------
        UnknownName
            As in `p_beats`.
        KeyError
            If these savings were not counted: of two strategies that are neither the baseline nor recommended, where
            there are many.
        """
        against = self.scenario.baseline if against is None else against
        horizon = self._horizon([strategy, against], horizon)
        tally = self.counted(strategy, against)
        return tally.distribution(tally.layout.row(tally.layout.savings[strategy, against], horizon))

    def summary(self) -> pd.DataFrame:
        """Return one row for each strategy and horizon.

        It has TCO, its percentiles, cash, the budget and the probability of keeping it (`budget_p_within`), and the
        probability of being the cheapest. Cost per unit, outputs
        (`outputs_utilisation_p50`) and resale value have columns where the scenario has them,
        empty for strategies without. Money in the scenario's currency; index (strategy, horizon in months).
        """
        import pandas as pd

        rows: dict[tuple[str, int], dict[str, float | None]] = {}
        for name, strategy in self.document["strategies"].items():
            for horizon, numbers in strategy["horizons"].items():
                plain = {key: value for key, value in numbers.items() if isinstance(value, int | float)}
                groups = {key: numbers[key] or {} for key in ("cash", "budget", "unit_cost", "residual")}
                groups |= {f"outputs_{output}": of_one for output, of_one in (numbers["outputs"] or {}).items()}
                parts = {
                    f"{what}_{key}": value
                    for what, of_one in groups.items()
                    for key, value in of_one.items()
                    if not isinstance(value, str)
                }
                rows[name, int(horizon)] = {**plain, **parts}
        for comparison in self.document["comparisons"]:
            if comparison["baseline"] != self.scenario.baseline:
                continue
            row = rows[comparison["strategy"], comparison["horizon"]]
            row |= {key: comparison[key] for key in ("p_beats", "p_beats_se", "p_beats_by_10", "p_beats_by_20")}
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.index = pd.MultiIndex.from_tuples(list(rows), names=["strategy", "horizon"])
        return frame

    def months(self) -> pd.DataFrame:
        """Return cash and cumulative TCO of each month: index (strategy, month), columns like `cash_p50`."""
        import pandas as pd

        frames = {}
        for name, strategy in self.document["strategies"].items():
            columns = {
                f"{what}_{key}": values for what, by_key in strategy["months"].items() for key, values in by_key.items()
            }
            index = pd.RangeIndex(1, len(strategy["months"]["cash"]["mean"]) + 1, name="month")
            frames[name] = pd.DataFrame(columns, index=index)
        months: pd.DataFrame = pd.concat(frames, names=["strategy"])
        return months

    def samples(self, trajectories: int | float | None = None) -> pd.DataFrame:
        """Return the first trajectories, one a row.

        Columns are addresses of inputs, and `STRATEGY.HORIZON.tco` and `.cash`. An input that changes by the month is
        shown by its mean over the months, a line of events by its discounted total at the last horizon.

        Parameters
        ----------
        trajectories : int, optional
            How many; default: those that the run has kept, 8,192 at most. More are run again, beyond the run's own too:
            the first ones are the same for any number.

        Returns
        -------
        DataFrame
            Index trajectory, from 0.

        Raises
        ------
        TypeError
            If the number is not a whole one.
        ValueError
            If it is below 1, or the table would take more than a gigabyte.
        SimulationError
            If some future beyond those of the run has no finite cost.
        """
        return sample_table(self, trajectories)

    def trajectories(self, count: int | float = 512) -> pd.DataFrame:
        """Return the first trajectories month by month, for audit: the numbers that `trace` gives of each.

        Columns are addresses of draws, processes and formulas (empty in a month in which a law is not drawn), then
        `STRATEGY.cash`, nominal, and `STRATEGY.cumulative_tco`, discounted.

        Parameters
        ----------
        count : int
            How many; beyond those of the run they are further futures of the same seed.

        Returns
        -------
        DataFrame
            Index (trajectory, month): trajectories from 0, as in `samples`, months from 1.

        Raises
        ------
        TypeError
            If the number is not a whole one.
        ValueError
            If it is below 1, or the table would take more than a gigabyte.
        SimulationError
            If some future has no finite cost.
        """
        return month_table(self, count)


def _bare(tally: Tally) -> Tally:
    """Return a copy without what it keeps for the next question."""
    copied = tally.empty()
    copied.take(tally.arrays())
    return copied


def _unpickled(data: bytes) -> Result:
    state, document = unpacked(data)
    result = Result(**state)
    if document is not None:
        result.__dict__["document"] = document  # as computing it would leave it there
    return result
