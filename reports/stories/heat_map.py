"""Where on two axes a strategy is cheaper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...configs import Scenario
from ..words.names import labels_of, months
from .story import Story, looks
from .swept import (
    EVEN,
    Crossing,
    axes_of,
    contenders,
    crossings,
    horizon_of,
    of_axis,
    own_value,
    readable,
    rivals,
    uncertain,
    varied,
)
from .wording import currency_of, fitting, in_percent

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HeatMap"]

_LABEL = 40  # columns
_DEEPEST = 0.6  # of a strategy's colour, the rest white: dark numbers are read on it at 7 to 1
_WIDE = 4.0  # largest value over smallest: from here on values are taken to be spread by ratios


@dataclass(frozen=True, kw_only=True)
class HeatMap(Story):
    """P(strategy beats the baseline) over two swept addresses.

    Attributes
    ----------
    strategy, baseline : str
    labels : dict of str to str
    horizon : int
    addresses : tuple of (str, str)
        Of the columns and of the rows.
    axes : tuple of (str, str)
        The same in plain words.
    columns, rows : tuple of float
        Ascending values of each address.
    chance : tuple of tuple of float
        By row, then by column.
    low_colour, high_colour : str
        The baseline's colour in every picture, of cells where `strategy` hardly ever is the cheaper one; and that of
        `strategy`, of cells where it nearly always is.
    today : tuple of (float, float), optional
        The scenario's own values (their medians) of column and row, where both lie on the map.
    uncertain : bool
        Whether one of these is the median of a range.
    """

    strategy: str
    baseline: str
    labels: dict[str, str]
    horizon: int
    addresses: tuple[str, str]
    axes: tuple[str, str]
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    chance: tuple[tuple[float, ...], ...]
    low_colour: str
    high_colour: str
    today: tuple[float, float] | None = None
    uncertain: bool = False

    @property
    def mark(self) -> str:
        """What the scenario's own values are called."""
        return "medians of the file" if self.uncertain else "today"

    def colour_of(self, share: float) -> str:
        """Return the paper of a cell, `#rrggbb`: white at one half, a light tone of who is cheaper the surer it is."""
        colour = self.high_colour if share >= EVEN else self.low_colour
        part = _DEEPEST * min(abs(share - EVEN) / EVEN, 1.0)
        parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
        return "#" + "".join(f"{round(255.0 + part * (each - 255.0)):02x}" for each in parts)

    @classmethod
    def of(
        cls,
        frame: pd.DataFrame,
        scenario: Scenario,
        strategy: str | None = None,
        horizon: int | None = None,
        footer: str = "",
    ) -> HeatMap:
        """Return the story of a sweep over two addresses, as `sweep` gives it.

        Raises
        ------
        ValueError
            If the sweep has not just two varied addresses of numbers, or lacks the strategy or the horizon.
        """
        across, up = varied(frame, 2)
        over = horizon_of(frame, horizon)
        names = rivals(frame, scenario)
        if strategy is not None and strategy not in names:
            raise ValueError(f"strategy needs to be one of {', '.join(names)}, got {strategy!r}")
        rows = frame[frame["horizon"] == over]
        means = rows.groupby("strategy", sort=False)["p_beats"].mean()
        name = max(contenders(names, scenario), key=lambda one: means[one]) if strategy is None else strategy
        of_one = rows[rows["strategy"] == name]
        found = {(x, y): float(p) for x, y, p in zip(of_one[across], of_one[up], of_one["p_beats"], strict=True)}
        xs = tuple(float(x) for x in sorted(set(of_one[across])))
        ys = tuple(float(y) for y in sorted(set(of_one[up])))
        if len(found) != len(xs) * len(ys) or len(found) != len(of_one) or min(len(xs), len(ys)) < 2:
            raise ValueError("the sweep needs two values or more of each address, and each combination of them once")
        chance = tuple(tuple(found[x, y] for x in xs) for y in ys)
        labels = labels_of({one: s.label for one, s in scenario.strategies.items()}, _LABEL)
        own = own_value(scenario, across, xs), own_value(scenario, up, ys)
        first, second = axes_of(scenario, (across, up))
        axes = first, second
        look = looks(list(scenario.strategies))
        varies = uncertain(scenario, across) or uncertain(scenario, up)
        words = {"focus": labels[name], "baseline": labels[scenario.baseline]}
        return cls(
            headline=_headline(words, axes, xs, chance),
            subtitle=(
                f"Share of futures, in %, in which {labels[name]} costs less than {labels[scenario.baseline]} "
                f"over {months(over)}"
            ),
            note=(
                "Each cell is a simulation of its own, with these two values in place of the file's and all else as "
                "it is there. Cells above 50 % are those where the strategy is the cheaper one more often than not; "
                "the line between them and the others is where it is a coin flip. The deeper the colour, the surer, in "
                "that of the cheaper one."
                + (" The frame stands at the medians of the file, as set values." if varies and None not in own else "")
            ),
            footer=footer or f"config {scenario.sha256[:8]}",
            currency=currency_of(scenario.currency),
            strategy=name,
            baseline=scenario.baseline,
            labels=labels,
            horizon=over,
            addresses=(across, up),
            axes=axes,
            columns=xs,
            rows=ys,
            chance=chance,
            low_colour=look[scenario.baseline].colour,
            high_colour=look[name].colour,
            today=None if own[0] is None or own[1] is None else (own[0], own[1]),
            uncertain=varies,
        )


