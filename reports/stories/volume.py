"""How the chance to be cheaper moves with volume, and where it is a coin flip."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...configs import Scenario
from ..words.names import labels_of, months
from .story import Look, Story, looks
from .swept import (
    EVEN,
    Crossing,
    axes_of,
    contenders,
    crossings,
    horizon_of,
    of_axis,
    own_value,
    plain_range,
    readable,
    rivals,
    uncertain,
    varied,
)
from .wording import currency_of, fitting

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["VolumeChance"]

_LABEL = 40  # columns
_WIDE = 20.0  # largest value over smallest: from here on the axis is logarithmic
_MEDIAN = (
    " The mark is the median of the file's range, as one set value: the chance there differs from that of the other "
    "pages, where the value varies."
)
_T90: Final = 1.753  # Student's t of 15 degrees, two-sided 90 %: a sweep has 16 replicates


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
        By strategy other than the baseline: p_beats and its 90 % band of the simulation, within 0 and 1.
    even : dict of str to float
        Where a strategy's chance first crosses one half, between two values of the sweep: the chance's normal score is
        taken to be linear there (in the logarithm of the value where the axis is logarithmic), which a chance that
        follows a normal law is. Strategies without a crossing are not in it.
    today : float or None
        The scenario's own value (its median), where it lies in the range.
    uncertain : bool
        Whether that is the median of a range. The chance there is not that of the whole report, where it varies.
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
        """What the scenario's own value is called."""
        return "median" if self.uncertain else "today"

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
            The one that the headline is about; default: the one most often cheaper at today's volume.
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
            half = [0.0 if math.isnan(se) else _T90 * float(se) for se in of_one["p_beats_se"].astype("float64")]
            chance[name] = tuple(p)
            low[name] = tuple(max(0.0, x - h) for x, h in zip(p, half, strict=True))
            high[name] = tuple(min(1.0, x + h) for x, h in zip(p, half, strict=True))
        logarithmic = values[0] > 0.0 and values[-1] >= _WIDE * values[0]
        found = {name: crossings(values, chance[name], logarithmic) for name in names}
        labels = labels_of({name: s.label for name, s in scenario.strategies.items()}, _LABEL)
        varies = uncertain(scenario, address)
        (axis,), today = axes_of(scenario, (address,)), own_value(scenario, address, values)
        if strategy is not None and strategy not in names:
            raise ValueError(f"strategy needs to be one of {', '.join(names)}, got {strategy!r}")
        focus = strategy or max(
            contenders(names, scenario), key=lambda name: (_at(values, chance[name], today), sum(chance[name]))
        )
        return cls(
            headline=_headline(
                {"focus": labels[focus], "baseline": labels[scenario.baseline]},
                axis,
                found[focus],
                chance[focus],
                values,
                "" if today is None else f"; {'median' if varies else 'today'} {readable(today)}",
            ),
            subtitle=f"Share of futures in which it costs less than {labels[scenario.baseline]} over {months(over)}",
            note=(
                "Each point is a simulation of its own, with one value in place of the file's and all else as it is "
                "there. Above the line at 50 % the strategy is the cheaper one more often than not. The band is the "
                "error of the simulation, 90 %; it may be too narrow to be seen."
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


def _at(values: tuple[float, ...], chance: tuple[float, ...], today: float | None) -> float:
    """Return the chance at today's value, between two values of the sweep; without one, the mean."""
    if today is None:
        return sum(chance) / len(chance)
    at = max(1, next(k for k, value in enumerate(values) if value >= today))
    part = (today - values[at - 1]) / (values[at] - values[at - 1])
    return chance[at - 1] + part * (chance[at] - chance[at - 1])


def _headline(
    words: dict[str, str],
    axis: str,
    places: list[Crossing],
    chance: tuple[float, ...],
    values: tuple[float, ...],
    now: str,
) -> str:
    """Say from where on a strategy is the better bet, or that it is nowhere, or everywhere."""
    first = places[0] if places else None
    if first is None:
        over = of_axis(axis, plain_range(values))
        if min(chance) == EVEN < max(chance):
            return fitting(
                words,
                lambda said: (
                    f"{said['focus']} is cheaper than {said['baseline']} in half of all futures or more at {over}{now}"
                ),
                lambda said: f"{said['focus']} is the cheaper one in half of all futures or more at {over}",
            )
        if min(chance) > EVEN:
            return fitting(
                words,
                lambda said: f"{said['focus']} is cheaper than {said['baseline']} more often than not at {over}{now}",
                lambda said: f"{said['focus']} is the cheaper one more often than not at {over}{now}",
                lambda said: f"{said['focus']} is cheaper more often than not at {over}{now}",
                lambda said: f"{said['focus']} is cheaper more often than not at each value tried{now}",
            )
        up_to = of_axis(axis, readable(values[-1]))
        return fitting(
            words,
            lambda said: (
                f"At no value tried, up to {up_to}, is {said['focus']} cheaper than {said['baseline']} "
                f"more often than not{now}"
            ),
            lambda said: (
                f"At no value tried, up to {up_to}, is {said['focus']} the cheaper one more often than not{now}"
            ),
            lambda said: f"At no value up to {up_to} is {said['focus']} cheaper more often than not{now}",
            lambda said: f"At no value tried is {said['focus']} cheaper more often than not{now}",
        )
    where = of_axis(axis, f"about {readable(first.value, 2)}")  # more digits than two nobody knows from a sweep
    if len(places) > 1:
        return fitting(
            words,
            lambda said: (
                f"{said['focus']} and {said['baseline']} change places {len(places)} times, first at {where}{now}"
            ),
            lambda said: f"{said['focus']} and {said['baseline']} change places {len(places)} times{now}",
        )
    if first.steep:  # from next to never to next to always between two values
        where = of_axis(axis, f"{readable(first.before)} to {readable(first.after)}")
        begin = f"{'From' if first.rises else 'Up to'} somewhere in {where}"
    else:
        begin = f"{'From' if first.rises else 'Up to'} {where}"
    return fitting(
        words,
        lambda said: f"{begin} {said['focus']} is cheaper than {said['baseline']} more often than not{now}",
        lambda said: f"{begin} {said['focus']} is the cheaper one more often than not{now}",
        lambda said: f"{begin} {said['focus']} is more often cheaper{now}",
        lambda said: f"{begin} {said['focus']} is more often cheaper",
    )
