"""What is read from a sweep: its varied values, where the probability crosses one half, how values are written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from ...configs import Draw, Number, Quantity, Scenario
from ...simulator.studies.sweeps import COLUMNS
from ..words.names import labels_of
from ..words.numbers import number
from .wording import axis_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "EVEN",
    "Crossing",
    "axes_of",
    "bound",
    "crossings",
    "horizon_of",
    "median_of",
    "of_axis",
    "own_value",
    "plain_range",
    "rivals",
    "spoken_of",
    "uncertain",
    "varied",
]

_NEXT_TO: Final = 2e-4  # of 0 or 1: a jump from one to the other does not show the place in between
_OWNER: Final = 20  # columns of whose an input is, as in the tornado
#: As often cheaper as not.
EVEN: Final = 0.5


class Crossing(NamedTuple):
    """Where a chance passes one half, between two values of a sweep.

    Attributes
    ----------
    value : float
        The normal score of the chance is taken to be linear between them, in the logarithm of the value where the axis
        is logarithmic: so it is where the saving follows a normal law whose mean is.
    before, after : float
        The values of the sweep around it.
    rises : bool
    steep : bool
        Whether the probability jumps from next to 0 to next to 1, so that the place in between is not known.
    """

    value: float
    before: float
    after: float
    rises: bool
    steep: bool


def varied(frame: pd.DataFrame, count: int) -> tuple[str, ...]:
    """Return the varied addresses of a sweep.

    Raises
    ------
    ValueError
        If there are not just so many, or their values are no numbers.
    """
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise ValueError(f"frame needs to be what `sweep` returns: it lacks {', '.join(missing)}")
    addresses = tuple(str(name) for name in frame.columns if name not in COLUMNS)
    if len(addresses) != count:
        raise ValueError(
            f"the sweep needs to vary {count} {'address' if count == 1 else 'addresses'}, it varies {len(addresses)}"
        )
    for address in addresses:
        if not is_numeric_dtype(frame[address]) or is_bool_dtype(frame[address]):
            raise ValueError(f"the values of {address} need to be numbers, so that they have a place on an axis")
    return addresses


def horizon_of(frame: pd.DataFrame, horizon: int | None) -> int:
    """Return the horizon asked for, or a sweep's last.

    Raises
    ------
    ValueError
        If the sweep lacks it.
    """
    known = sorted({int(months) for months in frame["horizon"]})
    if horizon is None and known:
        return known[-1]
    if horizon is None or horizon not in known:
        raise ValueError(f"horizon needs to be one of {', '.join(map(str, known))}, got {horizon}")
    return horizon


def rivals(frame: pd.DataFrame, scenario: Scenario) -> list[str]:
    """Return the strategies of a sweep other than the baseline, in file order.

    Raises
    ------
    ValueError
        If there is none.
    """
    swept = set(frame["strategy"])
    found = [name for name in scenario.strategies if name in swept and name != scenario.baseline]
    if not found:
        raise ValueError("the sweep has no strategy beside the baseline")
    return found


def spoken_of(frame: pd.DataFrame, scenario: Scenario, strategy: str | None) -> str:
    """Return the strategy that a picture of a sweep is about: the one asked for, or else the one cheaper most often.

    Raises
    ------
    ValueError
        If the sweep does not compare that strategy with the baseline, or compares none.
    """
    names = rivals(frame, scenario)
    if strategy is None:
        means = frame.groupby("strategy", sort=False)["p_beats"].mean()
        return max(_contenders(names, scenario), key=lambda name: means[name])
    if strategy not in names:
        raise ValueError(f"strategy needs to be one of {', '.join(names)}, got {strategy!r}")
    return strategy


def _contenders(names: Sequence[str], scenario: Scenario) -> list[str]:
    """Return those a picture may speak of unasked: the ones that are not barred; all where every one is."""
    return [name for name in names if name in scenario.allowed] or list(names)


def median_of(scenario: Scenario, address: str) -> float | None:
    """Return the median of a number or a law at an address; None for a formula or a process."""
    from ...configs.addresses import all_places

    place = all_places(scenario).get(address)
    part = None if place is None else place.part
    if isinstance(part, Quantity) and isinstance(part.expression, Number):
        return float(part.expression.value)
    if isinstance(part, Quantity) and isinstance(part.expression, Draw):
        return float(part.expression.law.ppf(np.array([0.5]))[0])
    return None


def own_value(scenario: Scenario, address: str, values: Sequence[float]) -> float | None:
    """Return the scenario's own value at an address, the median of a law, where it lies among those of a sweep."""
    own = median_of(scenario, address)
    return own if own is not None and values[0] <= own <= values[-1] else None


