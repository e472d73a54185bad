"""How the probability of being cheaper changes with volume, and where it is one half."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ...configs import Scenario
from ..words.names import capital, labels_of
from ..words.numbers import T90, months, number
from .story import Look, Series, Story, looks
from .swept import (
    EVEN,
    Crossing,
    axes_of,
    bound,
    crossings,
    horizon_of,
    of_axis,
    own_value,
    plain_range,
    rivals,
    spoken_of,
    uncertain,
    varied,
)
from .wording import LABEL, currency_of, fitting

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VolumeChance"]

_WIDE = 20.0  # largest value over smallest: from here on the axis is logarithmic
_MEDIAN = (
    " The mark is the median of the file's range, set as one value: the probability there differs from that in the "
    "rest of the report, where the value varies."
)


@dataclass(frozen=True, kw_only=True)
class VolumeChance(Story):
    """P(strategy beats the baseline) against one swept address.

    Attributes
    ----------
    address : str
    axis : str
        The address in plain words.
    logarithmic : bool
        Whether values are spread over a factor of 20 or more.
    baseline : str
    labels : dict of str to str
    looks : dict of str to Look
    horizon : int
    values : tuple of float
        Ascending.
    chance, low, high : dict of str to tuple of float
        By strategy other than the baseline: p_beats and its 90 % interval of the simulation, within 0 and 1.
    even : dict of str to float
        Where a strategy's probability first crosses one half, between two values of the sweep: its normal score is
        interpolated linearly there (in the logarithm of the value where the axis is logarithmic), which is exact for a
        probability that follows a normal distribution. Strategies without a crossing are left out.
    today : float or None
        The scenario's own value (its median), where it lies in the range.
    uncertain : bool
        Whether that is the median of a range. The probability there is not that of the report, where the value varies.
    """

    address: str
    axis: str
    logarithmic: bool
    baseline: str
    labels: dict[str, str]
    looks: dict[str, Look]
    horizon: int
    values: tuple[float, ...]
    chance: dict[str, tuple[float, ...]]
    low: dict[str, tuple[float, ...]]
    high: dict[str, tuple[float, ...]]
    even: dict[str, float]
    today: float | None
    uncertain: bool = False

    @property
    def mark(self) -> str:
        """The scenario's own value, and what it is called; empty where it is not on the axis."""
        return "" if self.today is None else f"{'median' if self.uncertain else 'today'} {number(self.today, 3)}"

    def even_words(self, name: str) -> str:
        """Return where a strategy is as often cheaper as not, or on which side of that it stays."""
        if name in self.even:
            return f"even at {number(self.even[name], 2)}"
        return "ahead" if max(self.chance[name]) > EVEN else "not ahead"

    @property
    def series(self) -> tuple[Series, ...]:
        """The probability of each strategy, then the ends of its interval, then the points at one half."""
        found = [Series(self.labels[name], self.values, p, name, "chance") for name, p in self.chance.items()]
        for name in self.chance:
            for key, ends in (("low", self.low), ("high", self.high)):
                found.append(
                    Series(f"{self.labels[name]}, simulation error, {key}", self.values, ends[name], name, key)
                )
        found += [
            Series(f"{self.labels[name]}, {self.even_words(name)}", (self.even[name],), (EVEN,), name, "even")
            for name in self.chance
            if name in self.even
        ]
        today = [] if self.today is None else [Series(self.mark, (self.today, self.today), (0.0, 1.0), role="today")]
        return (*found, *today)

    @property
    def across(self) -> str:
        """What is varied."""
        return capital(self.axis)

    @property
    def up(self) -> str:
        """A probability."""
        return "Probability of costing less"

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        scenario: Scenario,
        strategy: str | None = None,
        horizon: int | None = None,
        footer: str = "",
    ) -> VolumeChance:
        """Return the story of a sweep over one address, as `sweep` gives it.

        Parameters
        ----------
        frame : DataFrame
        scenario : Scenario
        strategy : str, optional
            The one that the headline is about; default: the one that is cheaper most often over all values.
        horizon : int, optional
            Months; default: the sweep's last.
        footer : str
            What the picture was made from; default: the config's hash.

        Raises
        ------
        ValueError
            If the sweep has not just one varied address of numbers, or lacks the strategy or the horizon.
        """
        (address,) = varied(frame, 1)
        over = horizon_of(frame, horizon)
        names = rivals(frame, scenario)
        rows = frame[frame["horizon"] == over].sort_values(address, kind="stable")
        values = tuple(float(x) for x in sorted(set(rows[address])))
        if len(values) < 2:
            raise ValueError(f"the sweep needs two values of {address} or more")
        chance, low, high = {}, {}, {}
        for name in names:
            of_one = rows[rows["strategy"] == name]
            if tuple(of_one[address]) != values:
                raise ValueError(f"the sweep needs each value of {address} once, for {name} too")
            p = [float(x) for x in of_one["p_beats"]]
            half = [0.0 if math.isnan(se) else T90 * float(se) for se in of_one["p_beats_se"].astype("float64")]
            chance[name] = tuple(p)
            low[name] = tuple(max(0.0, x - h) for x, h in zip(p, half, strict=True))
            high[name] = tuple(min(1.0, x + h) for x, h in zip(p, half, strict=True))
        logarithmic = values[0] > 0.0 and values[-1] >= _WIDE * values[0]
        found = {name: crossings(values, chance[name], logarithmic) for name in names}
        labels = labels_of({name: s.label for name, s in scenario.strategies.items()}, LABEL)
        varies = uncertain(scenario, address)
        (axis,), today = axes_of(scenario, (address,)), own_value(scenario, address, values)
        focus = spoken_of(rows, scenario, strategy)
        return cls(
            headline=fitting(
                {"focus": labels[focus], "baseline": labels[scenario.baseline]},
                partial(
                    _phrased,
                    axis,
                    found[focus],
                    chance[focus],
                    values,
                    "" if today is None else f"; {'median' if varies else 'today'} {number(today, 3)}",
                ),
            ),
            subtitle=f"Probability that it costs less than {labels[scenario.baseline]} over {months(over)}",
            note=(
                "Each point is a simulation of its own, with one value in place of the file's and everything else as "
                "in the file. Above the line at 50 % the strategy is cheaper more often than not. The band is the 90 % "
                "interval of the simulation; it may be too narrow to be seen."
                + (_MEDIAN if varies and today is not None else "")
            ),
            footer=footer or f"config {scenario.sha256[:8]}",
            currency=currency_of(scenario.currency),
            address=address,
            axis=axis,
            logarithmic=logarithmic,
            baseline=scenario.baseline,
            labels=labels,
            looks=looks(list(scenario.strategies)),
            horizon=over,
            values=values,
            chance=chance,
            low=low,
            high=high,
            even={name: places[0].value for name, places in found.items() if places},
            today=today,
            uncertain=varies,
        )


def _phrased(
    axis: str,
    places: list[Crossing],
    chance: tuple[float, ...],
    values: tuple[float, ...],
    now: str,
    w: dict[str, str],
) -> list[str]:
    """Say from which value on a strategy is cheaper more often than not, or how often it is at all of them."""
    focus, baseline = w["focus"], w["baseline"]
    if not places:
        rest = f"in {bound(chance)} of futures at {of_axis(axis, plain_range(values))}"
        return [f"{focus} is cheaper {rest}{now}", f"{focus} is cheaper {rest}"]
    first = places[0]
    where = of_axis(axis, f"about {number(first.value, 2)}")  # a sweep knows no more than two digits
    if len(places) > 1:
        changes = f"{focus} and {baseline} change places {len(places)} times"
        return [f"{changes}, first at {where}{now}", f"{changes}{now}"]
    if first.steep:  # from next to never to nearly always between two values
        where = f"somewhere in {of_axis(axis, f'{number(first.before, 3)} to {number(first.after, 3)}')}"
    begin = f"{'From' if first.rises else 'Up to'} {where} {focus} is"
    return [f"{begin} cheaper than {baseline} more often than not{now}", f"{begin} more often cheaper{now}"]
