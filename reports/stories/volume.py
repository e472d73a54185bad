"""Which strategy is the choice at each volume: what each saves against the baseline, and where that is enough."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ...configs import Scenario
from ...simulator.decision.choosing import measure_words
from ...simulator.studies.thresholds import SweptLine, Threshold, crossings
from ..words.names import capital, in_sentence, in_sentences, labels_of, stay_with
from ..words.numbers import T90, full_percent, months, number
from .story import Look, Series, Story, looks
from .swept import axes_of, horizon_of, likely, of_axis, own_value, own_words, plain_range, rounded, rows_of, varied
from .wording import LABEL, currency_of, fitting

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EvenPair", "VolumeChoice", "VolumeSpan", "at_least", "saved_share"]

_LOWEST, _STEP = -0.5, 0.25  # of the axis: what costs half as much again is no choice, by whatever it is more


class VolumeSpan(NamedTuple):
    """Values at which one strategy is the choice."""

    strategy: str
    start: float
    end: float


class EvenPair(NamedTuple):
    """Where two strategies beside the baseline are equally often the cheapest of all, and none is so more often."""

    below: str
    above: str
    value: float


@dataclass(frozen=True, kw_only=True)
class VolumeChoice(Story):
    """What each strategy saves against the baseline, by the decision's score, against one swept address.

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
    measure : str
        What the score is: "mean", "P90", ...
    margin : float
        The share of the baseline's score that a strategy has to save to be the choice.
    values : tuple of float
        Ascending.
    saving, low, high : dict of str to tuple of float
        By strategy that may be chosen, the baseline left out: the saving as a share of the baseline's score, and its
        90 % interval of the simulation.
    cheapest : dict of str to tuple of float
        By strategy that may be chosen: the probability of being the cheapest of all.
    chosen : tuple of str
        The strategy that the decision's rule chooses at each value.
    spans : tuple of VolumeSpan
        The same from value to value, with the thresholds in between.
    even, met : dict of str to float
        Where a strategy's odds are first even (cheaper in as many futures as more expensive, ties on neither side), and
        where its saving first reaches the margin, or ceases to. Strategies without such a place are left out.
    best : tuple of EvenPair
        Where another strategy becomes the one that is most often the cheapest, the baseline neither before nor after:
        its even odds are in `even`.
    even_words : dict of str to str
        The places of `even` as they are written: a jump lies between two values of the sweep.
    today : float or None
        The scenario's own value (its median), where it lies in the range.
    likely : tuple of (float, float) or None
        P10 and P90 of that value, where it is uncertain: the swept value is one number, so the choice there may differ
        from that of the report, where the value varies.
    """

    address: str
    axis: str
    logarithmic: bool
    baseline: str
    labels: dict[str, str]
    looks: dict[str, Look]
    horizon: int
    measure: str
    margin: float
    values: tuple[float, ...]
    saving: dict[str, tuple[float, ...]]
    low: dict[str, tuple[float, ...]]
    high: dict[str, tuple[float, ...]]
    cheapest: dict[str, tuple[float, ...]]
    chosen: tuple[str, ...]
    spans: tuple[VolumeSpan, ...]
    even: dict[str, float]
    met: dict[str, float]
    today: float | None
    likely: tuple[float, float] | None = None
    best: tuple[EvenPair, ...] = ()
    even_words: dict[str, str] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """The scenario's own value, and what it is called; empty where it is not on the axis."""
        return "" if self.today is None else own_words(self.today, self.likely)

    @property
    def margin_words(self) -> str:
        """The margin in percent."""
        return full_percent(self.margin, 3)

    @property
    def dot_words(self) -> str:
        """What rings and dots mark; empty where there are none."""
        met = [f"\N{BLACK CIRCLE} saves {self.margin_words}"] if self.margin and self.met else []
        return "  ".join([*(["\N{BLACK DIAMOND SUIT} even odds"] if self.even or self.best else []), *met])

    @property
    def extent(self) -> tuple[float, float, float]:
        """Both ends and the step of the upright axis: what costs much more than the baseline lies below it."""
        every = [share for part in self.saving.values() for share in part] + [self.margin]
        low = max(_LOWEST, min(-_STEP, math.floor(min(every) / _STEP) * _STEP))
        return low, math.ceil((max(every) + 0.05) / _STEP) * _STEP, _STEP

    def threshold_words(self, name: str) -> str:
        """Return where a strategy saves enough, else where its odds are even, else the most that it saves."""
        if self.margin and name in self.met:
            return f"{self.margin_words} at {rounded(self.met[name])}"
        if name in self.even:
            return f"even odds {self.even_words.get(name) or rounded(self.even[name])}"
        return _bounds(self.saving[name])

    @property
    def series(self) -> tuple[Series, ...]:
        """The saving of each strategy, the ends of its interval, the line of the margin, the thresholds, the choice."""
        ends = self.values[0], self.values[-1]
        found = [Series(self.labels[self.baseline], self.values, (0.0,) * len(self.values), self.baseline, "saving")]
        found += [Series(self.labels[name], self.values, part, name, "saving") for name, part in self.saving.items()]
        for name in self.saving:
            for key, part in (("low", self.low), ("high", self.high)):
                found.append(
                    Series(f"{self.labels[name]}, simulation error, {key}", self.values, part[name], name, key)
                )
        if self.margin:
            found.append(Series(f"Margin of {self.margin_words}", ends, (self.margin, self.margin), role="margin"))
        marks = (
            ("even", f"Even odds against {self.labels[self.baseline]}", self.even),
            ("met", f"Saves {self.margin_words}", self.met if self.margin else {}),
        )
        for role, title, places in marks:
            if places:
                x, y = zip(*sorted((at, self._height(name, at)) for name, at in places.items()), strict=True)
                found.append(Series(title, x, y, role=role))
        for pair in self.best:
            title = f"Even odds of the two best, {rounded(pair.value)}"
            found.append(Series(title, (pair.value,), (self._height(pair.above, pair.value),), pair.above, "even"))
        low, high, _ = self.extent
        for at, span in enumerate(self.spans):
            title = f"Choice {at + 1}: {self.labels[span.strategy]}"
            middle = math.sqrt(span.start * span.end) if self.logarithmic else (span.start + span.end) / 2.0
            found.append(Series(title, (span.start, middle, span.end), (high,) * 3, span.strategy, "choice"))
        if self.today is not None:
            found.append(Series(self.mark, (self.today, self.today), (low, high), role="today"))
        if self.today is not None and self.likely is not None:
            inside = tuple(min(max(end, ends[0]), ends[1]) for end in self.likely)
            found.append(Series("P10 to P90 of the input", inside, (low, low), role="likely"))
        return tuple(found)

    def turns(self, recommended: str) -> list[str]:
        """Return the values next to the scenario's own where another strategy becomes the choice, a sentence each."""
        if self.today is None:
            return []
        at = next((at for at, span in enumerate(self.spans) if span.start <= self.today <= span.end), 0)
        beside = [("below", self.spans[at].start, self.spans[at - 1 : at] if at else ())]
        beside += [("above", self.spans[at].end, self.spans[at + 1 : at + 2])]
        return [
            f"If {self.axis} is {side} about {number(value, 2)} ({self.mark.partition(', ')[0]}): "
            f"then {in_sentence(self.labels[span.strategy])} is the choice."
            for side, value, spans in beside
            for span in spans
            if span.strategy != recommended
        ]

    def _height(self, name: str, value: float) -> float:
        """Return what a strategy saves at a value between two of the sweep."""
        for (before, one), (after, other) in pairwise(zip(self.values, self.saving[name], strict=True)):
            if before <= value <= after:
                whole = math.log(after / before) if self.logarithmic else after - before
                part = (math.log(value / before) if self.logarithmic else value - before) / whole
                return one + part * (other - one)
        raise ValueError(f"{value} is outside of the sweep")

    @property
    def across(self) -> str:
        """What is varied, and the scenario's own value."""
        return capital(self.axis) + (f" ({self.mark})" if self.mark else "")

    @property
    def up(self) -> str:
        """A saving."""
        return f"Saving, % of {self.measure}"

    @classmethod
    def of(cls, frame: pd.DataFrame, scenario: Scenario, horizon: int | None = None, footer: str = "") -> VolumeChoice:
        """Return the story of a sweep over one address, as `sweep` gives it.

        Parameters
        ----------
        frame : DataFrame
        scenario : Scenario
        horizon : int, optional
            Months; default: the sweep's last.
        footer : str
            What the picture was made from; default: the config's hash.

        Raises
        ------
        ValueError
            If the sweep has not just one varied address of numbers, or lacks the horizon.
        """
        (address,) = varied(frame, 1)
        over = horizon_of(frame, horizon)
        line = SweptLine.of(rows_of(frame, scenario, over), address, scenario.baseline)
        values, margin, measure = line.values, scenario.decision.margin, measure_words(scenario.decision)
        names = [name for name in line.rows if name != scenario.baseline]
        saving = {name: tuple(saved_share(line, name, at) for at in range(len(values))) for name in names}
        half = {name: [T90 * (row["saving_share_se"] or 0.0) for row in line.rows[name]] for name in names}
        odds = {name: line.even_odds(name) for name in names}
        enough = {name: line.margin_met(name, margin) for name in names}
        changes = line.choice_changes(margin)
        edges = [values[0], *(change.value for change in changes), values[-1]]
        order = [line.chosen[0], *(change.to for change in changes)]
        spans = tuple(VolumeSpan(name, *ends) for name, ends in zip(order, pairwise(edges), strict=True))
        labels = labels_of({name: s.label for name, s in scenario.strategies.items()}, LABEL)
        (axis,), today = axes_of(scenario, (address,)), own_value(scenario, address, values)
        ends = likely(scenario, address)
        base, best, said = in_sentence(labels[scenario.baseline]), _best_pairs(line), in_sentences(labels)
        below = [said[name] for name in names if max(saving[name]) < _LOWEST]
        return cls(
            headline=fitting(
                {name: said[name] for name in dict.fromkeys([scenario.baseline, *order])},
                partial(_phrased, axis, spans, changes, saving, margin, scenario.baseline, values),
            ),
            subtitle="; ".join(
                [
                    f"Saving against {said[scenario.baseline]} over {months(over)}, in % of its {measure}",
                    *(
                        f"even odds {'' if odds[name][0].steep else 'at '}{_place(odds[name][0])}"
                        for name in dict.fromkeys(order)
                        if odds.get(name) and len(set(order)) <= 2
                    ),
                    *(
                        f"even odds of the two best, {said[low]} and {said[high]}, at {rounded(value)}"
                        for low, high, value in best
                    ),
                    *([f"below the chart: {' and '.join(below)}"] if below else []),
                    *(["this input fixed at each point"] if ends else []),
                ]
            ),
            note=(
                "Each point is a simulation of its own, with one value in place of the file's and everything else as "
                f"in the file. The strip on top is the choice: the lowest {measure}"
                + (f", or {base} where that saves less than {full_percent(margin, 3)}. " if margin else ". ")
                + f"A diamond marks even odds against {base}: cheaper in as many futures as more expensive; futures "
                "with equal costs count for neither."
                + (" A coloured one marks where the two best are equally often the cheapest of all." if best else "")
                + (f" A dot marks a saving of {full_percent(margin, 3)}." if margin else "")
                + (
                    " The choice at the median may differ from the recommendation, where the value varies."
                    if ends and today is not None
                    else ""
                )
            ),
            footer=footer or f"config {scenario.sha256[:8]}",
            currency=currency_of(scenario.currency),
            address=address,
            axis=axis,
            logarithmic=line.logarithmic,
            baseline=scenario.baseline,
            labels=labels,
            looks=looks(list(scenario.strategies)),
            horizon=over,
            measure=measure,
            margin=margin,
            values=values,
            saving=saving,
            low={name: tuple(x - h for x, h in zip(saving[name], half[name], strict=True)) for name in names},
            high={name: tuple(x + h for x, h in zip(saving[name], half[name], strict=True)) for name in names},
            cheapest={name: tuple(line.column(name, "p_cheapest")) for name in line.rows},
            chosen=line.chosen,
            spans=spans,
            even={name: places[0].value for name, places in odds.items() if places},
            even_words={name: _place(places[0]) for name, places in odds.items() if places},
            met={name: places[0].value for name, places in enough.items() if places},
            best=best,
            today=today,
            likely=ends,
        )


