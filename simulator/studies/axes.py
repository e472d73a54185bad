"""The axes of a sweep: which addresses take which values, and the grid of points they span."""

from __future__ import annotations

import itertools
import math
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...configs import ConfigError, Problem, Scenario
from ...configs.checks.once_or_monthly import varying_names

__all__ = ["ValueGrid", "grid", "varies_by_month"]

_MOST_POINTS = 1_000_000
_KEPT = 512  # scenarios that are kept from the check to the run; those of a larger grid are read again


def varies_by_month(scenario: Scenario, address: str) -> bool:
    """Return whether an address is a driver that varies by month, which one number in its place ends."""
    name = address.removeprefix("drivers.")
    return name != address and name in varying_names(scenario.drivers, lambda _: False)


def grid(low: float, high: float, count: int, log: bool = False) -> list[float]:
    """Return values from low to high, both included.

    Parameters
    ----------
    low, high : float
    count : int
        2 or more.
    log : bool
        Whether neighbours have the same ratio, rather than the same difference; needs positive ends.

    Returns
    -------
    list of float, or of int where both ends and all steps are whole
        Ascending or descending.

    Raises
    ------
    ValueError
    """
    if count < 2:
        raise ValueError(f"a grid has 2 values or more, got {count}")
    if count > _MOST_POINTS:
        raise ValueError(f"a grid has at most {_MOST_POINTS:,} values, got {count:,}")
    if not (_is_finite(low) and _is_finite(high)) or low == high:
        raise ValueError(f"a grid needs two finite ends that differ, got {low} and {high}")
    if not math.isfinite(float(high) - float(low)):
        raise ValueError(f"the width of a grid from {low} to {high} overflows")
    if not log:
        values = [float(x) for x in np.linspace(low, high, count)]
        whole = isinstance(low, int) and isinstance(high, int) and (high - low) % (count - 1) == 0
        return [round(x) for x in values] if whole else values
    if low <= 0 or high <= 0:
        raise ValueError(f"a logarithmic grid needs ends above 0, got {low} and {high}")
    inner = np.exp(np.linspace(math.log(low), math.log(high), count))[1:-1]
    return [float(low), *(float(x) for x in inner), float(high)]


@dataclass(frozen=True, eq=False)
class ValueGrid:
    """Every combination of values, the last address fastest, and the scenario of each.

    Attributes
    ----------
    scenario : Scenario
    addresses : tuple of str
    axes : tuple of tuple
        The values of each address.
    """

    scenario: Scenario
    addresses: tuple[str, ...]
    axes: tuple[tuple[Any, ...], ...]

    @classmethod
    def of(cls, scenario: Scenario, vary: Mapping[str, Iterable[Any]]) -> ValueGrid:
        """Return the grid of `{address: values}`.

        Raises
        ------
        TypeError
            If it is no mapping.
        ValueError
            If there is nothing to vary, an address twice or within another one, or an axis without values.
        """
        if not isinstance(vary, Mapping):
            raise TypeError(f"`{{address: values}}` is what varies, such as {{{str(vary)!r}: [1, 2]}}, got {vary!r}")
        axes: dict[str, tuple[Any, ...]] = {}
        for typed, values in vary.items():
            address = ".".join(part.strip() for part in str(typed).split("."))
            if isinstance(values, str | bytes | Mapping) or not isinstance(values, Iterable):
                raise ValueError(f"{address}: the values to try need to be a list, got {values!r}")
            for other in axes:
                if f"{address}.".startswith(f"{other}.") or f"{other}.".startswith(f"{address}."):
                    raise ValueError(f"{other} and {address} cannot both vary: one contains the other")
            few = itertools.islice(values, _MOST_POINTS + 1)  # an endless iterator is refused, too
            axes[address] = tuple(x.tolist() if isinstance(x, np.generic | np.ndarray) else x for x in few)
            if not axes[address]:
                raise ValueError(f"{address}: no values to try")
        if not axes:
            raise ValueError("nothing to vary: name an address and its values")
        found = cls(scenario, tuple(axes), tuple(axes.values()))
        if math.prod(map(len, axes.values())) > _MOST_POINTS:  # which may be more than `len` can say
            raise ValueError(f"a sweep has at most {_MOST_POINTS:,} points; this one has more")
        return found

    def __len__(self) -> int:
        """Number of points."""
        return math.prod(len(axis) for axis in self.axes)

    def points(self) -> Iterator[dict[str, Any]]:
        """Yield the values of each point by address."""
        for values in itertools.product(*self.axes):
            yield dict(zip(self.addresses, values, strict=True))

    def check(self) -> list[Scenario]:
        """Check every point; return the scenarios of the first ones, for `scenarios`.

        Raises
        ------
        ConfigError
            With the mistakes of all points, each of them once.
        """
        kept: list[Scenario] = []
        problems: dict[Hashable, Problem] = {}
        for values in self.points():
            try:
                scenario = self.scenario.with_values(values)
            except ConfigError as error:
                problems |= {_once(problem): problem for problem in error.problems}
            else:
                if len(kept) < _KEPT and not problems:
                    kept.append(scenario)
        if problems:
            raise ConfigError(list(problems.values()))
        return kept

    def scenarios(self, kept: list[Scenario], first: int = 0) -> Iterator[Scenario]:
        """Yield the scenarios of the points from `first` on; those that `check` kept are not read again."""
        for at, values in enumerate(itertools.islice(self.points(), first, None), first):
            yield kept[at] if at < len(kept) else self.scenario.with_values(values)


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number larger than any other
        return False


def _once(problem: Problem) -> Hashable:
    """Return what distinguishes mistakes: a wrong address is one mistake, with all of its values."""
    return problem.message if problem.message.startswith(("no such address", "unknown key")) else problem
