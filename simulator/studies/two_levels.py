"""A run on two levels, which keeps what we do not know apart from what varies.

What is drawn once a trajectory, a price, a share, a rate, has one true value that is not known yet: its law is a belief
(a *prior*). Monthly draws, paths and events vary on, however much is known. So an outer loop draws what is not known,
and an inner one, for each of these, everything else. Each outer run has its own S-curve; together they are a band.

Inside an outer run all draws of the first kind are fixed: they read Sobol dimensions whose points are one number, the
outer point. So it is the same program. A block of the inner loop is a net of 512 points with a random shift of its own;
blocks are independent, which shows the error of each outer run.

Source: D. E. Burmaster and A. M. Wilson, *An introduction to second-order random variables in human health risk
assessments* (1996); A. B. Owen, *Monte Carlo theory, methods and examples*, chapter 17 (randomised nets).
"""

from __future__ import annotations

import operator
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from os import PathLike

import numpy as np
from numpy.typing import NDArray

from ...configs import Draw, EventSeries, Growth, Scenario, Timing, walk
from ..arguments import as_scenario
from ..engine.chunks import Job, run_chunk
from ..engine.finite import check_finite
from ..engine.program import BLOCK, Program
from ..engine.sampling import MAX_DIMENSIONS, counter_points, scramble, sobol_points, stream_key
from ..engine.streams import Uniforms
from ..engine.threads import in_threads
from ..lowering import lower_totals, together
from ..lowering.dimensions import before_month_1
from ..simulation import available_processors
from .uncertainty_bands import Uncertainty, describe

__all__ = ["DEFAULT_INNER", "DEFAULT_OUTER", "two_level"]

DEFAULT_OUTER = 200
DEFAULT_INNER = 4096

_STREAM = 0x20712  # first word of the shifts' spawn key: keeps them apart from every other stream of the seed
_MOST = 2**22  # trajectories: each keeps every strategy's cost
_FEWEST_OUTER = 20
_FEWEST_BLOCKS = 2  # of an outer run: less shows no error

Array = NDArray[np.float64]


