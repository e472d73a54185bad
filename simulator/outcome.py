"""What a run leaves behind: all that its document and its tables are made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..configs import Scenario
from .engine.tally import Tally
from .samples import Samples, take_samples

__all__ = ["Outcome", "RunSettings"]


@dataclass(frozen=True)
class RunSettings:
    """What a run was asked for, besides its scenario."""

    trajectories: int
    sampler: str
    seed: int
    replicates: int


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
    """

    scenario: Scenario
    settings: RunSettings
    tally: Tally
    points: dict[tuple[str, int], float]

    @cached_property
    def sample(self) -> Samples:
        """The first trajectories, inputs beside outcomes."""
        settings = self.settings
        return take_samples(self.scenario, settings.sampler, settings.seed, settings.trajectories)
