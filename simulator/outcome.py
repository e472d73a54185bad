"""What a run leaves behind: all that its document and its tables are made from."""

from __future__ import annotations

from dataclasses import dataclass

from ..configs import Scenario
from .engine.tally import Tally
from .samples import Samples

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
    sample : Samples
        The first trajectories, inputs beside outcomes.
    """

    scenario: Scenario
    settings: RunSettings
    tally: Tally
    points: dict[tuple[str, int], float]
    sample: Samples