def _headline(
    words: dict[str, str],
    axes: tuple[str, str],
    columns: tuple[float, ...],
    chance: tuple[tuple[float, ...], ...],
) -> str:
    """Say between which values the answer flips, or that it does not."""
    cells = [p for row in chance for p in row]
    wins = sum(p > EVEN for p in cells)
    logarithmic = columns[0] > 0.0 and columns[-1] >= _WIDE * columns[0]
    flips = [crossings(columns, row, logarithmic) for row in chance]
    single = [places[0] for places in flips if len(places) == 1]
    clear = len(single) == len(flips) and len({place.rises for place in single}) == 1

    if wins == len(cells):
        least = in_percent(min(cells))
        return fitting(
            words,
            lambda said: (
                f"{said['focus']} is more often cheaper than {said['baseline']} everywhere on this map: "
                f"at least in {least} of futures"
            ),
            lambda said: (
                f"{said['focus']} is more often cheaper everywhere on this map: at least in {least} of futures"
            ),
        )
    if wins == 0:
        most = in_percent(max(cells))
        return fitting(
            words,
            lambda said: (
                f"Nowhere on this map is {said['focus']} more often cheaper than {said['baseline']}: "
                f"at best in {most} of futures"
            ),
            lambda said: f"Nowhere on this map is {said['focus']} more often cheaper: at best in {most} of futures",
        )
    if clear:
        where, rest = _where(axes, single)
        side = "above" if single[0].rises else "below"
        return fitting(
            words,
            lambda said: f"{said['focus']} is more often cheaper than {said['baseline']} {side} {where}, {rest}",
            lambda said: f"{said['focus']} is more often cheaper {side} {where}, {rest}",
            lambda said: f"{said['focus']} is the better bet {side} {where}, {rest}",
            lambda said: f"{said['focus']} is the better bet {side} {where} ({rest.replace('depending on the', 'by')})",
            lambda said: f"{said['focus']} is more often cheaper {side} {where}",
        )
    count = f"in {wins} of the {len(cells)} cases on this map"
    return fitting(
        words,
        lambda said: f"{said['focus']} is more often cheaper than {said['baseline']} {count}",
        lambda said: f"{said['focus']} is more often cheaper {count}",
    )


def _where(axes: tuple[str, str], places: list[Crossing]) -> tuple[str, str]:
    """Write where each row flips; a jump between two values is known to lie between them, no better."""
    low = min(place.before if place.steep else place.value for place in places)
    high = max(place.after if place.steep else place.value for place in places)
    first, last = readable(low, 2), readable(high, 2)
    if first == last:
        return of_axis(axes[0], f"about {first}"), f"whatever the {axes[1]}"
    return of_axis(axes[0], f"about {first} to {last}"), f"depending on the {axes[1]}"
