"""What is read from a sweep: its varied values and its rows, the scenario's own values, how values are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from ...configs import Draw, Number, Quantity, Scenario
from ...simulator.studies.sweeps import COLUMNS
from ..words.layout import clean, shorten
from ..words.numbers import number
from .wording import axis_name

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "axes_of",
    "horizon_of",
    "likely",
    "median_of",
    "of_axis",
    "own_value",
    "own_words",
    "plain_range",
    "rows_of",
    "varied",
]

_OWNER: Final = 30  # columns of whose an input is


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


def rows_of(frame: pd.DataFrame, scenario: Scenario, horizon: int) -> list[dict[str, Any]]:
    """Return the rows of one horizon, of the strategies that may be chosen, in file order.

    Raises
    ------
    ValueError
        If there is nothing to choose between.
    """
    found = frame[(frame["horizon"] == horizon) & frame["strategy"].isin(scenario.allowed)]
    if found["strategy"].nunique() < 2 or scenario.baseline not in set(found["strategy"]):
        raise ValueError("the sweep has no strategy beside the baseline that may be chosen")
    plain = found.astype(object).where(found.notna(), None)
    order = list(scenario.strategies)
    rows = [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
    return sorted(rows, key=lambda row: order.index(row["strategy"]))


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


def _is_drawn(part: object) -> bool:
    return isinstance(part, Quantity) and isinstance(part.expression, Draw)


def likely(scenario: Scenario, address: str) -> tuple[float, float] | None:
    """Return P10 and P90 of a law at an address; None where it is no law."""
    from ...configs.addresses import all_places

    place = all_places(scenario).get(address)
    part = None if place is None else place.part
    if not (isinstance(part, Quantity) and isinstance(part.expression, Draw)):
        return None
    low, high = part.expression.law.ppf(np.array([0.1, 0.9]))
    return float(low), float(high)


def own_words(value: float, ends: tuple[float, float] | None) -> str:
    """Write the scenario's own value: `today 40,000`, or `median 28,300, P10 to P90 22,700 to 35,200`."""
    if ends is None:
        return f"today {number(value, 3)}"
    return f"median {number(value, 3)}, P10 to P90 {number(ends[0], 3)} to {number(ends[1], 3)}"


def axes_of(scenario: Scenario, addresses: Sequence[str]) -> tuple[str, ...]:
    """Return plain words for what is swept, as the tornado has them: with its owner where several have such one.

    The first value of a process is distinguished from its later ones: `requests per day at the start`.
    """
    from ...configs.addresses import all_places

    places = all_places(scenario).items()
    drawn = [address for address, place in places if not place.original and _is_drawn(place.part)]
    labels = {name: shorten(clean(strategy.label), _OWNER) for name, strategy in scenario.strategies.items()}
    if len(set(labels.values())) < len(labels):
        labels = {name: name.replace("_", " ") for name in labels}
    found = []
    for address in addresses:
        own, bracket, owner = axis_name(address, drawn, labels).partition(" (")
        found.append(f"{own}{' at the start' * address.endswith('.initial')}{bracket}{owner}")
    return tuple(found)


def of_axis(axis: str, amount: str) -> str:
    """Put an amount before what is counted, `5,200 requests per day`, or after what is not, `a pair hour of 6`."""
    own = axis.split(",")[0].split(" (")[0]  # without whose it is
    counted = any(word.endswith("s") and not word.endswith("ss") for word in own.split())
    return f"{amount} {axis}" if counted else f"a {axis} of {amount}"


def plain_range(values: Iterable[float]) -> str:
    """Write from where to where values go."""
    ordered = sorted(values)
    return f"{number(ordered[0], 3)} to {number(ordered[-1], 3)}"
