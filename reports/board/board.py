"""The findings that page, deck and workbook show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...configs import Scenario
from ...configs.warnings.price_warnings import price_warnings
from ...simulator import Result
from ...simulator.decision import Pair, pair_of
from ...simulator.decision.leading import MovedMean, moved_mean
from ...simulator.engine.errors import SimulationError
from ...simulator.sensitivity import Sensitivity
from ...simulator.studies.line_months import MOST_FUTURES, cash_by_line
from ...simulator.studies.what_ifs import StressTest
from ..stories import (
    BudgetKept,
    CostByCategory,
    CumulativeCost,
    Drivers,
    FirstEstimate,
    Frontier,
    HeatMap,
    Moves,
    OptionCosts,
    Savings,
    Story,
    StressStory,
    VolumeChoice,
)
from ..stories.footer import footer
from ..words.policy_words import policies_of
from ..words.view import View
from .assumptions import Assumption, assumptions, weighed

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Board", "Swept"]


@dataclass(frozen=True, eq=False)
class Swept:
    """A sweep, with how many futures each of its points had."""

    frame: pd.DataFrame
    trajectories: int

    def joined(self, more: Swept) -> Swept:
        """Return this sweep with more values of its first address, ascending."""
        import pandas as pd

        frame = pd.concat([self.frame, more.frame])
        return Swept(frame.sort_values(frame.columns[0], kind="stable", ignore_index=True), self.trajectories)


@dataclass(frozen=True, eq=False)
class Board:
    """The findings of one scenario.

    Attributes
    ----------
    result : Result
    asked : str or None
        The strategy that the report was asked to compare with the baseline; None: the verdict's two.
    sensitivity : Sensitivity or None
        Of the pair, at the horizon of the decision; None without a pair, or where nothing is random.
    volume : Swept or None
        Over the volume alone; None where the scenario has no volume, or there is no pair.
    grid : Swept or None
        Over the volume and the input that matters most beside it.
    made : date
        The day of the report; ages of prices are counted to it.
    skipped : tuple of (address, message)
        What could not be looked into, and why.
    stress : StressTest, optional
        What-ifs that were run; None where the scenario has none.
    threads : int or None
        Of further runs; None: every processor.
    """

    result: Result
    asked: str | None
    sensitivity: Sensitivity | None
    volume: Swept | None
    grid: Swept | None
    made: date
    skipped: tuple[tuple[str, str], ...] = ()
    stress: StressTest | None = None
    threads: int | None = None

    @cached_property
    def cash_by_line(self) -> dict[str, dict[str, NDArray[np.float64]]] | None:
        """Mean cash of each month, by strategy and line; None where it would take too much memory."""
        try:
            return cash_by_line(self.scenario, self.result.settings, self.threads)
        except SimulationError:
            return None

    @property
    def cash_futures(self) -> int:
        """How many futures `cash_by_line` is the mean of."""
        return min(self.result.settings.trajectories, MOST_FUTURES)

    @cached_property
    def pair(self) -> Pair | None:
        """The two strategies that are compared in detail; None where one alone may be chosen."""
        return pair_of(self.document, self.asked)

    @cached_property
    def moved(self) -> MovedMean:
        """What moves the mean saving of the pair, or the mean cost of the one that may be chosen alone."""
        choice = self.document["verdict"]
        return moved_mean(self.scenario, self.result.sample, self.pair, choice["recommended"], choice["horizon"])

    @cached_property
    def given(self) -> tuple[Assumption, ...]:
        """What the file gives as number, law or formula, in reading order."""
        return assumptions(self.scenario, self.made)

    @cached_property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What the file gives, by its effect on what `moved` is about; the rest in reading order."""
        values = self.result.sample.inputs[self.moved.horizon]
        return weighed(self.given, self.scenario, self.made, self.moved, values)

    @property
    def focus(self) -> str | None:
        """The first of the pair."""
        return None if self.pair is None else self.pair.strategy

    @property
    def scenario(self) -> Scenario:
        """The scenario that was run."""
        return self.result.scenario

    @property
    def document(self) -> dict[str, Any]:
        """The result as `--format json` prints it."""
        return self.result.document

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """Address and message of each warning: of the scenario, of old prices, of what the report had to leave out."""
        old = [(item.address, item.message) for item in price_warnings(self.scenario, self.made)]
        return [(item["address"], item["message"]) for item in self.document["warnings"]] + old + list(self.skipped)

    @cached_property
    def stories(self) -> dict[str, Story]:
        """The stories of this scenario, by name, in reading order.

        Names are those of the chart functions: what each option costs (`options`), what to budget (`budget`), when
        (`cumulative_cost`), the two best head to head (`savings`, `moves`, `frontier`), where it goes (`categories`,
        `first_estimate`), what decides (`drivers`), where the answer changes (`volume`, `heat_map`). Stories without
        data are left out.
        """
        result, asked, focus, view = self.result, self.asked, self.focus, View(self.document, 100)
        found: dict[str, Story] = {"options": OptionCosts.of(result)}
        found["budget"] = BudgetKept.of(result, strategy=asked)
        found["cumulative_cost"] = CumulativeCost.of(result, asked)
        if focus is not None:
            found["savings"] = Savings.of(result, asked)
        if policies_of(self.document, view.last):
            found["moves"] = Moves.of(result)
        if len(view.allowed) > 1 and not view.all_certain:
            found["frontier"] = Frontier.of(result)
        found["categories"] = CostByCategory.of(result, asked)
        found["first_estimate"] = FirstEstimate.of(result, asked)
        if self.moved.leading:
            found["drivers"] = Drivers.of(result, asked)
        if self.volume is not None:
            found["volume"] = VolumeChoice.of(self.volume.frame, self.scenario, footer=self._footer(self.volume))
        if self.grid is not None:
            found["heat_map"] = HeatMap.of(self.grid.frame, self.scenario, footer=self._footer(self.grid))
        return found

    @cached_property
    def stress_story(self) -> StressStory | None:
        """What the what-ifs do to the recommendation; None without any, and where nothing is random."""
        found = self.stress
        if found is None or not found.what_ifs or View(self.document, 100).all_certain:
            return None
        return StressStory.of(self.result, found)

    def _footer(self, swept: Swept) -> str:
        if View(self.document, 100).all_certain:
            return footer(self.scenario, swept.trajectories, self.result.settings.seed, certain=True)
        return footer(self.scenario, swept.trajectories, self.result.settings.seed) + " (each point)"
