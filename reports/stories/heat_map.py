"""Where on two axes a strategy is cheaper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ...configs import Scenario
from ..words.names import capital, labels_of
from ..words.numbers import futures_percent, months, number
from .story import Story, looks
from .swept import (
    EVEN,
    Crossing,
    axes_of,
    bound,
    crossings,
    horizon_of,
    of_axis,
    own_value,
    spoken_of,
    uncertain,
    varied,
)
from .wording import LABEL, currency_of, fitting

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HeatMap"]

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
        Of cells where `strategy` is hardly ever cheaper, the baseline's colour in every picture; of cells where it
        nearly always is, its own.
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

    @property
    def column_words(self) -> tuple[str, ...]:
        """The values of the columns as they are written."""
        return tuple(number(value, 3) for value in self.columns)

    @property
    def row_words(self) -> tuple[str, ...]:
        """The values of the rows as they are written."""
        return tuple(number(value, 3) for value in self.rows)

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """What is written in each cell, by row, then by column: the probability in percent."""
        return tuple(tuple(map(futures_percent, row)) for row in self.chance)

    @property
    def across(self) -> str:
        """What the columns vary."""
        return capital(self.axes[0])

    @property
    def up(self) -> str:
        """What the rows vary."""
        return capital(self.axes[1])

    def colour_of(self, share: float) -> str:
        """Return the colour of a cell, `#rrggbb`: white at one half, else the cheaper one's, darker if more certain."""
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
        rows = frame[frame["horizon"] == over]
        name = spoken_of(rows, scenario, strategy)
        of_one = rows[rows["strategy"] == name]
        found = {(x, y): float(p) for x, y, p in zip(of_one[across], of_one[up], of_one["p_beats"], strict=True)}
        xs = tuple(float(x) for x in sorted(set(of_one[across])))
        ys = tuple(float(y) for y in sorted(set(of_one[up])))
        if len(found) != len(xs) * len(ys) or len(found) != len(of_one) or min(len(xs), len(ys)) < 2:
            raise ValueError("the sweep needs two values or more of each address, and each combination of them once")
        chance = tuple(tuple(found[x, y] for x in xs) for y in ys)
        labels = labels_of({one: s.label for one, s in scenario.strategies.items()}, LABEL)
        own = own_value(scenario, across, xs), own_value(scenario, up, ys)
        first, second = axes_of(scenario, (across, up))
        axes = first, second
        look = looks(list(scenario.strategies))
        varies = uncertain(scenario, across) or uncertain(scenario, up)
        words = {"focus": labels[name], "baseline": labels[scenario.baseline]}
        return cls(
            headline=fitting(words, partial(_phrased, axes, xs, chance)),
            subtitle=(
                f"Probability, in %, that {labels[name]} costs less than {labels[scenario.baseline]} "
                f"over {months(over)}"
            ),
            note=(
                "Each cell is a simulation of its own, with these two values in place of the file's and everything "
                "else as in the file. Above 50 % the strategy is cheaper more often than not; the thick line runs "
                "along 50 %. Colour shows which strategy is cheaper; darker means more certain."
                + (" The frame marks the medians of the file, set as values." if varies and None not in own else "")
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


def _phrased(
    axes: tuple[str, str], columns: tuple[float, ...], chance: tuple[tuple[float, ...], ...], w: dict[str, str]
) -> list[str]:
    """Say between which values the answer flips, or that it does not."""
    cells = [p for row in chance for p in row]
    wins = sum(p > EVEN for p in cells)
    if wins in (0, len(cells)):
        rest = f"in {bound(cells)} of futures everywhere on this map"
        return [f"{w['focus']} is cheaper than {w['baseline']} {rest}", f"{w['focus']} is cheaper {rest}"]
    logarithmic = columns[0] > 0.0 and columns[-1] >= _WIDE * columns[0]
    flips = [crossings(columns, row, logarithmic) for row in chance]
    single = [places[0] for places in flips if len(places) == 1]
    more = f"{w['focus']} is more often cheaper"
    if len(single) < len(flips) or len({place.rises for place in single}) > 1:
        count = f"in {wins} of the {len(cells)} cases on this map"
        return [f"{more} than {w['baseline']} {count}", f"{more} {count}"]
    where, rest = _where(axes, single)
    side = "above" if single[0].rises else "below"
    return [f"{more} than {w['baseline']} {side} {where}, {rest}", f"{more} {side} {where}"]


def _where(axes: tuple[str, str], places: list[Crossing]) -> tuple[str, str]:
    """Write where each row flips; of a jump only the values on both sides are known."""
    low = min(place.before if place.steep else place.value for place in places)
    high = max(place.after if place.steep else place.value for place in places)
    first, last = number(low, 2), number(high, 2)
    if first == last:
        return of_axis(axes[0], f"about {first}"), f"at any {axes[1]}"
    return of_axis(axes[0], f"about {first} to {last}"), f"depending on the {axes[1]}"