def uncertain(scenario: Scenario, address: str) -> bool:
    """Tell whether the scenario's own value at an address is the median of a law, and no plain number."""
    from ...configs.addresses import all_places

    place = all_places(scenario).get(address)
    return place is not None and _is_drawn(place.part)


def _is_drawn(part: object) -> bool:
    return isinstance(part, Quantity) and isinstance(part.expression, Draw)


def axes_of(scenario: Scenario, addresses: Sequence[str]) -> tuple[str, ...]:
    """Return plain words for what is swept, as the tornado has them: with its owner where several have such one."""
    from ...configs.addresses import all_places

    places = all_places(scenario).items()
    drawn = [address for address, place in places if not place.original and _is_drawn(place.part)]
    labels = labels_of({name: strategy.label for name, strategy in scenario.strategies.items()}, _OWNER)
    return tuple(axis_name(address, drawn, labels) for address in addresses)


def crossings(values: Sequence[float], chance: Sequence[float], logarithmic: bool) -> list[Crossing]:
    """Return every place where a chance passes one half, rises from it or falls to it; to touch it is not to pass."""
    found = []
    last: int | None = None
    for at, p in enumerate(chance):
        if p == EVEN or math.isnan(p):
            continue
        if last is None and at and p > EVEN:
            found.append(Crossing(values[at - 1], values[at - 1], values[at], True, False))
        if last is not None and (chance[last] > EVEN) != (p > EVEN):
            before, after = values[last], values[at]
            if at > last + 1:  # one half exactly, at one value or several
                value = values[last + 1]
            else:
                one, other = _score(chance[last]), _score(p)
                part = one / (one - other)
                value = before * (after / before) ** part if logarithmic else before + part * (after - before)
            found.append(
                Crossing(
                    value,
                    before,
                    after,
                    p > EVEN,
                    max(min(p, 1.0 - p), min(chance[last], 1.0 - chance[last])) < _NEXT_TO,
                )
            )
        last = at
    if last is not None and last < len(values) - 1 and chance[last] > EVEN:
        found.append(Crossing(values[last + 1], values[last], values[last + 1], False, False))
    return found


def _score(chance: float) -> float:
    """Return the normal quantile of a chance; beyond 1 in 10,000 a sweep's points know none."""
    return NormalDist().inv_cdf(min(max(chance, 1e-4), 1.0 - 1e-4))


def of_axis(axis: str, amount: str) -> str:
    """Put an amount before what is counted, `5,200 requests per day`, or after what is not, `a pair hour of 6`."""
    own = axis.split(",")[0].split(" (")[0]  # without whose it is
    counted = any(word.endswith("s") and not word.endswith("ss") for word in own.split())
    return f"{amount} {axis}" if counted else f"a {axis} of {amount}"


def bound(chance: Sequence[float]) -> str:
    """Write the least of probabilities that are one half or more, else the largest: `at least 60 %`, `at most 37 %`."""
    least, most = min(chance), max(chance)
    if most <= EVEN or least < EVEN:
        return "under 1 %" if most < 0.01 else f"at most {math.ceil(100.0 * most - 1e-9)} %"
    return "over 99 %" if least > 0.99 else f"at least {math.floor(100.0 * least + 1e-9)} %"


def plain_range(values: Iterable[float]) -> str:
    """Write from where to where values go."""
    ordered = sorted(values)
    return f"{number(ordered[0], 3)} to {number(ordered[-1], 3)}"
