"""Which strategy is the choice over two inputs at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from string import ascii_uppercase
from typing import TYPE_CHECKING

from ...configs import Scenario
from ...simulator.decision.choosing import measure_words
from ...simulator.studies.thresholds import SweptLine, Threshold
from ..words.names import capital, in_sentence, in_sentences, labels_of, stay_with
from ..words.numbers import full_percent, months, number, whole_percent
from .story import Look, Story, looks
from .swept import axes_of, horizon_of, likely, of_axis, own_value, own_words, rows_of, varied
from .volume import at_least, saved_share
from .wording import LABEL, currency_of, fitting

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HeatMap", "MapCell"]

_DEEP, _PALE = 0.6, 0.22  # of a strategy's colour, the rest white: dark words are read on it at 7 to 1


@dataclass(frozen=True, slots=True)
class MapCell:
    """The answer at two values.

    Attributes
    ----------
    chosen : str
        By the decision's rule.
    lowest : str
        Of the lowest score: the chosen one, or the one that saves less than the margin.
    saving : float
        What that saves, as a share of the baseline's score; 0 of the baseline.
    """

    chosen: str
    lowest: str
    saving: float


@dataclass(frozen=True, kw_only=True)
class HeatMap(Story):
    """The choice over two swept addresses.

    Attributes
    ----------
    baseline : str
    labels : dict of str to str
    letters : dict of str to str
        What a strategy that may be chosen is called in a cell.
    looks : dict of str to Look
    horizon : int
    measure : str
        What the score is: "mean", "P90", ...
    margin : float
        The share of the baseline's score that a strategy has to save to be the choice.
    addresses : tuple of (str, str)
        Of the columns and of the rows.
    axes : tuple of (str, str)
        The same in plain words.
    columns, rows : tuple of float
        Ascending values of each address.
    answers : tuple of tuple of MapCell
        By row, then by column.
    today : tuple of (float, float), optional
        The scenario's own values (their medians) of column and row, where both lie on the map.
    likely : tuple of two (float, float) or None
        P10 and P90 of each of these, where it is uncertain.
    """

    baseline: str
    labels: dict[str, str]
    letters: dict[str, str]
    looks: dict[str, Look]
    horizon: int
    measure: str
    margin: float
    addresses: tuple[str, str]
    axes: tuple[str, str]
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    answers: tuple[tuple[MapCell, ...], ...]
    today: tuple[float, float] | None = None
    likely: tuple[tuple[float, float] | None, tuple[float, float] | None] = (None, None)

    @property
    def pale_words(self) -> str:
        """What a pale cell means; empty where there is none."""
        short = any(cell.chosen != cell.lowest for row in self.answers for cell in row)
        return f"pale, in brackets: saves less than {full_percent(self.margin, 3)}" if short else ""

    @property
    def own_words(self) -> str:
        """What the scenario's own values are called."""
        return "medians of the file" if any(self.likely) else "today"

    @property
    def own_cell(self) -> tuple[int, int] | None:
        """Row and column of the scenario's own values: the nearest ones, by ratio where all are above 0."""
        if self.today is None:
            return None
        across, up = (_nearest(x, of) for x, of in zip(self.today, (self.columns, self.rows), strict=True))
        return up, across

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
        """What is written in each cell, by row, then by column: the choice, and what the cheapest one saves."""
        return tuple(tuple(map(self._cell, row)) for row in self.answers)

    @property
    def papers(self) -> tuple[tuple[str, ...], ...]:
        """The colour of each cell, `#rrggbb`: that of the cheapest; pale where it saves less than the margin."""
        return tuple(
            tuple(_mixed(self.looks[c.lowest].colour, _DEEP if c.chosen == c.lowest else _PALE) for c in row)
            for row in self.answers
        )

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """The strategies on the map: colour and words of each."""
        shown = {name for row in self.answers for cell in row for name in (cell.chosen, cell.lowest)}
        return tuple(
            (_mixed(self.looks[name].colour, _DEEP), f"{letter}: {self.labels[name]}")
            for name, letter in self.letters.items()
            if name in shown
        )

    def _cell(self, cell: MapCell) -> str:
        own = self.letters[cell.chosen]
        if cell.lowest == self.baseline:
            return own
        saved = whole_percent(cell.saving)
        return f"{own} {saved}" if cell.chosen == cell.lowest else f"{own} ({self.letters[cell.lowest]} {saved})"

    @property
    def across(self) -> str:
        """What the columns vary, and the scenario's own value."""
        return self._axis(0)

    @property
    def up(self) -> str:
        """What the rows vary, and the scenario's own value."""
        return self._axis(1)

    def _axis(self, at: int) -> str:
        own = "" if self.today is None else f" ({own_words(self.today[at], self.likely[at])})"
        return f"{capital(self.axes[at])}{own}"

    @classmethod
    def of(cls, frame: pd.DataFrame, scenario: Scenario, horizon: int | None = None, footer: str = "") -> HeatMap:
        """Return the story of a sweep over two addresses, as `sweep` gives it.

        Raises
        ------
        ValueError
            If the sweep has not just two varied addresses of numbers, or lacks the horizon.
        """
        across, up = varied(frame, 2)
        over = horizon_of(frame, horizon)
        rows = rows_of(frame, scenario, over)
        ys = tuple(sorted({float(row[up]) for row in rows}))
        lines = [SweptLine.of([row for row in rows if row[up] == y], across, scenario.baseline) for y in ys]
        if len(ys) < 2 or len({(line.values, *line.rows) for line in lines}) > 1:
            raise ValueError("the sweep needs two values or more of each address, and each combination of them once")
        xs, margin, measure = lines[0].values, scenario.decision.margin, measure_words(scenario.decision)
        answers = tuple(tuple(_answer(line, at) for at in range(len(xs))) for line in lines)
        changes = [line.choice_changes(margin) for line in lines]
        labels = labels_of({name: s.label for name, s in scenario.strategies.items()}, LABEL)
        own = own_value(scenario, across, xs), own_value(scenario, up, ys)
        first, second = axes_of(scenario, (across, up))
        ends = likely(scenario, across), likely(scenario, up)
        base = in_sentence(labels[scenario.baseline])
        rule = f" and the margin of {full_percent(margin, 3)}" if margin else ""
        return cls(
            headline=fitting(
                in_sentences({name: labels[name] for name in lines[0].rows}),
                partial(_phrased, (first, second), answers, changes, scenario.baseline),
            ),
            subtitle=(
                f"The choice over {months(over)} by {measure}{rule}, and what the cheapest saves against {base}"
                + ("; each cell has two known values" if any(ends) else "")
            ),
            note=(
                "Each cell is a simulation of its own, with these two values in place of the file's and everything "
                f"else as in the file. Its colour is that of the lowest {measure}"
                + (f"; it is pale where that saves less than {full_percent(margin, 3)}. " if margin else ". ")
                + "The thick line runs where the choice changes."
                + (
                    " The choice at the medians may differ from the recommendation, where these values vary."
                    if any(ends) and None not in own
                    else ""
                )
            ),
            footer=footer or f"config {scenario.sha256[:8]}",
            currency=currency_of(scenario.currency),
            baseline=scenario.baseline,
            labels=labels,
            letters={name: _letter(at) for at, name in enumerate(lines[0].rows)},
            looks=looks(list(scenario.strategies)),
            horizon=over,
            measure=measure,
            margin=margin,
            addresses=(across, up),
            axes=(first, second),
            columns=xs,
            rows=ys,
            answers=answers,
            today=None if own[0] is None or own[1] is None else (own[0], own[1]),
            likely=ends,
        )