def _best_pairs(line: SweptLine) -> tuple[EvenPair, ...]:
    """Return where one strategy beside the baseline takes over from another as the one most often the cheapest."""
    shares = {name: line.column(name, "p_cheapest") for name in line.rows}
    most = [max(shares, key=lambda name: shares[name][at]) for at in range(len(line.values))]
    found = []
    for at, (one, other) in enumerate(pairwise(most)):
        if one == other or line.baseline in (one, other):
            continue
        both = [(shares[one][k], shares[other][k]) for k in (at, at + 1)]
        places = crossings(line.values[at : at + 2], [b / (a + b) for a, b in both], line.logarithmic)
        found += [EvenPair(one, other, place.value) for place in places]
    return tuple(found)


def saved_share(line: SweptLine, name: str, at: int) -> float:
    """Return what a strategy saves as a share of the baseline's score; of a score of 0 all or as much again."""
    row, base = line.rows[name][at], line.rows[line.baseline][at]["score"]
    return float(row["saving_share"]) if base else float(base > row["score"]) - float(base < row["score"])


def _bounds(shares: Sequence[float]) -> str:
    """Return the most that is saved; of what never saves anything, how much more it costs at least."""
    most = max(shares)
    return f"at best {at_least(most, 2)}" if most >= 0.0 else f"at best \N{MINUS SIGN}{at_least(-most, 2)}"


