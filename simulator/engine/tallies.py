"""The tallies of scenarios that run as one program, one for each."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .program import Layout
from .tally import ChunkSums, Tally, UncountedChunk

__all__ = ["Tallies"]


class Tallies:
    """A tally for each of several scenarios whose results follow one another, row after row.

    It does for them all what a `Tally` does for one: the engine takes either.

    Parameters
    ----------
    layouts : list of Layout
        Of each scenario by itself.
    first : float64, shape (rows, trajectories)
        Results of the first block, of all of them.
    replicates : int

    Attributes
    ----------
    each : list of Tally
    """

    def __init__(self, layouts: list[Layout], first: NDArray[np.float64], replicates: int) -> None:
        """Begin without any."""
        starts = np.cumsum([0, *(layout.rows for layout in layouts)])
        self._slices = [slice(a, b) for a, b in pairwise(starts.tolist())]
        self.centre = first[:, 0].copy()
        self.each = [
            Tally(layout, first[rows], replicates, []) for layout, rows in zip(layouts, self._slices, strict=True)
        ]

    @property
    def trajectories(self) -> int:
        """Number of trajectories counted in each."""
        return self.each[0].trajectories

    def kept(self, first_block: int) -> NDArray[np.bool_]:
        """Return which rows `fold` counts, from a block on; of the others it takes the sums only."""
        return np.concatenate([tally.kept(first_block) for tally in self.each])

    def fold(self, chunk: UncountedChunk) -> list[ChunkSums]:
        """Count a chunk; see `Tally.fold`."""
        return [
            tally.fold(chunk._replace(results=chunk.results[rows], sums=chunk.sums[:, rows]))
            for tally, rows in zip(self.each, self._slices, strict=True)
        ]

    def add(self, chunk: list[ChunkSums]) -> None:
        """Add a chunk's sums and counts."""
        for tally, part in zip(self.each, chunk, strict=True):
            tally.add(part)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return what was counted as plain arrays by name; see `Tally.arrays`."""
        return {f"{k}.{name}": array for k, tally in enumerate(self.each) for name, array in tally.arrays().items()}

    def take(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Add what others have counted; see `Tally.take`."""
        for k, tally in enumerate(self.each):
            own = f"{k}."
            tally.take({name.removeprefix(own): array for name, array in arrays.items() if name.startswith(own)})

    def empty(self) -> Tallies:
        """Return tallies of the same run that have counted nothing."""
        other = copy(self)
        other.each = [tally.empty() for tally in self.each]
        return other