def _letter(at: int) -> str:
    return ascii_uppercase[at] if at < len(ascii_uppercase) else f"Z{at}"


def _mixed(colour: str, part: float) -> str:
    """Return so much of a colour, the rest white."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255.0 + part * (each - 255.0)):02x}" for each in parts)


def _nearest(value: float, values: Sequence[float]) -> int:
    if values[0] > 0.0 and value > 0.0:
        return min(range(len(values)), key=lambda at: max(value / values[at], values[at] / value))
    return min(range(len(values)), key=lambda at: abs(value - values[at]))


def _answer(line: SweptLine, at: int) -> MapCell:
    lowest = line.lowest[at]
    return MapCell(line.chosen[at], lowest, 0.0 if lowest == line.baseline else saved_share(line, lowest, at))


def _phrased(
    axes: tuple[str, str],
    answers: Sequence[Sequence[MapCell]],
    changes: Sequence[Sequence[Threshold]],
    baseline: str,
    w: Mapping[str, str],
) -> list[str]:
    """Say between which values the choice changes, or that it does not."""
    cells = [cell for row in answers for cell in row]
    counts = Counter(cell.chosen for cell in cells).most_common()
    if len(counts) == 1:
        name, every = counts[0][0], f"in all {len(cells)} cases on this map"
        if name != baseline:
            return [f"{w[name]} is the choice {every}: it saves at least {at_least(min(c.saving for c in cells))}"] * 2
        most = max(cell.saving for cell in cells)
        if most <= 0.0:
            return [f"{w[name]} costs least {every}"] * 2
        return [f"{stay_with(w[name])} {every}: the most that another strategy saves is {at_least(most)}"] * 2
    ends = {(row[0].chosen, row[-1].chosen) for row in answers}
    if len(ends) == 1 and all(len(found) == 1 for found in changes):
        ((first, last),) = ends
        name, side = (last, "above") if last != baseline else (first, "up to")
        where, rest = _where(axes, [found[0].value for found in changes])
        return [f"{w[name]} is the choice {side} {where}, {rest}", f"{w[name]} is the choice {side} {where}"]
    (name, count), *others = counts
    rest = ", ".join(f"{w[other]} in {number(n)}" for other, n in others)
    return [f"On this map the choice is {w[name]} in {count} of {len(cells)} cases, {rest}",
            f"{w[name]} is the choice in {count} of the {len(cells)} cases on this map"]  # fmt: skip


def _where(axes: tuple[str, str], places: Sequence[float]) -> tuple[str, str]:
    """Write where each row changes."""
    first, last = number(min(places), 2), number(max(places), 2)
    if first == last:
        return of_axis(axes[0], f"about {first}"), f"at any {axes[1]}"
    return of_axis(axes[0], f"about {first} to {last}"), f"depending on the {axes[1]}"
