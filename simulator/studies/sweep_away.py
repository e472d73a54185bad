"""The points of a sweep on other machines: a piece of work is some neighbouring points."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..engine.chunks import digest_of, first_results
from ..engine.dispatch import OTHER_BITS, Pace, ahead_of, run_away
from ..engine.errors import SimulationError
from .axes import ValueGrid
from .points import PointRunner, Totals

__all__ = ["FailedPoint", "found_away"]

#: What is kept of a point.
Read = Callable[[Totals], Any]


class FailedPoint(SimulationError):
    """A point has no result; those before it had one."""


@dataclass(frozen=True, eq=False)
class _Points:
    """`dispatch.Work` whose units are points: scenarios are read and programs made where they run."""

    points: ValueGrid
    runner: PointRunner
    read: Read
    bits: str

    def prepare(self) -> None:
        """Compile the kernels; refuse a machine that computes other bits.

        Raises
        ------
        SimulationError
        """
        if _bits(self.points, self.runner) != self.bits:
            raise SimulationError(OTHER_BITS)

    def run(self, first: int, count: int) -> tuple[list[Any], str | None]:
        """Return what was found of each point, and the error of the first one that failed."""
        found: list[Any] = []
        runner = replace(self.runner, _uniforms={})  # pieces on other threads have their own
        try:
            for totals in runner.run(itertools.islice(self.points.scenarios([], first), count)):
                found.append(self.read(totals))
        except SimulationError as error:
            return found, str(error)
        return found, None


def found_away(
    points: ValueGrid, runner: PointRunner, read: Read, first: int, progress: Callable[[int], None]
) -> Iterator[Any]:
    """Yield what is read of the points from `first` on, in their order; the runner's executor runs them.

    Parameters
    ----------
    points : ValueGrid
    runner : PointRunner
    read : callable
        A function of a module: other processes import it.
    first : int
    progress : callable
        Called with the trajectories done.

    Raises
    ------
    FailedPoint
        In the turn of a point that fails.
    """
    here = replace(runner, executor=None, threads=1)
    work = _Points(points, here, read, _bits(points, here))
    pace = Pace(1, ahead_of(runner.executor, runner.ahead, runner.threads))
    early: dict[int, tuple[int, list[Any], str | None]] = {}
    turn, done = first, 0
    for (at, count), (found, error) in run_away(runner.executor, work, _pieces(first, len(points), pace), pace):
        early[at] = count, found, error
        done += len(found)
        progress(done * runner.trajectories)
        while turn in early:
            count, found, error = early.pop(turn)
            turn += count
            yield from found
            if error is not None:
                raise FailedPoint(error)


def _pieces(first: int, points: int, pace: Pace) -> Iterator[tuple[int, int]]:
    while first < points:
        count = pace.size(points - first)
        yield first, count
        first += count


def _bits(points: ValueGrid, runner: PointRunner) -> str:
    return digest_of(first_results(runner.job_of([points.scenario])))