def two_level(
    scenario: Scenario | str | PathLike[str],
    outer: int = DEFAULT_OUTER,
    inner: int = DEFAULT_INNER,
    *,
    seed: int = 0,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Uncertainty:
    """Separate unknown constants (epistemic) from random variation (aleatory).

    Parameters
    ----------
    scenario : Scenario, str or path
        A scenario, or what `load` takes.
    outer : int
        How often what is drawn once a trajectory is drawn: 20 or more.
    inner : int
        Futures for each of these, in which all else varies: rounded up to a multiple of 512, at least 1,024.
    seed : int
    threads : int, optional
        Default: every processor. Changes no digit.
    progress : callable, optional
        Called with the futures done and wanted.

    Returns
    -------
    Uncertainty
        For each strategy and horizon the band around its percentiles and its S-curve, and how much of the variance
        is due to what is not known; the band of each probability of beating the baseline. Figures of all futures
        and ends of bands have 90 % intervals, as there are few outer runs (`band_errors`).

    Raises
    ------
    ValueError
        If an argument is out of its range.
    SimulationError
        If some future has no finite cost, or a number of events is impossible.
    """
    scenario = as_scenario(scenario)
    outer, inner = operator.index(outer), operator.index(inner)
    blocks = max(_FEWEST_BLOCKS, -(-inner // BLOCK))
    if outer < _FEWEST_OUTER:
        raise ValueError(f"outer needs to be {_FEWEST_OUTER} or more, got {outer}")
    if inner < 1:
        raise ValueError(f"inner needs to be 1 or more, got {inner}")
    if outer * blocks * BLOCK > _MOST:
        raise ValueError(f"outer x inner needs to be at most {_MOST:,}, got {outer * blocks * BLOCK:,}")
    if seed < 0:
        raise ValueError(f"seed needs to be 0 or more, got {seed}")
    if threads is not None and threads < 1:
        raise ValueError(f"threads needs to be 1 or more, got {threads}")
    levels = Levels.of(scenario, outer, blocks, seed)
    costs = levels.run(threads or available_processors(), progress)
    halved_by = _halved_by(outer, blocks)
    return describe(scenario, costs, seed=seed, priors=list(levels.priors), halved_by=halved_by)


def _halved_by(outer: int, blocks: int) -> dict[str, int] | None:
    """Return the run with four times the outer draws, so half the errors; None where no run can hold it."""
    wanted = 4 * outer
    room = min(blocks, _MOST // (wanted * BLOCK))
    return {"outer": wanted, "inner": room * BLOCK} if room >= _FEWEST_BLOCKS else None


@dataclass(frozen=True, eq=False)
class Levels:
    """A program whose draws of one kind are fixed within an outer run.

    Attributes
    ----------
    program : Program
    priors : tuple of str
        Addresses of what is drawn once for an outer run, each once.
    points : uint32, shape (streams, outer)
        Rows of their streams.
    """

    program: Program
    priors: tuple[str, ...]
    points: NDArray[np.uint32]
    blocks: int
    seed: int
    keys: NDArray[np.uint32]
    matrix: NDArray[np.uint32]

    @classmethod
    def of(cls, scenario: Scenario, outer: int, blocks: int, seed: int) -> Levels:
        """Lower a scenario, and draw the outer points."""
        draft = lower_totals(scenario)
        program = together([draft])
        renewed = set(_renewed(scenario))
        rows = [
            row
            for row, stream in enumerate(draft.builder.streams)
            if stream.kind == "once" and stream.address not in renewed
        ]
        inner_dimensions = program.dimensions
        matrix, shift = scramble(seed, 2, max(inner_dimensions, min(len(rows), MAX_DIMENSIONS)))
        points = np.empty((len(rows), outer), np.uint32)
        for k, row in enumerate(rows):
            if k < MAX_DIMENSIONS:
                points[k] = sobol_points(matrix, shift, 0, k, 0, outer)
            else:
                points[k] = counter_points(0, outer, 0, *stream_key(seed, f"{program.addresses[row]}#outer"))
        dimension = program.dimension.copy()
        dimension[rows, 0] = inner_dimensions + np.arange(len(rows))
        still = np.zeros((1, len(rows), 32), np.uint32)  # points that are their shift alone
        keys = np.array([stream_key(seed, address) for address in program.addresses], np.uint32).reshape(-1, 2)
        return cls(
            program=replace(program, dimension=dimension),
            priors=tuple(dict.fromkeys(program.addresses[row] for row in rows)),  # a correlated draw is two streams
            points=points,
            blocks=blocks,
            seed=seed,
            keys=keys,
            matrix=np.concatenate([matrix[1:2, :inner_dimensions], still], axis=1),
        )

    def run(self, threads: int, progress: Callable[[int, int], None] | None) -> dict[tuple[str, int], Array]:
        """Return each strategy's TCO at each horizon, shape (outer, blocks, 512), by (strategy, horizon)."""
        program, layout = self.program, self.program.layout
        outer, free = self.points.shape[1], self.matrix.shape[1] - len(self.points)
        keys = [(name, horizon) for name in layout.strategies for horizon in layout.horizons]
        rows = [layout.row(layout.tco[name], horizon) for name, horizon in keys]
        found = np.empty((len(keys), outer, self.blocks, BLOCK))
        scratch = threading.local()
        lock = threading.Lock()
        done = 0

        def work(at: int) -> None:
            nonlocal done
            if not hasattr(scratch, "results"):
                scratch.results = np.empty((layout.rows, BLOCK))
            for block, shift in enumerate(self._shifts(at, free)):
                uniforms = Uniforms(True, 1, self.keys, self.matrix, shift)
                job = Job(program, uniforms, outer * self.blocks * BLOCK)
                results = run_chunk(job, at * self.blocks + block, 1, results=scratch.results).results
                found[:, at, block] = results[rows]
            with lock:
                done += self.blocks * BLOCK
                if progress is not None:
                    progress(done, found[0].size)

        in_threads(work, range(outer), threads)
        costs = dict(zip(keys, found, strict=True))
        for (name, horizon), values in costs.items():
            check_finite(name, values, horizon)
        return costs

    def _shifts(self, outer: int, free: int) -> Iterator[NDArray[np.uint32]]:
        """Yield the shift of each block of an outer run, shape (1, dimensions): its own, and the outer point."""
        stream = np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=(_STREAM, outer)))
        for _ in range(self.blocks):
            own = stream.random_raw(free).astype(np.uint64) >> np.uint64(32)
            yield np.concatenate([own.astype(np.uint32), self.points[:, outer]])[None]


def _renewed(scenario: Scenario) -> Iterator[str]:
    """Yield what is drawn once and is random variation all the same: the first of many draws of one kind.

    These are the first interval of events, of which those that follow are drawn for each, and the noise in the last of
    a process's actuals: it is that of one month, as the noise of every later month is.
    """
    timings: list[Timing] = []
    sources = list(scenario.drivers.values())
    for strategy in scenario.strategies.values():
        sources += strategy.inputs.values()
        timings += [line.timing for line in strategy.lines.values()]
    timings += [source.timing for source in sources if isinstance(source, EventSeries)]
    yield from (before_month_1(source) for source in sources if isinstance(source, Growth) and source.actuals)
    for timing in timings:
        if timing.gap is not None:
            yield from (part.address for part in walk(timing.gap.expression) if isinstance(part, Draw))