def at_least(share: float, digits: int = 3) -> str:
    """Write a share in percent, rounded down to so many digits: never more than it is."""
    places = digits - 1 - math.floor(math.log10(100.0 * share)) if share > 0.0 else 0
    scale = 10.0 ** max(places, 0)
    return f"{number(math.floor(100.0 * share * scale + 1e-9) / scale)} %"


def _place(place: Threshold) -> str:
    """Write where odds are even; of a jump only the values on both sides are known."""
    if place.steep:
        return f"between {number(place.before, 3)} and {number(place.after, 3)}"
    return rounded(place.value)


def _phrased(
    axis: str,
    spans: Sequence[VolumeSpan],
    changes: Sequence[Threshold],
    saving: Mapping[str, Sequence[float]],
    margin: float,
    baseline: str,
    values: Sequence[float],
    w: dict[str, str],
) -> list[str]:
    """Say which strategy is the choice up to which value, or at all of them."""
    enough = f"saves {full_percent(margin, 3)} or more" if margin else "costs less"
    first, last = spans[0].strategy, spans[-1].strategy
    if not changes:
        where = of_axis(axis, plain_range(values))
        if first != baseline:
            return [f"{w[first]} is the choice at {where}: it saves at least {at_least(min(saving[first]))}"] * 2
        most = max(max(part) for part in saving.values())
        if most <= 0.0:
            least = f"{w[first]} costs least at {where}"
            return [f"{least}; the others cost at least {at_least(-most)} more" if most else least, least]
        stay = f"{stay_with(w[first])} at {where}"
        return [f"{stay}: the most that another strategy saves is {at_least(most)}", stay]
    at = of_axis(axis, f"about {rounded(changes[0].value)}")
    if len(changes) > 1:
        second = ", ".join(f"{w[span.strategy]} to {rounded(span.end)}" for span in spans[1:-1])
        start = stay_with(w[first]) if first == baseline else f"Choose {w[first]}"
        return [f"{start} to {at}, {second}, then {w[last]}",
                f"{start} to {of_axis(axis, rounded(changes[0].value))}, {second}, then {w[last]}",
                f"The choice changes {len(changes)} times, first at {at}"]  # fmt: skip
    if first == baseline:
        return [f"{stay_with(w[first])} up to {at}; above, {w[last]} {enough}", f"From {at} {w[last]} {enough}"]
    if last == baseline:
        stay = stay_with(w[last])
        return [
            f"Up to {at} {w[first]} {enough}; above, {stay[0].lower()}{stay[1:]}",
            f"Up to {at} {w[first]} {enough}",
        ]
    return [f"{w[first]} is the choice up to {at}; above, {w[last]} costs less"] * 2
