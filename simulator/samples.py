"""A bounded sample of whole trajectories: inputs beside outcomes, for charts, audit, and what drives the result."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..configs import Scenario
from .engine import CHUNK, Job, run_chunk
from .lowering import lower
from .streams import Uniforms

__all__ = ["MOST_SAMPLES", "Samples", "centred_ranks", "rank_correlation", "take_samples"]

Array = NDArray[np.float64]

#: The first trajectories of a run, at most: 1,024 of each replicate.
MOST_SAMPLES = 16_384


@dataclass(frozen=True, eq=False)
class Samples:
    """The first trajectories of a run.

    Attributes
    ----------
    inputs : dict of str to float64, shape (trajectories,)
        By address: the value drawn; of what changes by the month, its mean; of a line of events, its total.
    tco, cash : dict of (strategy, horizon) to float64, shape (trajectories,)
    """

    inputs: dict[str, Array]
    tco: dict[tuple[str, int], Array]
    cash: dict[tuple[str, int], Array]

    @cached_property
    def input_ranks(self) -> dict[str, Array]:
        """Centred ranks of each input that varies, by address."""
        ranked = {address: centred_ranks(values) for address, values in self.inputs.items()}
        return {address: ranks for address, ranks in ranked.items() if ranks is not None}


def take_samples(scenario: Scenario, sampler: str, seed: int, trajectories: int) -> Samples:
    """Run the first trajectories again, keeping inputs and outcomes of each."""
    program = lower(scenario, probe=True)
    wanted = min(trajectories, MOST_SAMPLES)
    job = Job(program, Uniforms.of(program, sampler, seed), wanted)
    parts = [run_chunk(job, at, min(CHUNK, job.blocks - at)) for at in range(0, job.blocks, CHUNK)]
    results = np.concatenate(parts, axis=1)[:, :wanted] if parts else np.empty((program.layout.rows, 0))
    layout = program.layout
    last = layout.horizons[-1]
    keys = [(name, horizon) for name in layout.strategies for horizon in layout.horizons]
    return Samples(
        inputs={address: results[layout.row(row, last)].copy() for address, row in layout.inputs.items()},
        tco={(name, h): results[layout.row(layout.tco[name], h)].copy() for name, h in keys},
        cash={(name, h): results[layout.row(layout.cash[name], h)].copy() for name, h in keys},
    )


def centred_ranks(values: Array) -> Array | None:
    """Return ranks, ties sharing their mean rank, centred and of length 1; None where all values are equal."""
    _, where, counts = np.unique(values, return_inverse=True, return_counts=True)
    if counts.size < 2:
        return None
    ranks = (np.cumsum(counts) - (counts - 1) / 2.0)[where]
    ranks -= ranks.mean()
    return np.asarray(ranks / np.sqrt(ranks @ ranks), dtype=np.float64)


def rank_correlation(a: Array, b: Array) -> float:
    """Return Spearman's rank correlation from the centred ranks of two quantities."""
    return float(a @ b)
