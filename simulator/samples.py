"""A bounded sample of whole trajectories: inputs beside outcomes, for charts, audit, sensitivity and contingency."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..configs import Scenario
from .engine.chunks import Job, Sample, run_chunk
from .engine.program import BLOCK, Program
from .engine.streams import REPLICATES, Uniforms
from .engine.threads import aside
from .lowering import lower_probed
from .tenths import InputEnds, Tenths, group_of

__all__ = [
    "MOST_SAMPLES",
    "RankedInput",
    "Samples",
    "ascending_order",
    "centred_ranks",
    "first_futures",
    "first_samples",
    "rank_correlation",
    "rank_correlations",
    "room_for",
    "samples_of",
]

Array = NDArray[np.float64]

#: The first trajectories of a run, at most: a block of each replicate. Rank correlations are then good to 0.01.
MOST_SAMPLES = REPLICATES * BLOCK

#: Inputs whose ranks are kept for the next sample, at most: 20 MB.
_MOST_KEPT = 128


@dataclass(frozen=True, eq=False)
class RankedInput:
    """An input in a sample of 32,768 trajectories at most, and what follows from its values alone.

    Attributes
    ----------
    values : float64, shape (trajectories,)
    order : int16, shape (trajectories,)
        In which they ascend.
    ranks : float64, shape (trajectories,)
        As `centred_ranks` gives them.
    square : float
        Sum of their squares.
    ends : InputEnds
    """

    values: Array
    order: NDArray[np.int16]
    ranks: Array
    square: float
    ends: InputEnds

    @classmethod
    def of(cls, values: Array) -> RankedInput | None:
        """Rank the values of an input, a copy of which is kept; return None where all are equal."""
        order, ascending = _ordered(values)
        ranks = _ranks_of(ascending, order)
        if ranks is None:
            return None
        small = order.astype(np.int16)
        return cls(values.copy(), small, ranks, float(ranks @ ranks), InputEnds.of(small, ascending))


#: The inputs of the last samples, by horizon and address: where one number is changed, most have the same values.
_kept: dict[tuple[int, str], RankedInput] = {}


def _ranked_input(place: tuple[int, str], values: Array) -> RankedInput | None:
    """Return an input as `RankedInput.of` does: the one that was there before, if its values have the same bits."""
    found = _kept.get(place)
    if found is None or not np.array_equal(found.values.view(np.int64), values.view(np.int64)):  # -0.0 is not 0.0
        found = RankedInput.of(values)
        if found is not None:
            if len(_kept) >= _MOST_KEPT and place not in _kept:
                _kept.clear()
            _kept[place] = found
    return found


@dataclass(frozen=True, eq=False)
class Samples:
    """The first trajectories of a run.

    Attributes
    ----------
    inputs : dict of int to dict of str to float64, shape (trajectories,)
        By horizon and address: the value drawn; of what changes by the month, its mean; of a line of events, its total.
    tco, cash : dict of (strategy, horizon) to float64, shape (trajectories,)
    line_cash : dict of (strategy, horizon) to dict of str to float64, shape (trajectories,)
        By line, buffer included; they add up to `cash`.
    """

    inputs: dict[int, dict[str, Array]]
    tco: dict[tuple[str, int], Array]
    cash: dict[tuple[str, int], Array]
    line_cash: dict[tuple[str, int], dict[str, Array]]

    @cached_property
    def ranked(self) -> dict[int, dict[str, RankedInput]]:
        """Each input that varies, with its ranks and both of its ends, by horizon and address."""
        ranked: dict[int, dict[str, RankedInput]] = {}
        known: dict[int, RankedInput | None] = {}  # what is drawn once is one array at every horizon
        for horizon, by_address in self.inputs.items():
            ranked[horizon] = {}
            for address, values in by_address.items():
                if id(values) not in known:
                    known[id(values)] = _ranked_input((horizon, address), values)
                if (found := known[id(values)]) is not None:
                    ranked[horizon][address] = found
        return ranked

    @cached_property
    def _tenths(self) -> dict[int, Tenths]:
        group = group_of(len(next(iter(self.tco.values()))))
        return {
            horizon: Tenths([end for each in of.values() for end in each.ends], group)
            for horizon, of in self.ranked.items()
        }

    def means_at_ends(self, output: Array, horizon: int) -> tuple[Array, Array]:
        """Return the means of an output at both ends of each input that varies, and by how much each group moves them.

        Parameters
        ----------
        output : float64, shape (trajectories,)
        horizon : int

        Returns
        -------
        tuple of float64, shapes (inputs, 2) and (inputs, 2, groups)
            Inputs in the order of `ranked`, the lowest tenth of each first.
        """
        means, moved = self._tenths[horizon].means(output)
        return means.reshape(-1, 2), moved.reshape(-1, 2, moved.shape[1])


def room_for(program: Program) -> Sample:
    """Return what a run has to keep for `Samples`, of a program that probes."""
    layout = program.layout
    rows = [layout.probe_row(row, h) for h in layout.horizons for row in layout.inputs.values()]
    rows += [layout.row(row, h) for of in (layout.tco, layout.cash) for row in of.values() for h in layout.horizons]
    rows += [layout.probe_row(row, h) for h in layout.horizons for row in layout.line_cash.values()]
    return Sample(program, np.array(rows, dtype=np.int64), np.empty((len(rows), MOST_SAMPLES)))


def first_futures(job: Job, rows: NDArray[np.int64]) -> Array:
    """Run the first futures of a job again; they are those of every run with the same seed.

    Parameters
    ----------
    job : Job
        Its trajectories are how many.
    rows : int64, shape (kept rows,)
        Of the program's results.

    Returns
    -------
    float64, shape (kept rows, trajectories)
    """
    kept = np.empty((rows.size, job.trajectories))
    results = np.empty((job.program.layout.rows, BLOCK))
    for block in range(job.blocks):
        at = slice(block * BLOCK, min((block + 1) * BLOCK, job.trajectories))
        done = run_chunk(job, block, 1, results=results) if block else aside(lambda: run_chunk(job, 0, 1))
        kept[:, at] = done.results[rows, : at.stop - at.start]
    return kept


def first_samples(scenario: Scenario, sampler: str, seed: int, trajectories: int) -> Samples:
    """Return the samples that a run of so many trajectories keeps."""
    plain, probing = lower_probed(scenario)
    sample, n = room_for(probing), min(trajectories, MOST_SAMPLES)
    sample.values[:, :n] = first_futures(Job(probing, Uniforms.of(plain, sampler, seed), n), sample.rows)
    return samples_of(sample, n)


def samples_of(sample: Sample, trajectories: int) -> Samples:
    """Return the samples that a run has kept, `trajectories` at most."""
    layout = sample.program.layout
    found = iter(sample.values[:, :trajectories])
    keys = [(name, horizon) for name in layout.strategies for horizon in layout.horizons]
    inputs: dict[int, dict[str, Array]] = {}
    for horizon in layout.horizons:
        inputs[horizon] = {address: next(found) for address in layout.inputs}
        for before in list(inputs.values())[-2:-1]:  # what is drawn once is kept once: a pickle is half as large
            inputs[horizon] |= {a: before[a] for a, x in inputs[horizon].items() if np.array_equal(x, before[a])}
    samples = Samples(
        inputs=inputs,
        tco={key: next(found) for key in keys},
        cash={key: next(found) for key in keys},
        line_cash={key: {} for key in keys},
    )
    for horizon in layout.horizons:
        for name, line in layout.line_cash:
            samples.line_cash[name, horizon][line] = next(found)
    return samples


def centred_ranks(values: Array) -> Array | None:
    """Return twice the ranks less their mean, ties sharing their mean rank; None where all values are equal.

    They are whole numbers, so that sums of them add up exactly.
    """
    order, ascending = _ordered(values)
    return _ranks_of(ascending, order)


def _ranks_of(ascending: Array, order: NDArray[np.int64]) -> Array | None:
    n, rises = order.size, ascending[1:] != ascending[:-1]
    different = 1 + int(np.count_nonzero(rises))
    if different < 2:
        return None
    ranks = np.empty(n)
    if different == n:
        ranks[order] = np.arange(1.0 - n, n, 2.0)
        return ranks
    starts = np.concatenate([[0], np.flatnonzero(rises) + 1])
    counts = np.diff(starts, append=n)
    ranks[order] = np.repeat(2.0 * starts + counts - n, counts)
    return ranks


def ascending_order(values: Array) -> NDArray[np.int64]:
    """Return the order of the values, equal ones in that of their places: as NumPy does, several times faster."""
    return _ordered(values)[0]


def _ordered(values: Array) -> tuple[NDArray[np.int64], Array]:
    """Return the order of the values, and them in this order.

    NumPy orders 16 bits in no time. By the place of each value in the range they are nearly in order, and NumPy's sort
    takes what is in order already as it is.
    """
    low = values.min()
    spread = values.max() - low
    if not 0.0 < spread < np.inf:
        order = np.argsort(values, kind="stable")
        return order, values[order]
    places = values - low
    places /= spread
    places *= np.iinfo(np.uint16).max
    order = np.argsort(places.astype(np.uint16), kind="stable")
    order = order[np.argsort(values[order], kind="stable")]
    return order, values[order]


def rank_correlation(a: Array, b: Array) -> float:
    """Return Spearman's rank correlation from the centred ranks of two quantities."""
    # not `a @ b`: from 300,000 ranks on the sums are rounded, and a library's bytes depend on its number of threads
    return float((a * b).sum() / math.sqrt((a * a).sum() * (b * b).sum()))


def rank_correlations(inputs: Iterable[RankedInput], ranks: Array) -> list[float]:
    """Return the rank correlation of each input of a sample with a quantity of these ranks.

    A sample has so few futures that all sums are exact: by how many threads a library adds them up changes no byte.
    """
    square = float(ranks @ ranks)
    return [float(each.ranks.dot(ranks)) / math.sqrt(each.square * square) for each in inputs]
